"""Marks of our own texts as HTML."""

import pytest

from countenance.console.views.marked import marked


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a `b` *c* **d**", "a <code>b</code> <em>c</em> <strong>d</strong>"),
        ("<script>`&`</script>", "&lt;script&gt;<code>&amp;</code>&lt;/script&gt;"),
        ("2 * 3 * 4, a*b*c, `open", "2 * 3 * 4, a*b*c, `open"),
    ],
)
def test_marks_are_set_after_everything_is_escaped(text: str, told: str) -> None:
    assert str(marked(text)) == told
