"""How the pages of the docs are read: commands, what they print, and anchors."""

from pathlib import Path

import pytest

from house.pages import Shown, anchors_of, commands_of, fits, pythons_of

PAGE = """# What is it, here?

```console
$ countenance check a=b   # asks
deny · …
[exit 1]
$ make run
```

    $ countenance faces "my photo.jpg"    # exits 2

```python
print(1)
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_commands_come_with_what_is_shown_for_them(page: Path) -> None:
    assert commands_of(page) == [
        Shown(("countenance", "check", "a=b"), ("deny · …",), 1),
        Shown(("make", "run"), (), 0),
        Shown(("countenance", "faces", "my photo.jpg"), (), 2),
    ]


def test_python_and_anchors_are_found(page: Path) -> None:
    assert pythons_of(page) == ["print(1)\n"]
    assert anchors_of(page) == {"what-is-it-here"}


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ([], ["anything"]),
        (["a … c"], ["a b c", "more"]),
        (["a", "…", "z"], ["a", "b", "c", "z"]),
        (["…"], []),
    ],
)
def test_what_is_shown_may_leave_out_some(shown: list[str], printed: list[str]) -> None:
    assert fits(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [(["a"], ["b"]), (["a"], ["ab"]), (["a", "b"], ["a"]), (["a", "…", "z"], ["a", "b"])],
)
def test_what_is_shown_must_come(shown: list[str], printed: list[str]) -> None:
    assert not fits(shown, printed)
