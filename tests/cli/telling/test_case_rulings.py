"""What a ruling says, beside the entries that have its digest alone."""

import hashlib
from typing import Any

import pytest

from countenance.cli.telling.case_rulings import check_rulings, ruling_blocks
from countenance.cli.telling.document import Document, as_markdown
from countenance.errors import ProofError

TEXT = 'id = "station"\n'
RULING = {"ruling": "station", "digest": "sha256:d", "text": TEXT}
ENTRY = {
    "kind": "ruling", "ruling": "station", "digest": "sha256:d",
    "text": "sha256:" + hashlib.sha256(TEXT.encode()).hexdigest(),
}  # fmt: skip


def told(*rulings: dict[str, Any]) -> str:
    return as_markdown(Document("x", tuple(ruling_blocks({"rulings": list(rulings)}))))


def test_a_text_stands_there_as_it_was_written_down() -> None:
    assert 'id = "station"' in told(RULING)
    assert "rulings by which it was read" not in told()


def test_a_text_that_is_not_at_hand_is_said_to_be_missing() -> None:
    said = told({**RULING, "ruling": None, "text": None})

    assert "`a ruling`, with the digest `sha256:d`" in said.replace("\\", "")
    assert "Its text is not at hand here." in said


@pytest.mark.parametrize(
    "change", [{"text": "x"}, {"text": 7}, {"digest": "sha256:e"}, {"ruling": "other"}], ids=str
)
def test_a_text_that_no_entry_names_is_none(change: dict[str, Any]) -> None:
    check_rulings({"rulings": [RULING]}, [ENTRY, {"kind": "vote"}])
    check_rulings({}, [])

    with pytest.raises(ProofError, match="no entry has this text of the ruling"):
        check_rulings({"rulings": [{**RULING, **change}]}, [ENTRY])
