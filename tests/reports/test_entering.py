"""What an entry of a report says, and what it never does."""

import json
import os
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.record.make import Maker
from countenance.reports import settling, signing
from countenance.reports.entering import counted, entry_of, tally_of
from countenance.reports.program import Program
from countenance.reports.steps import Change, Step
from reports.acting import FLAGGED, OFFICER, SUPERVISOR, TERMS, drafted, settled
from reports.made_report import AT
from review.made_cases import Clock

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def entered(step: Step, *kept: str) -> dict[str, Any]:
    prepared = entry_of(Maker(Clock(), os.urandom), step, kept)
    opened = {each.field: each.value for each in prepared.openings}
    return {**json.loads(prepared.data), "opened": opened}


def test_a_generation_is_entered_with_its_programs_and_its_recording() -> None:
    program = Program(
        "drafter", "a model", "2", prompt="sha256:" + "a" * 64, settings={"temperature": 0}
    )
    report = drafted(msgspec.structs.replace(FLAGGED, programs=(program,)))

    entry = entered(Step(report, Change.GENERATED, OFFICER.ref, 1))

    (told,) = entry["programs"]
    assert (told["name"], told["prompt"]) == ("a-model", "sha256:" + "a" * 64)
    assert told["settings"].startswith("sha256:")
    assert set(entry["opened"]) == {"draft", "recording", "samples", "transcript", "speakers"}
    assert (entry["number"], entry["tally"]["brackets"]) == (1, 1)


@pytest.mark.parametrize("change", list(Change))
def test_no_word_of_anybody_stands_in_any_entry(change: Change) -> None:
    report = signing.sign(settled(), OFFICER, "R. Reyes", KEY, AT, TERMS).report
    step = Step(report, change, OFFICER.ref, 1, "b1", "filled", "a reason of mine")

    prepared = entry_of(Maker(Clock(), os.urandom), step)

    said = [report.incident, "bwc-1", "radar", "Reyes", "a reason of mine", "stopped", "consent"]
    assert not [each for each in said if each.encode() in prepared.data]


def test_who_signed_what_with_which_key_is_entered() -> None:
    step = signing.sign(settled(), OFFICER, "R. Reyes", KEY, AT, TERMS)

    entry = entered(step, "officer_signed_review")

    assert entry["opened"]["signature"] == KEY.public_key().public_bytes_raw().hex().encode()
    assert (entry["person"], entry["state"], entry["version"]) == (OFFICER.ref, "signed", 1)
    assert entry["obligations"] == [
        {"what": "officer_signed_review", "keeper": "later", "status": "done", "due": None}
    ]


def test_what_is_counted_has_no_content() -> None:
    report = settled()
    first = counted(drafted(), None, "2026-11-22T10:00:00.000Z")

    after = counted(report, first, AT)

    assert (after.overridden, after.left_out) == ({"quotation": 1}, {"denial": 1})
    assert after.origins == {"ai": 2, "human": 1}
    assert after.reached == {"drafted": "2026-11-22T10:00:00.000Z", "settled": AT}
    assert (after.edits, after.listened, after.open, after.generations) == (1, 2, 0, 1)
    assert "radar" not in msgspec.json.encode(after).decode()


def test_a_tally_says_how_much_is_open() -> None:
    tally = tally_of(settling.dismiss(drafted(), OFFICER, "b1", "none was", AT, TERMS).report)

    assert (tally.brackets, tally.flags, tally.omissions, tally.ai) == (0, 1, 1, 2)


def test_a_review_is_entered_with_the_text_that_it_is_about() -> None:
    report = signing.sign(settled(), OFFICER, "R. Reyes", KEY, AT, TERMS).report

    entry = entered(signing.review(report, SUPERVISOR, "sent-back", "no reason", AT, TERMS))

    assert (entry["change"], entry["person"]) == ("sent-back", SUPERVISOR.ref)
    assert set(entry["opened"]) == {"text", "contents", "reason"}
