"""Receipts as files: what is read of them, and that a changed one does not verify."""

import json
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import ProofError, UnpublishedError
from countenance.record.note import Signature, cosign, read_note
from countenance.record.receipt import (
    Certified,
    Receipt,
    looks_like_one,
    read_receipt,
    receipt_of,
    verify_receipt,
)
from countenance.record.signer import Signer
from countenance.record.store import Stored
from countenance.record.tree import leaf_hash
from countenance.stores.published import Published, Publisher
from record.signing import WITNESS, WITNESS_KEY, WITNESS_NAME
from stores.test_published import Grown

KEY = Signer("gate.example.org/record", b"k" * 32)
SIZE, AT = 300, 217


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    publisher = Publisher(Grown(SIZE), folder, [KEY])
    publisher.publish()
    publisher.close()
    return folder


def stored(index: int = AT) -> Stored:
    data = Grown(SIZE + 1).data[index]
    return Stored(index, data, leaf_hash(data))


def made(log: Path) -> Receipt:
    files = Published(log)
    some = (Certified("identify", None, "too-large"),)
    return receipt_of(stored(), files.head(), files.tile, some)


def test_a_receipt_is_read_back_and_verifies(log: Path) -> None:
    receipt = made(log)

    assert looks_like_one(bytes(receipt))
    assert not looks_like_one(receipt.proof.encode())
    assert read_receipt(bytes(receipt)) == receipt
    assert receipt.keys == (f"{KEY.name}+{KEY.key.id.hex()}",)
    assert receipt.witnesses == "unwitnessed"
    assert receipt.entry.encode() == stored().data
    assert verify_receipt(receipt, [KEY.key]).checkpoint.size == SIZE


def test_witnesses_are_named_whose_signatures_verify(log: Path) -> None:
    files = Published(log)
    note = read_note(files.head() or b"")
    seen = cosign(note.text, WITNESS_NAME, WITNESS, 1_795_348_800)
    invented = Signature("news.example.org/w1", b"abcd", bytes(72))
    head = f"{note}{seen}\n{invented}\n".encode()

    receipt = receipt_of(stored(), head, files.tile, (), [WITNESS_KEY])
    unknown = receipt_of(stored(), head, files.tile, ())

    assert receipt.witnesses == (f"{WITNESS_NAME}+{seen.key.hex()}",)
    assert unknown.witnesses == "unwitnessed"
    for each in (receipt, unknown):
        assert verify_receipt(each, [KEY.key]).checkpoint.size == SIZE


def test_a_signature_of_a_known_witness_that_does_not_verify_is_no_head_for_a_receipt(
    log: Path,
) -> None:
    files = Published(log)
    forged = Signature(WITNESS_NAME, WITNESS_KEY.id, bytes(72))
    head = f"{read_note(files.head() or b'')}{forged}\n".encode()

    with pytest.raises(ProofError, match=f"the signature of `{WITNESS_NAME}` does not verify"):
        receipt_of(stored(), head, files.tile, (), [WITNESS_KEY])


def test_what_is_not_published_has_no_receipt(log: Path) -> None:
    files = Published(log)

    with pytest.raises(UnpublishedError, match=f"entry {SIZE} is not published yet"):
        receipt_of(stored(SIZE), files.head(), files.tile, ())
    with pytest.raises(UnpublishedError):
        receipt_of(stored(), None, files.tile, ())


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"index": AT + 1}, "about entry 217, not 218"),
        ({"entry": "{}"}, "has another entry in it"),
        ({"entry": "\u00e9"}, "not ASCII"),
        ({"keys": ["gate.example.org/record+00000000"]}, "others have signed"),
        ({"witnesses": ["court.example.org/w1+00000000"]}, "others have signed"),
        ({"proof": "x"}, "the first line has to be"),
        ({"proof": "\ud800"}, "not UTF-8"),
    ],
)
def test_a_receipt_that_was_changed_does_not_verify(
    log: Path, changes: dict[str, Any], says: str
) -> None:
    told = {**json.loads(bytes(made(log))), **changes}
    receipt = Receipt(**{**told, "keys": tuple(told["keys"]), "witnesses": _listed(told)})

    with pytest.raises(ProofError, match=says):
        verify_receipt(receipt, [KEY.key])


def test_another_key_or_another_entry_does_not_verify(log: Path) -> None:
    receipt = made(log)
    other = stored(AT + 1)
    files = Published(log)
    swapped = receipt_of(Stored(AT, other.data, other.leaf), files.head(), files.tile, ())

    with pytest.raises(ProofError, match="no known key"):
        verify_receipt(receipt, [Signer(KEY.name, b"z" * 32).key])
    with pytest.raises(ProofError, match="is another one in the tree"):
        verify_receipt(swapped, [KEY.key])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"object": "countenance.hold"}, "object"),
        ({"v": 2}, "v"),
        ({"index": -1}, "index"),
        ({"extra": 1}, "extra"),
        ({"witnesses": "watched"}, "witnesses"),
        ({"certificates": [{"act": "x", "certificate": None, "why": None}]}, "why there is none"),
        ({"certificates": [{"act": "x", "certificate": "{}", "why": "cut"}]}, "needs a certif"),
        ({"certificates": [{"act": "x", "certificate": None, "why": "lost"}]}, "why"),
    ],
)
def test_what_is_no_receipt_is_named(log: Path, changes: dict[str, Any], says: str) -> None:
    told = {**json.loads(bytes(made(log))), **changes}

    with pytest.raises(ProofError, match=says):
        read_receipt(json.dumps(told).encode())


def test_bytes_that_are_no_receipt_are_refused() -> None:
    for data in (b"", b"{", b"[]", b"{}", b"\xff", b"[" * 100_000):
        with pytest.raises(ProofError, match="receipt: "):
            read_receipt(data)
    with pytest.raises(ProofError, match="at most"):
        read_receipt(b" " * (2 * 1024 * 1024 + 1))


def _listed(told: dict[str, Any]) -> Any:
    found = told["witnesses"]
    return found if isinstance(found, str) else tuple(found)
