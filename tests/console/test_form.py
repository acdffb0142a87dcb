"""What somebody typed, and what is wrong with it."""

import pytest

from countenance.console.form import Form, parse_form, parse_sent
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


@pytest.mark.parametrize(
    ("sent", "name"),
    [(b"%00", "U+0000"), (b"%E2%80%AE", "RIGHT-TO-LEFT OVERRIDE"), (b"%E2%80%8B", "ZERO WIDTH")],
)
def test_a_sign_that_nobody_sees_is_refused_by_name(sent: bytes, name: str) -> None:
    form = parse_form(b"reason=a" + sent + b"b")

    assert form.text("reason") == ""
    assert name in form.problems["reason"]


def test_a_form_with_a_file_is_read_as_one_without() -> None:
    head = b"--b\r\ncontent-disposition: form-data; name="
    text = b'"a"\r\n\r\nx\r\ny\r\n'
    body = head + text + head + b'"f"; filename="\xc3\xa6"\r\n\r\n{}\r\n--b--\r\n'

    form = parse_sent("multipart/form-data; boundary=b", body)

    assert (form.text("a"), form.text_of_file("f", 2, ""), form.text_of_file("none", 2, "")) == (
        "x\ny", "{}", "",
    )  # fmt: skip
    assert form.text_of_file("f", 1, "") == ""
    assert form.problems == {"f": "this file has 2 bytes; at most 1"}
    with pytest.raises(ReviewError, match="no field called `f`"):
        form.only("a")


@pytest.mark.parametrize("pieces", [
    b'name="a"\r\n\r\n\xff',
    b'name="a"; filename="a"\r\n\r\nx\r\n--b\r\ncontent-disposition: form-data; name="a"\r\n\r\ny',
])  # fmt: skip
def test_odd_pieces_are_refused(pieces: bytes) -> None:
    body = b"--b\r\ncontent-disposition: form-data; " + pieces + b"\r\n--b--\r\n"

    with pytest.raises(ReviewError):
        parse_sent("multipart/form-data; boundary=b", body)


@pytest.mark.parametrize(
    "body", [b"a=1&a=2", b"a", b"\xff=1", b"a=%ff", b"&".join(b"f%d=1" % at for at in range(101))]
)
def test_what_no_browser_sends_is_refused(body: bytes) -> None:
    with pytest.raises(ReviewError):
        parse_form(body)


def test_a_field_that_the_form_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(ReviewError, match="`role`"):
        Form({"token": "t", "name": "n", "role": "operator"}).only("name")
    Form({"token": "t", "name": "n"}).only("name", "reason")
