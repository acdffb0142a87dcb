"""Every field of an upload, and every parameter of a list of files."""

from typing import Any, get_type_hints

import pytest
from openai.types.file_create_params import FileCreateParams
from openai.types.file_list_params import FileListParams

from countenance.dialects.call import PartKind
from countenance.dialects.files.fields import FILE, LIST
from countenance.dialects.multipart import Piece
from countenance.dialects.shapes import FILE_ID, Found
from countenance.errors import CallError, UnsupportedCallError

PICTURE = Piece("file", b"\x89PNG", is_file=True)


def _read(found: Found | None = None, **fields: Any) -> dict[str, Any]:
    return FILE.read({"file": PICTURE, "purpose": "vision", **fields}, "", found or Found())


def test_every_field_that_the_client_can_send_is_in_the_tables() -> None:
    assert set(get_type_hints(FileCreateParams)) - set(FILE.fields) == set()
    assert set(get_type_hints(FileListParams)) - set(LIST.fields) == set()


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\x89PNG", PartKind.PICTURE), (b"%PDF-1.7", PartKind.DOCUMENT), (b"a", PartKind.PICTURE)],
)
def test_what_a_file_is_says_its_content(data: bytes, kind: PartKind) -> None:
    found = Found()
    _read(found, file=Piece("file", data, is_file=True))

    assert [part.kind for part in found.parts] == [kind]


@pytest.mark.parametrize(
    ("purpose", "says"),
    [
        ("batch", "each as a call of its own"),
        ("evals", "each as a call of its own"),
        ("fine-tune", "cannot be covered afterwards"),
        ("assistants", "has the purpose `user_data`"),
        ("visions", "did you mean `vision`"),
        (7, "`purpose`"),
    ],
)
def test_a_purpose_that_nobody_would_decide_is_refused(purpose: object, says: str) -> None:
    with pytest.raises(CallError, match=says):
        _read(purpose=purpose)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("file", "a text"),
        ("file", Piece("file", b"", is_file=True)),
        ("expires_after", {"anchor": "created_at", "seconds": "60"}),
        ("expires_after", {"anchor": "now", "seconds": "3600"}),
        ("expires_after", {"seconds": "3600"}),
        ("countenance", "a.b.c"),
        ("colour", "red"),
    ],
)
def test_what_is_not_known_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(CallError, match=name):
        FILE.read({"file": PICTURE, "purpose": "vision", name: value}, "", Found())


def test_a_time_to_live_is_a_text_in_a_form() -> None:
    given = {"anchor": "created_at", "seconds": "3600"}

    assert _read(expires_after=given)["expires_after"]["seconds"] == 3600


@pytest.mark.parametrize("name", ["", "a/b", "file 1", "x" * 129, 7])
def test_an_id_has_few_letters(name: object) -> None:
    with pytest.raises(CallError, match="file_id"):
        FILE_ID.read(name, "file_id", Found())


def test_an_id_is_a_part_that_stands_for_something() -> None:
    found = Found()
    FILE_ID.read("file-abc", "messages[0].content[0].file.file_id", found)

    (part,) = found.parts
    assert (part.kind, part.refers, part.text) == (PartKind.ID, "file", "file-abc")


def test_a_list_of_another_purpose_is_refused() -> None:
    with pytest.raises(UnsupportedCallError, match="purpose"):
        LIST.read({"purpose": "batch"}, "", Found())
