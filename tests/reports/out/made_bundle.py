"""The files of a bundle, and the log in which its entries are."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.callers.jws import kid_of
from countenance.record.canonical import canonical
from countenance.record.checkpoint import Checkpoint
from countenance.record.commitment import commit
from countenance.record.proof import Proof
from countenance.record.signer import Signer, signed_by
from countenance.record.tree import leaf_hash
from countenance.reports.out.bundle import Handed, Sound, write_bundle
from countenance.reports.report import Report
from countenance.stores.packaged import edition
from reports.made_report import AT
from reports.out.made_out import EDITIONS, NAMES, OUT, SAMPLES

__all__ = ["BUNDLE_KEY", "HANDED", "KID", "LOG", "bundle_of", "opened_of", "opens"]

BUNDLE_KEY = Ed25519PrivateKey.from_private_bytes(b"b" * 32)
KID = kid_of(BUNDLE_KEY.public_key().public_bytes_raw())
LOG = Signer("gate.example.org/record", b"k" * 32)
_SALT = b"s" * 32


def opens(report: Report) -> dict[str, dict[str, bytes]]:
    """What the entries of a report were made from: id of the entry -> field -> value."""
    assert report.signature is not None  # it is signed
    certifies = report.signature.certifies
    found = {
        each.entry: {
            "draft": _raw(each.digest),
            "samples": _raw(report.recording.samples_sha256),
            "reason": b"of nothing that is looked at",
        }
        for each in report.generations
    }
    found[report.entries[-1].id] = {
        "text": _raw(certifies.text),
        "contents": _raw(certifies.contents),
        "signature": report.signature.public.encode(),
    }
    return found


def opened_of(report: Report, made_from: dict[str, dict[str, bytes]]) -> dict[int, bytes]:
    """The entries 4 to 7 of a log of eight, with their proofs, opened where there is something."""
    ids = [f"other-{number}" for number in range(4)] + [each.id for each in report.entries]
    entries = [_entry(id_, made_from.get(id_, {})) for id_ in ids]
    found = {}
    for at in range(4, 8):
        proof = str(_proof(at, entries))
        told = {
            "object": "countenance.opened",
            "v": 1,
            "index": at,
            "entry": entries[at].decode(),
            "proof": proof,
            "openings": [
                {"field": field, "salt": _b64(_SALT), "value": _b64(value)}
                for field, value in made_from.get(ids[at], {}).items()
            ],
        }
        found[at] = msgspec.json.encode(told) if ids[at] in made_from else proof.encode()
    return found


def _entry(id_: str, values: dict[str, bytes]) -> bytes:
    made = {field: commit(field, value, _SALT) for field, value in values.items()}
    return canonical({"id": id_, "commit": made})


def _proof(index: int, entries: list[bytes]) -> Proof:
    """That an entry is in a log of eight."""
    level, found, at = [leaf_hash(each) for each in entries], [], index
    while len(level) > 1:
        found.append(level[at ^ 1])
        level = [sha256(b"\1" + level[n] + level[n + 1]).digest() for n in range(0, len(level), 2)]
        at //= 2
    head = signed_by(Checkpoint(LOG.name, len(entries), level[0]), [LOG])
    return Proof(index, tuple(found), head, entries[index])


def _raw(told: str) -> bytes:
    return bytes.fromhex(told.removeprefix("sha256:"))


def _b64(data: bytes) -> str:
    return b64encode(data).decode()


HANDED = Handed(
    made=AT, purpose="defence", sound=Sound(len(SAMPLES), [SAMPLES[:777], SAMPLES[777:]]),
    proofs=opened_of(OUT, opens(OUT)),
)  # fmt: skip


def bundle_of(report: Report = OUT, handed: Handed = HANDED) -> dict[str, bytes]:
    """The files by their paths."""
    files: dict[str, bytes] = {}

    def puts(path: str, pieces: Iterable[bytes], _: int) -> None:
        files[path] = b"".join(pieces)

    editions = [edition(each) for each in EDITIONS]
    write_bundle(report, editions, NAMES, handed, BUNDLE_KEY, puts)
    return files
