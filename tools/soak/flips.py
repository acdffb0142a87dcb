"""One byte of a published log changed at a time, at places that chance picks: all are noticed.

By our verifier and by the single file that shares no line with it; what is changed and who is
asked is that of the tests.
"""

import tempfile
import time
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from entries_made import entries
from figures import Row
from of_the_tests import of_the_tests

from countenance.record.note import KeyType, cosign, verifier_key
from countenance.record.signer import Signer
from countenance.record.trust import Log, Trust, Witness
from countenance.stores.log import DatabaseLog
from countenance.stores.published import FOLDER, Publisher

with of_the_tests():
    from verify.flipping import KINDS, flipped

__all__ = ["flips"]

ENTRIES = 700
_LOG = Signer("soak.example.org/record", b"s" * 32)
_COURT = Ed25519PrivateKey.from_private_bytes(b"c" * 32)
_COURT_NAME = "court.example.org/w1"


def flips(count: int) -> list[Row]:
    """The rows about this many changed bytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = DatabaseLog(folder)
        try:
            for one in entries(ENTRIES):
                log.append_now(one.data, one.openings)
            publisher = Publisher(log, folder / FOLDER, [_LOG])
            head = publisher.publish()
            assert head is not None  # there was no head before
            publisher.add(head.text, cosign(head.text, _COURT_NAME, _COURT, int(time.time())))
            publisher.close()
        finally:
            log.close()
        court = Witness("court", verifier_key(_COURT_NAME, KeyType.WITNESS, _COURT))
        trust = Trust((Log(_LOG.key),), (court,), (), "court")
        found = flipped(folder / FOLDER, trust, -(-count // len(KINDS)), 6)
    for where in found.unnoticed:
        click.echo(f"    not noticed: {where}", err=True)
    tried = sum(found.tried.values())
    note = ", ".join(f"{number} in {kind}" for kind, number in found.tried.items())
    return [
        Row("bytes changed in a published log", tried, "", 1000, note, at_least=True),
        Row("changed bytes that somebody did not notice", len(found.unnoticed), "", 0),
    ]
