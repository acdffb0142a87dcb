import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.errors import RecordError
from countenance.record import entry as kinds
from countenance.record.canonical import parse
from countenance.record.commitment import opens
from countenance.record.make import MediaSeen, PartSeen, bucket, token_or_other
from record.examples import CALLER, decided, digest, maker, part, picture

CLAUSE = kinds.FindingRef("ms-enterprise-ai-coc@4.0", "#15", "deny", "yes", (), False)


def test_a_decision_says_what_was_decided_under_what() -> None:
    entry = parse(decided(outcome="refuse", row=2, clauses=[CLAUSE], none_speaks=False).data)

    assert entry["kind"] == "decision"
    assert entry["outcome"] == "refuse"
    assert entry["clauses"][0]["clause"] == "#15"
    assert entry["code"]["editions"] == [{"edition": "ms-enterprise-ai-coc@4.0", "pinned": False}]
    assert entry["caller"] == {"ref": CALLER.ref, "key": CALLER.key, "revision": 3}


@pytest.mark.parametrize("unseen", [part(), picture()])
def test_a_part_that_nothing_inspected_makes_the_entry_fail(unseen: PartSeen | MediaSeen) -> None:
    """Then nothing passes: no part of a call goes upstream that nobody looked at."""
    changed: dict[str, Any] = (
        {"parts": [PartSeen(unseen.where, "text", 1, unseen.digest, ())]}
        if isinstance(unseen, PartSeen)
        else {"media": [MediaSeen(unseen.where, "jpeg", 1, 1, 1, 0, 0, unseen.digest, ())]}
    )

    with pytest.raises(RecordError, match="nothing inspected this part"):
        decided(**changed)


@pytest.mark.parametrize(("clauses", "none"), [((), False), ((CLAUSE,), True)])
def test_that_no_clause_speaks_is_said_and_not_left_open(clauses: tuple[Any], none: bool) -> None:
    with pytest.raises(RecordError, match="say that none speaks"):
        decided(clauses=clauses, none_speaks=none)


def test_every_commitment_has_its_opening_and_no_salt_is_used_twice() -> None:
    made = decided(
        parts=[part(0, "one"), part(1, "one")],
        media=[picture()],
        personal={"request": digest("all")},
    )
    entry = parse(made.data)
    found = [
        entry["commit"]["request"],
        entry["media"][0]["commitment"],
        *(one["commitment"] for one in entry["parts"]),
    ]

    assert sum(opens(opening, one) for opening in made.openings for one in found) == 4
    assert len({opening.salt for opening in made.openings}) == 4
    assert entry["parts"][0]["commitment"] != entry["parts"][1]["commitment"]


def test_no_digest_of_what_was_sent_stands_in_the_entry() -> None:
    """A plain hash of a picture lets everyone who has it test whether it was sent."""
    made = decided(parts=[part(0, "secret")], personal={"request": digest("secret")})

    assert digest("secret").hex().encode() not in made.data
    assert not re.search(rb'"(?!sha256:)[0-9a-f]{64}"', made.data)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"outcome": "allow"}, "Invalid enum value"),
        ({"row": 7}, "<= 6"),
        ({"verdicts": ("maybe",)}, "Invalid enum value"),
        ({"question": "who are you"}, "not a plain name"),
        ({"missing": ["a" * 200]}, "length <= 160"),
        ({"missing": [""]}, "length >= 1"),
        ({"facts": [kinds.FactRef("a", (), "guessed", "x", 1)]}, "Invalid enum value"),  # type: ignore[arg-type]
        ({"acts": [kinds.Act("a", 1001, (), {})]}, "<= 1000"),
        ({"acts": [kinds.Act("a", 0.5, (), {})]}, "Expected `int`"),  # type: ignore[arg-type]
        ({"parts": [PartSeen("a", "text", 1, b"short", ("x",))]}, "SHA-256 has 32"),
    ],
)
def test_what_a_field_may_not_hold_makes_the_entry_fail(
    changed: dict[str, Any], message: str
) -> None:
    with pytest.raises(RecordError, match=re.escape(message)):
        decided(**changed)


@given(st.integers(0, 2**40))
def test_sizes_are_rounded_up_to_a_power_of_two(size: int) -> None:
    rounded = bucket(size)

    assert rounded >= size
    assert rounded < 2 * max(size, 1)
    assert rounded & (rounded - 1) == 0


def test_a_word_of_the_callers_own_is_other() -> None:
    known = {"gpt-4o", "two words"}

    assert token_or_other("gpt-4o", known) == "gpt-4o"
    assert token_or_other("my-secret", known) == "other"
    assert token_or_other("two words", known) == "other"


def test_an_outcome_names_its_decision() -> None:
    making = maker()
    check = kinds.AnswerCheck("names", "passed", 0)

    entry = parse(making.outcome("d-1", "done", status=200, bytes_out=570, answer=check).data)

    assert (entry["kind"], entry["prev"], entry["result"]) == ("outcome", "d-1", "done")
    assert (entry["status"], entry["bytes_out"]) == (200, 1024)
    assert parse(making.unknown_outcome("d-2").data)["result"] == "unknown-after-crash"
    with pytest.raises(RecordError):
        making.outcome("d-1", "fine")


def test_a_call_that_was_not_read_leaves_no_word_of_its_own() -> None:
    making = maker()

    def unread(where: str) -> dict[str, Any]:
        made = making.unreadable(
            caller=CALLER,
            clause="unsupported",
            status=400,
            size=70_000,
            digest=digest("body"),
            where=where,
        )
        entry: dict[str, Any] = parse(made.data)
        return entry

    assert unread("messages[0].content[2]")["where"] == "messages[0].content[2]"
    assert unread("Ola Nordmann, born 1970")["where"] is None
    assert unread("x")["bytes"] == 131_072
    assert unread("x")["what_if"] is False


def test_a_failure_names_its_class_and_counts_what_could_not_be_written() -> None:
    made = maker().failure("entry", "RecordError", count=7, late=True)

    entry = parse(made.data)

    assert (entry["stage"], entry["error"], entry["count"], entry["late"]) == (
        "entry",
        "RecordError",
        7,
        True,
    )


def test_a_start_is_entered() -> None:
    made = maker().startup(
        engine="countenance-0.1.0",
        settings="0193",
        vocabulary="sha256:v",
        detector="sha256:d",
        act_model=None,
        limits=("memory", "seconds"),
        reconciled=2,
    )

    assert parse(made.data)["limits"] == ["memory", "seconds"]
