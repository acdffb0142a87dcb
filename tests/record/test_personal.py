"""What an opening may hold is decided in one place."""

import re
from pathlib import Path

import pytest

from countenance.errors import RecordError
from countenance.record.commitment import Opening
from countenance.record.personal import KEPT, family, kept_as, searched
from record.examples import decided, digest, maker, part, picture


def test_a_field_is_known_by_its_family() -> None:
    assert family("parts.3") == "parts"
    assert kept_as("name.lobby.north") is KEPT["name"]


def test_a_field_that_nobody_decided_on_makes_no_entry() -> None:
    with pytest.raises(RecordError, match="`shoe_size`: nobody has decided"):
        decided(personal={"shoe_size": b"44"})
    with pytest.raises(RecordError, match="nobody has decided"):
        maker().committed("prompt", b"words")


def test_digests_of_content_are_searched_for_each_once_and_nothing_else() -> None:
    made = decided(
        parts=[part(), part(1, "picture 0")], media=[picture()],
        personal={"request": digest("all"), "attestation": bytes(32)},
    )  # fmt: skip

    found = searched(made.openings)

    assert set(found) == {digest("words"), digest("picture 0"), digest("all")}
    assert len(found) == 3


def test_what_is_no_digest_is_not_searched_for() -> None:
    assert searched([Opening("request", bytes(32), b"short")]) == ()


def test_the_page_says_of_each_field_what_it_holds_and_whether_it_is_searched_for() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "personal.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (yes|no) \|$", page, re.MULTILINE)

    assert {name: (holds, searched == "yes") for name, holds, searched in rows} == {
        name: (kept.holds, kept.is_content) for name, kept in KEPT.items()
    }
