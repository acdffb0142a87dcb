"""The files of a bundle, and the log in which its entry is."""

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.callers.jws import kid_of
from countenance.record.canonical import canonical
from countenance.record.checkpoint import Checkpoint
from countenance.record.proof import Proof
from countenance.record.signer import Signer, signed_by
from countenance.record.tree import leaf_hash
from countenance.reports.out.bundle import Handed, bundle_files
from countenance.reports.report import Report
from countenance.stores.packaged import edition
from reports.made_report import AT
from reports.out.made_out import EDITIONS, NAMES, OUT, SAMPLES

__all__ = ["BUNDLE_KEY", "HANDED", "KID", "LOG", "bundle_of"]

BUNDLE_KEY = Ed25519PrivateKey.from_private_bytes(b"b" * 32)
KID = kid_of(BUNDLE_KEY.public_key().public_bytes_raw())
LOG = Signer("gate.example.org/record", b"k" * 32)


def proof_of_last(*entries: bytes) -> Proof:
    """That the last of two, four or eight entries is in a log of them."""
    level, found = [leaf_hash(each) for each in entries], []
    while len(level) > 1:
        found.append(level[-2])
        level = [
            sha256(b"\1" + level[at] + level[at + 1]).digest() for at in range(0, len(level), 2)
        ]
    head = signed_by(Checkpoint(LOG.name, len(entries), level[0]), [LOG])
    return Proof(len(entries) - 1, tuple(found), head, entries[-1])


_ENTRIES = [canonical({"id": str(n)}) for n in range(7)]
_PROOF = str(proof_of_last(*_ENTRIES, canonical({"id": OUT.entries[0].id})))
HANDED = Handed(made=AT, purpose="defence", samples=SAMPLES, proofs={7: _PROOF.encode()})


def bundle_of(report: Report = OUT, handed: Handed = HANDED) -> dict[str, bytes]:
    """The files by their paths."""
    return bundle_files(report, [edition(each) for each in EDITIONS], NAMES, handed, BUNDLE_KEY)
