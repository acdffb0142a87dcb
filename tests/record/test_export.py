"""Entries for the public: what is withheld, and that the hashes still lead to the root."""

import json
import random
import re
from base64 import b64decode, b64encode
from typing import Any

import pytest

from countenance.errors import ProofError
from countenance.record import entry as kinds
from countenance.record.canonical import canonical
from countenance.record.cases import Person, erasure_entry
from countenance.record.checkpoint import Checkpoint
from countenance.record.export import redacted_line, verify_lines
from countenance.record.note import Note
from countenance.record.proof import Proof
from countenance.record.signer import Signer, signed_by
from countenance.record.store import Stored
from countenance.record.tree import inclusion_proof, leaf_hash, root_of
from record.examples import CALLER, decided, digest, maker, picture
from record.trees import nodes_of

KEY = Signer("gate.example.org/record", b"k" * 32)
_TOKEN = re.compile(r'"[A-Za-z0-9_-]{43}"')


def line_of(data: bytes, index: int = 7) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(redacted_line(Stored(index, data, leaf_hash(data))))
    assert b64decode(told["leaf"]) == leaf_hash(data)
    assert told["index"] == index
    return told


def test_who_reviewed_is_not_named() -> None:
    voted = kinds.Vote(
        id="e-2", time="t", caller=CALLER, case="hold-1", vote="allow", state="second",
        person="r-1", token=1, uses=1, until="t", appealed=False,
    )  # fmt: skip
    added = kinds.PersonChange(
        id="e-3", time="t", prev="e-1", person="r-1", change="added", role="senior",
        callers=("c-9",),
    )  # fmt: skip

    told = [line_of(canonical(entry)) for entry in (voted, added)]

    assert not any(name in json.dumps(told) for name in ("r-1", "c-9", CALLER.ref))
    assert told[0]["entry"]["vote"] == "allow"
    assert told[1]["why"] == {
        "person": "pseudonym",
        "callers.0": "pseudonym",
        "prev": "links-entries-of-one-caller",
    }


def test_a_decision_names_no_caller_and_has_no_commitment() -> None:
    attested = kinds.FactRef("timeliness", ("live",), "attested", "attestation:ab12cd34", 1000)
    linked = kinds.LinkRef("0193-other-call", "pixels", True)
    data = decided(
        facts=[attested], media=[picture()], personal={"request": digest("all")}, linked=[linked]
    ).data

    told = line_of(data)
    entry, why = told["entry"], told["why"]

    text = json.dumps(entry)
    for secret in (CALLER.ref, str(CALLER.key), "ab12cd34", "0193-other-call"):
        assert secret not in text
    assert not _TOKEN.search(text)
    assert entry["caller"] == "withheld"
    assert entry["facts"][0]["source"] == "attestation:withheld"
    assert entry["facts"][0]["values"] == ["live"]
    assert entry["verdicts"] == ["silent"]
    assert why == {
        "caller": "pseudonym",
        "facts.0.source": "pseudonym",
        "linked.0.entry": "links-entries-of-one-caller",
        "media.0.commitment": "commitment",
        "parts.0.commitment": "commitment",
        "commit.request": "commitment",
    }


def test_a_case_is_named_unless_it_is_one_caller() -> None:
    person = Person("Anna Zyx")
    of_caller = line_of(erasure_entry(maker(), CALLER.ref, "child", 1, person).data)
    of_call = line_of(erasure_entry(maker(), "0193-call", "child", 1, person).data)

    assert of_caller["entry"]["case"] == "withheld"
    assert of_caller["why"]["case"] == "pseudonym"
    assert of_call["entry"]["case"] == "0193-call"


def test_what_nobody_is_behind_stays_as_it_is() -> None:
    data = maker().outcome("0193-a-decision", "done", status=200).data

    told = line_of(data)

    assert told["entry"] == json.loads(data)
    assert told["why"] == {}


@pytest.fixture
def whole() -> tuple[list[bytes], list[bytes], Checkpoint, Note]:
    """Entries, their lines, and the head over them."""
    making = maker()
    entries = [decided(making).data for _ in range(37)]
    nodes = nodes_of(entries)
    head = Checkpoint(KEY.name, len(entries), root_of(len(entries), nodes))
    lines = [redacted_line(Stored(i, e, leaf_hash(e))) for i, e in enumerate(entries)]
    return entries, lines, head, signed_by(head, [KEY])


def _proofs(entries: list[bytes], note: Note, begin: int, end: int) -> tuple[Proof, Proof]:
    nodes = nodes_of(entries)
    first, last = (
        Proof(at, inclusion_proof(at, len(entries), nodes), note) for at in (begin, end - 1)
    )
    return first, last


def test_the_hashes_of_any_period_lead_to_the_root(
    whole: tuple[list[bytes], list[bytes], Checkpoint, Note]
) -> None:
    entries, lines, head, note = whole
    for begin in range(len(entries)):
        for end in range(begin + 1, len(entries) + 1):
            opened = verify_lines(lines[begin:end], *_proofs(entries, note, begin, end), [KEY.key])
            assert opened.checkpoint == head


def test_one_that_is_missing_put_in_or_changed_is_found(
    whole: tuple[list[bytes], list[bytes], Checkpoint, Note]
) -> None:
    entries, lines, _, note = whole
    chance = random.Random(8)
    proofs = _proofs(entries, note, 5, 20)
    good = lines[5:20]
    other = lines[30]
    for at in range(15):
        told = json.loads(good[at])
        raw = bytearray(b64decode(told["leaf"]))
        raw[chance.randrange(32)] ^= 1
        changed = dict(told, leaf=b64encode(raw).decode())
        short = {**told, "leaf": "AAAA"}
        for inside, says in (
            ([], "14 entries; the proofs are about 5 to 19"),
            ([other, good[at]], "16 entries"),
            ([other], "entry 30 stands where"),
            ([json.dumps(changed).encode()], "other entries are in"),
            ([json.dumps(short).encode()], "is no hash"),
            ([b"{"], f"the line of entry {at + 5}"),
        ):
            wrong = [*good[:at], *inside, *good[at + 1 :]]
            with pytest.raises(ProofError, match=says):
                verify_lines(wrong, *proofs, [KEY.key])


def test_proofs_that_do_not_belong_to_it_are_refused(
    whole: tuple[list[bytes], list[bytes], Checkpoint, Note]
) -> None:
    entries, lines, head, note = whole
    first, last = _proofs(entries, note, 5, 20)
    older = signed_by(Checkpoint(KEY.name, head.size, b"x" * 32), [KEY])

    no_root = Proof(5, first.hashes, older), Proof(19, last.hashes, older)
    for proofs, keys, says in (
        ((first, Proof(19, last.hashes[1:], note)), [KEY.key], "hashes where"),
        ((Proof(5, first.hashes, older), last), [KEY.key], "different checkpoints"),
        (no_root, [KEY.key], "other entries"),
        ((first, last), [Signer(KEY.name, b"z" * 32).key], "no known key"),
        ((first, Proof(90, last.hashes, note)), [KEY.key], "15 entries"),
    ):
        with pytest.raises(ProofError, match=says):
            verify_lines(lines[5:20], *proofs, keys)
