"""What somebody typed, and what is wrong with it."""

import pytest

from countenance.console.form import Form, parse_form
from countenance.errors import ReviewError


def test_what_was_typed_is_kept_with_what_is_wrong() -> None:
    form = parse_form(b"reason=%20&uses=x&hours=9999&fact=%C3%A6%0D%0Ab&tick=yes")

    assert form.text("reason", needed="a reason is needed") == ""
    assert form.number("uses", 0, 10, 1) == 1
    assert form.number("hours", 1, 72, 72) == 72
    assert form.number("none", 1, 72, 72) == 72
    assert form.text("fact") == "æ\nb"
    assert form.text("fact", longest=2) == "æ\nb"
    assert form.chosen("fact", ("a", "b")) == ""
    assert form.is_ticked("tick")
    assert not form.is_ticked("other")
    assert form.typed("uses") == "x"
    assert form.problems == {
        "reason": "a reason is needed",
        "uses": "a whole number from 0 to 10 is right",
        "hours": "from 1 to 72",
        "fact": "this has 3 characters; at most 2",
    }


def test_a_sign_that_no_text_has_is_refused() -> None:
    form = parse_form(b"reason=a%00b")

    assert form.text("reason") == ""
    assert "reason" in form.problems


@pytest.mark.parametrize(
    "body", [b"a=1&a=2", b"a", b"\xff=1", b"a=%ff", b"&".join(b"f%d=1" % at for at in range(61))]
)
def test_what_no_browser_sends_is_refused(body: bytes) -> None:
    with pytest.raises(ReviewError):
        parse_form(body)


def test_a_field_that_the_form_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(ReviewError, match="`role`"):
        Form({"token": "t", "name": "n", "role": "operator"}).only("name")
    Form({"token": "t", "name": "n"}).only("name", "reason")
