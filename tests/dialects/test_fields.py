"""The one table of fields, and the page that shows it."""

from pathlib import Path
from typing import get_type_hints

import pytest
from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming

from countenance.dialects.anthropic.fields import COUNT, MESSAGES
from countenance.dialects.audio.fields import TRANSCRIPTION, TRANSLATION
from countenance.dialects.completions.fields import COMPLETION
from countenance.dialects.embeddings.fields import EMBEDDING, PICTURE_EMBEDDING
from countenance.dialects.face.fields import (
    ADD,
    DETECT,
    FIND_SIMILAR,
    GALLERY,
    GROUP,
    IDENTIFY,
    VERIFY,
)
from countenance.dialects.fields import CHAT, Row, rows
from countenance.dialects.files.fields import FILE, LIST
from countenance.dialects.images.fields import EDIT, GENERATION
from countenance.dialects.read import read
from countenance.dialects.responses.fields import RESPONSES
from countenance.dialects.shapes import Carries, Refused
from countenance.errors import UnsupportedCallError
from dialects.asking import WHOLE, body, request

PAGE = Path(__file__).parents[2] / "docs" / "fields.md"


def _line(row: Row) -> str:
    accepts = row.accepts.replace("|", "\\|")
    return f"| `{row.path}` | {row.carries.value} | {accepts} |"


TABLES = {
    "Chat": CHAT,
    "Responses": RESPONSES,
    "A text to go on with": COMPLETION,
    "Texts turned into numbers": EMBEDDING,
    "Pictures turned into numbers": PICTURE_EMBEDDING,
    "A picture to be made": GENERATION,
    "A picture to be changed": EDIT,
    "A file to be stored": FILE,
    "A list of files: parameters": LIST,
    "Messages": MESSAGES,
    "Tokens of a message": COUNT,
    "A search for faces: parameters": DETECT,
    "A face to be checked against one person": VERIFY,
    "Faces to be identified": IDENTIFY,
    "Faces like one": FIND_SIMILAR,
    "Faces to be grouped": GROUP,
    "A gallery": GALLERY,
    "A face for a gallery: parameters": ADD,
    "Sound to be written down": TRANSCRIPTION,
    "Sound to be translated": TRANSLATION,
}
"""The sections of the page, and the table that each shows."""


@pytest.mark.parametrize("section", list(TABLES))
def test_the_page_shows_each_table_as_it_is(section: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    text = page.split(f"\n## {section}\n")[1].split("\n## ")[0]
    shown = [line for line in text.splitlines() if line.startswith("| `")]

    assert shown == [_line(row) for row in rows(TABLES[section])]


def test_no_field_stands_in_the_table_twice() -> None:
    for shape in TABLES.values():
        paths = [row.path for row in rows(shape)]
        assert len(set(paths)) == len(paths)


def test_every_field_that_the_client_can_send_is_in_the_table() -> None:
    """An unknown one is refused too, but then with a guess instead of a reason."""
    known = set(get_type_hints(CompletionCreateParamsStreaming))

    assert known - set(CHAT.fields) == set()


@pytest.mark.parametrize(
    "name", [name for name, each in CHAT.fields.items() if isinstance(each.shape, Refused)]
)
def test_a_refused_field_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(UnsupportedCallError) as error:
        read(request(body(**{name: {}})))

    assert error.value.param == name


def test_every_field_that_is_not_refused_is_in_the_example_of_the_tests() -> None:
    accepted = {name for name, each in CHAT.fields.items() if each.carries is not Carries.NOTHING}

    assert accepted - set(WHOLE) == {
        "countenance",
        "web_search_options",
        "data_sources",
    }


def test_what_a_field_may_carry_is_one_of_few_things() -> None:
    found = {row.carries for shape in TABLES.values() for row in rows(shape)}

    assert found == set(Carries)
