import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import canonical, parse, parse_as
from record.examples import decided, part, picture

PAGE = Path(__file__).resolve().parents[2] / "docs" / "entries.md"
STRUCTS = {
    name: kind
    for name in kinds.__all__
    if isinstance(kind := getattr(kinds, name), type)
    and issubclass(kind, msgspec.Struct)
    and kind is not kinds.Head
    and kind is not kinds.Member
}
ANY: Any = kinds.Entry


def described() -> dict[str, list[str]]:
    """The fields that the page describes, under the heading of each kind or member."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"#{2,4} .*?`([a-z-]+)`", line):
            heading = match.group(1)
            assert heading not in found, f"{heading} is described twice"
            found[heading] = []
        elif heading and (match := re.match(r"\| `([a-z_]+)` \|", line)):
            found[heading].append(match.group(1))
    return found


def title(name: str, kind: type[msgspec.Struct]) -> str:
    tag = kind.__struct_config__.tag
    return str(tag) if tag else re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def test_the_page_about_entries_describes_every_field() -> None:
    page = described()
    for name, kind in STRUCTS.items():
        common = set() if not kind.__struct_config__.tag else {"v", "id", "prev", "time", "commit"}
        fields = [field.name for field in msgspec.structs.fields(kind) if field.name not in common]

        assert sorted(page[title(name, kind)]) == sorted(fields), name


def test_the_page_describes_nothing_else() -> None:
    known = {title(name, kind) for name, kind in STRUCTS.items()} | {"every-entry"}

    assert {heading for heading, fields in described().items() if fields} <= known


def test_every_field_is_always_written() -> None:
    entry = parse(decided(parts=[part()], media=[picture()]).data)

    named = {field.name for field in msgspec.structs.fields(kinds.Decision)}
    assert set(entry) == named | {"kind"}


def test_a_field_that_is_not_known_is_refused() -> None:
    entry = parse(decided().data)
    entry["prompt"] = "hello"

    with pytest.raises(RecordError, match="unknown field `prompt`"):
        parse_as(canonical(entry), ANY)


def test_a_kind_that_is_not_known_is_refused() -> None:
    entry = parse(decided().data)
    entry["kind"] = "opinion"

    with pytest.raises(RecordError, match="opinion"):
        parse_as(canonical(entry), ANY)


def test_entries_cannot_be_changed_after_they_were_made() -> None:
    entry = parse_as(decided().data, ANY)

    with pytest.raises(AttributeError):
        entry.outcome = "refuse"
