"""Forms with files: read strictly and written anew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.call import PartKind, Slot
from countenance.dialects.containers import Field, ListOf, Object
from countenance.dialects.multipart import (
    File,
    FormNumber,
    Piece,
    form_of,
    values_of,
    write_form,
)
from countenance.dialects.reading import Limits
from countenance.dialects.shapes import (
    Carries,
    Found,
    Number,
    NumberKind,
    OneOf,
    Truth,
    Words,
)
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError
from dialects.forms import BOUNDARY, WAV, form, piece, sent

SHAPE = Object.of(
    Field("file", Carries.SOUND, File(PartKind.SOUND, "sound"), required=True),
    Field("prompt", Carries.WORDS, Words()),
    Field("stream", Carries.CONTROL, Truth()),
    Field("n", Carries.CONTROL, Number(NumberKind.WHOLE, 0, 9)),
    Field("include", Carries.CONTROL, ListOf(OneOf(("a", "b")), 0, 2)),
    Field("inner", Carries.CONTROL, Object.of(Field("x", Carries.WORDS, Words()))),
)


def _pieces(body: bytes, content_type: str = "multipart/form-data; boundary=a-boundary") -> list[
    Piece
]:
    return form_of(sent(body, content_type=content_type), Limits())[0]


def test_texts_become_what_their_fields_want_and_files_become_slots() -> None:
    body = form(
        piece("prompt", "true"),
        piece("stream", "true"),
        piece("n", "3"),
        piece("include[]", "a"),
        piece("include[]", "b"),
        piece("inner[x]", "y"),
        piece("file", WAV, "höllisch \" geheim.wav"),
    )
    found = Found()
    read = SHAPE.read(values_of(_pieces(body), SHAPE), "", found)

    slot = read.pop("file")
    assert read == {
        "prompt": "true",
        "stream": True,
        "n": 3,
        "include": ["a", "b"],
        "inner": {"x": "y"},
    }
    assert isinstance(slot, Slot)
    assert [(part.kind, part.data) for part in found.parts if part.data] == [(PartKind.SOUND, WAV)]


def test_a_list_may_come_as_one_name_again_and_again() -> None:
    values = values_of(_pieces(form(piece("include", "a"), piece("include", "b"))), SHAPE)

    assert values == {"include": ["a", "b"]}
    assert values_of(_pieces(form(piece("include", "a"))), SHAPE) == {"include": ["a"]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form",
        form(piece("prompt", "a"))[:-4],
        form(piece("prompt", "a"))[:20],
        form(piece("prompt", "a")).replace(BOUNDARY, b"another", 1),
        form(b"X: y\r\n\r\nvalue"),
        form(b"\r\nvalue"),
        form(b'Content-Disposition: attachment; name="a"\r\n\r\nvalue'),
        form(b'Content-Disposition: form-data; name="a"; size=3\r\n\r\nvalue'),
        form(
            b'Content-Disposition: form-data; name="a"\r\n'
            b'Content-Disposition: form-data; name="b"\r\n\r\nvalue'
        ),
        form('Content-Disposition: form-data; name="ä"\r\n\r\nvalue'.encode()),
        form(piece("prompt", "a", Content_Transfer_Encoding="base64")),
    ],
)
def test_what_is_no_whole_form_is_refused(body: bytes) -> None:
    with pytest.raises(CallError):
        _pieces(body)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 415),
        ("multipart/mixed; boundary=a-boundary", 415),
        ("multipart/form-data", 400),
        ('multipart/form-data; boundary=""', 400),
        ("multipart/form-data; boundary=" + "a" * 71, 400),
    ],
)
def test_another_content_type_is_refused(content_type: str, status: int) -> None:
    with pytest.raises(CallError) as caught:
        _pieces(form(piece("prompt", "a")), content_type)
    assert caught.value.status == status


@pytest.mark.parametrize(
    "pieces",
    [
        (piece("prompt", "a"), piece("prompt", "b")),
        (piece("inner[x]", "a"), piece("inner[x]", "b")),
        (piece("inner", "a"), piece("inner[x]", "b")),
        (piece("include[x]", "a"),),
        (piece("Prompt", "a"),),
        (piece("a[b][c]", "a"),),
        (piece("", "a"),),
        (piece("prompt", b"\xff"),),
    ],
)
def test_a_field_that_could_be_read_twice_is_refused(pieces: tuple[bytes, ...]) -> None:
    with pytest.raises(UnreadableCallError):
        values_of(_pieces(form(*pieces)), SHAPE)


def test_a_text_is_no_file_and_an_empty_file_is_none() -> None:
    for odd in (piece("file", "a text"), piece("file", b"", "a.wav")):
        with pytest.raises(UnreadableCallError, match="`file`"):
            SHAPE.read(values_of(_pieces(form(odd)), SHAPE), "", Found())
    odd = form(piece("prompt", b"x", "a"), piece("file", WAV, "a.wav"))
    with pytest.raises(UnreadableCallError, match="`prompt`"):
        SHAPE.read(values_of(_pieces(odd), SHAPE), "", Found())


def test_too_many_fields_and_bytes_are_refused() -> None:
    with pytest.raises(UnsupportedCallError, match="more than 256 fields"):
        _pieces(form(*[piece("include[]", "a")] * 257))
    with pytest.raises(UnsupportedCallError, match="at most 10 are read"):
        form_of(sent(form(piece("prompt", "a"))), Limits(body=10))


def test_what_is_written_is_our_own_and_can_be_read_again() -> None:
    body = {
        "file": Slot("file", "sha256:0"),
        "prompt": 'a "quoted"\r\n--a-boundary--\r\ntext',
        "stream": True,
        "n": 3,
        "include": ["a", "b"],
        "inner": {"x": "y"},
    }
    written, content_type = write_form(body, {"file": ("audio/wav", b"made")})
    pieces = _pieces(written, content_type)
    read = SHAPE.read(values_of(pieces, SHAPE), "", Found())

    assert b'filename="sound.wav"' in written
    assert next(each.data for each in pieces if each.is_file) == b"made"
    del read["file"], body["file"]
    assert read == body
    assert write_form(body, {}) == write_form(body, {})
    with pytest.raises(ValueError, match="audio/x"):
        write_form({"file": Slot("file", "")}, {"file": ("audio/x", b"made")})
    with pytest.raises(KeyError):
        write_form({"file": Slot("file", "")}, {})


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 400))
def test_any_bytes_are_read_or_refused(noise: bytes, cut: int) -> None:
    whole = form(piece("prompt", "a"), piece("file", noise, "a.wav"))
    for body in (noise, whole[:cut] + noise + whole[cut:]):
        try:
            read = SHAPE.read(values_of(_pieces(body), SHAPE), "", Found())
        except CallError:
            continue
        assert isinstance(read["file"], Slot)


@pytest.mark.parametrize(
    ("value", "read"), [("7", 7), ("7.0", 7), ("0.5", 0.5), (7, 7)]
)
def test_a_number_inside_an_object_of_a_form_is_a_text(value: object, read: float) -> None:
    assert FormNumber(Number(NumberKind.ANY, 0, 9)).read(value, "a", Found()) == read


@pytest.mark.parametrize("value", ["", "much", "nan", "1e9", "10", "1" * 40, None, True])
def test_what_is_no_such_number_is_refused(value: object) -> None:
    with pytest.raises(CallError, match="`a`"):
        FormNumber(Number(NumberKind.ANY, 0, 9)).read(value, "a", Found())
