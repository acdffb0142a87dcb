"""The log that a command tells about: its head, its entries compared with that, and proofs.

Rules kept here:
 * Everything is told of the entries under the newest signed head, and of no others.
 * Witnesses are named where a signature by a key of the policy verifies (`record.beside`).
 * A log that is damaged anywhere is told nothing about: the command ends (exit 5) and says where.
"""

import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import click

from countenance.cli.log_reading import published
from countenance.cli.words import parse_day
from countenance.errors import RecordError
from countenance.record.beside import UNWITNESSED, Beside, beside
from countenance.record.checked import checked
from countenance.record.checkpoint import Checkpoint, Opened, open_checkpoint
from countenance.record.entry import Entry
from countenance.record.figures.period import Period
from countenance.record.note import VerifierKey
from countenance.record.proof import Proof
from countenance.record.store import LogReader, Stored
from countenance.record.tiles import Tiles
from countenance.record.tree import Nodes, inclusion_proof
from countenance.record.trust import Trust, witness_keys
from countenance.stores.log import DatabaseReader
from countenance.stores.published import FOLDER, Published

__all__ = ["Told", "new_folder", "period_of", "period_options", "told"]

_EVERY = 512
"""Entries between two looks of the progress bar."""

_NODES = 1 << 16
"""Hashes of the tree that are kept at hand: some 10 MB."""

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Told:
    """A log under one head. `keys`: those of the log; `opened`: the head, with who of the log and
    of the witnesses that are known signed it; `node`: the hashes of its tree."""

    head: Checkpoint
    opened: Opened
    note: bytes
    keys: tuple[VerifierKey, ...]
    reader: LogReader
    files: Published
    node: Nodes

    def entries(self, says: str = "entries") -> Iterator[tuple[Stored, Entry]]:
        """Every entry in order; raises `ProofError` at the first that does not fit the head."""
        size = self.head.size
        hidden = not sys.stderr.isatty()
        stored = self.reader.entries(0, size)
        with click.progressbar(length=size, label=says, file=sys.stderr, hidden=hidden) as bar:
            for each in checked(stored, self.head, self.files.tile):
                if each[0].index % _EVERY == 0:
                    bar.update(each[0].index - bar.pos)
                yield each
            bar.update(size - bar.pos)

    @property
    def summary(self) -> dict[str, Any]:
        """The head that everything is told of, for programs."""
        return {**self._signed, **self.beside.told}

    @property
    def provable(self) -> dict[str, Any]:
        """The same with all that a proof is verified by."""
        return {
            **self._signed,
            "checkpoint": self.note.decode(),
            "keys": [str(key) for key in self.keys],
            **self.beside.told,
            "witnesses": list(self.beside.names) or UNWITNESSED,
            "witness_keys": [str(each.key) for each in self.beside.witnesses],
        }

    @property
    def _signed(self) -> dict[str, Any]:
        head = self.head
        return {"origin": head.origin, "size": head.size, "root": b64encode(head.root).decode()}

    def proof(self, stored: Stored, *, bare: bool = False) -> Proof:
        """The proof that an entry is under the head, with the entry in it unless it is `bare`."""
        hashes = inclusion_proof(stored.index, self.head.size, self.node)
        return Proof(stored.index, hashes, self.opened.note, None if bare else stored.data)

    @property
    def beside(self) -> Beside:
        """Who signed the head beside the log."""
        return beside(self.opened.note, self.head.origin, self.opened.signed)


@contextmanager
def told(folder: Path, policy: Trust | None = None) -> Iterator[Told]:
    """The log in a folder of data. `policy`: whose signatures beside those of the log count.

    Raises `RecordError` when none has begun there.
    """
    signers, note = published(folder)
    keys = tuple(signer.key for signer in signers)
    opened = open_checkpoint(note, [*keys, *witness_keys(policy)])
    files = Published(folder / FOLDER)
    # Proofs of entries beside each other have most of their hashes in common.
    node = lru_cache(_NODES)(Tiles(opened.checkpoint.size, files.tile).node)
    reader = DatabaseReader(folder)
    try:
        yield Told(opened.checkpoint, opened, note, keys, reader, files, node)
    finally:
        reader.close()


def period_options(command: _F) -> _F:
    """`--from DAY` and `--until DAY`, both days in it, as `begins` and `ends`."""
    command = click.option("--until", "ends", metavar="DAY", help="The last day. [the last entry]")(
        command
    )
    return click.option("--from", "begins", metavar="DAY", help="The first day. [the first entry]")(
        command
    )


def period_of(begins: str | None, ends: str | None) -> Period:
    """The period that the words name. Raises `click.UsageError`."""
    try:
        return Period(parse_day(begins) or date.min, parse_day(ends) or date.max)
    except RecordError as error:
        raise click.UsageError(str(error)) from error


def new_folder(into: Path) -> None:
    """Refuse a folder that has something in it already. Raises `click.UsageError`."""
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise click.UsageError(f"`--into`: {into} is there already; name another folder")
