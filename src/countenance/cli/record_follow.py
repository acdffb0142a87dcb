"""`countenance record follow`: each new head of a log as it comes, and that the log only grew.

Rules kept here:
 * Signature and growth are looked at when a head comes, and what does not verify ends it (exit 1).
 * A head whose witnesses have not signed yet is no false one: it is said to be not yet witnessed,
   read again, and warned about when no head has made the quorum for a stated time.
 * What cannot be read is tried again for a stated time, and said; then it ends (exit 5).
"""

import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec

from countenance.cli.log_reading import (
    LogFiles,
    files_of,
    is_witnessed,
    trust_options,
    trusted,
    who_signed,
)
from countenance.cli.words import data_option, json_option
from countenance.errors import ProofError, RecordError
from countenance.record.beside import beside
from countenance.record.checkpoint import Checkpoint, Opened, open_checkpoint
from countenance.record.tiles import Tiles
from countenance.record.tree import consistency_proof, verify_consistency
from countenance.record.trust import Trust
from countenance.stores.published import FOLDER

__all__ = ["Follower", "Said", "follow"]

_DOES_NOT_VERIFY = 1
_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said of a log, in words and for programs. `counts`: a head that makes the
    quorum; `is_trouble`: it is said beside the heads."""

    words: str
    told: dict[str, Any]
    counts: bool = False
    is_trouble: bool = False


class Follower:
    """What is known of a log that is followed. `clock`: seconds that only grow."""

    def __init__(
        self,
        files: LogFiles,
        whom: Trust,
        retry: float,
        warn: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`retry`: for how long what cannot be read is tried again. `warn`: after how long without
        a head that makes the quorum that is said."""
        self._files = files
        self._whom = whom
        self._retry = retry
        self._warn = warn
        self._clock = clock
        self._known: Checkpoint | None = None
        self._shown: tuple[Checkpoint, bool] | None = None
        self._unread: float | None = None
        """Since when it cannot be read."""
        self._waits: float | None = None
        """Since when no head makes the quorum."""
        self._warned = False

    def look(self) -> Iterator[Said]:
        """Read the newest head; what is to be said of it.

        Raises `ProofError` for what does not verify, and `RecordError` for what could not be read
        for too long.
        """
        try:
            opened = self._read()
        except ProofError:
            raise
        except RecordError as error:
            yield from self._not_read(error)
            return
        if self._unread is not None:
            seconds = round(self._clock() - self._unread)
            self._unread = None
            yield Said(f"is read again, after {seconds} seconds",
                       {"readable_after_seconds": seconds}, is_trouble=True)  # fmt: skip
        yield from self._head(opened)

    def _read(self) -> Opened:
        """The newest head, signed by the log and grown out of the one before."""
        data = self._files.head()
        if data is None:
            raise RecordError("there is no `checkpoint`")
        opened = open_checkpoint(data, self._whom.keys)
        new = opened.checkpoint
        if self._known is not None and new != self._known:
            _check_grown(self._known, new, Tiles(new.size, self._files.tile))
        self._known = new
        return opened

    def _not_read(self, error: RecordError) -> Iterator[Said]:
        now = self._clock()
        if self._unread is None:
            self._unread = now
            if self._retry > 0:
                yield Said(
                    f"cannot be read: {error}; it is tried again for {self._retry:g} seconds",
                    {"unreadable": str(error), "tried_for_seconds": self._retry}, is_trouble=True,
                )  # fmt: skip
        if now - self._unread >= self._retry:
            raise error

    def _head(self, opened: Opened) -> Iterator[Said]:
        enough = is_witnessed(opened, self._whom)
        shown = opened.checkpoint, enough
        if shown != self._shown and (shown[0], True) != self._shown:
            self._shown = shown
            yield self._told(opened, enough=enough)
        now = self._clock()
        if enough:
            self._waits, self._warned = None, False
            return
        self._waits = now if self._waits is None else self._waits
        if now - self._waits >= self._warn and not self._warned:
            self._warned = True
            yield Said(
                f"for {self._warn:g} seconds no head has made the quorum `{self._whom.quorum}`",
                {"unwitnessed_seconds": self._warn, "quorum": self._whom.quorum}, is_trouble=True,
            )  # fmt: skip

    def _told(self, opened: Opened, *, enough: bool) -> Said:
        head = opened.checkpoint
        root = b64encode(head.root).decode()
        by = beside(opened.note, head.origin, opened.signed)
        says = (
            who_signed(opened, self._whom)
            if enough
            else f"not yet witnessed: who signed does not make the quorum `{self._whom.quorum}`"
        )
        told = {"origin": head.origin, "size": head.size, "root": root, **by.told,
                "witnessed_enough": enough, "signed": says}  # fmt: skip
        return Said(f"{head.size}  {root}  {says}", told, counts=enough)


@click.command()
@click.option("--log", "where", metavar="DIR|URL", help="Another log than the one here.")
@click.option("--times", default=0, type=click.IntRange(0),
              help="Heads that make the quorum until it ends. [0: all]")  # fmt: skip
@click.option("--retry-for", "retry", default=300.0, type=click.FloatRange(0, 86_400),
              metavar="SECONDS", show_default=True,
              help="How long what cannot be read is tried again.")  # fmt: skip
@click.option("--warn-after", "warn", default=60.0, type=click.FloatRange(0, 86_400),
              metavar="SECONDS", show_default=True,
              help="After how long without a quorum of witnesses that is said.")  # fmt: skip
@trust_options
@data_option
@json_option
def follow(
    where: str | None,
    times: int,
    retry: float,
    warn: float,
    trust: Path | None,
    key: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Print each new head, and that the log only grew. Exits 1 when it did anything else.

    A head that its witnesses have not signed yet is read again. With `--json` a line for each.

    \b
    Example:
        countenance record follow --log https://gate.example.org/log --trust trust.txt
    """
    whom = trusted(trust, key, folder)
    follower = Follower(files_of(where or str(folder / FOLDER)), whom, retry, warn)
    shown = 0
    while True:
        try:
            for said in follower.look():
                _say(said, as_json=as_json)
                shown += said.counts
        except ProofError as error:
            wrong = {"verified": False, "wrong": str(error)}
            _say(Said(f"does not verify: {error}", wrong), as_json=as_json)
            raise click.exceptions.Exit(_DOES_NOT_VERIFY) from error
        if times and shown >= times:
            return
        time.sleep(_EVERY_SECONDS)


def _say(said: Said, *, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode(said.told).decode())
    else:
        click.echo(said.words, err=said.is_trouble)


def _check_grown(old: Checkpoint, new: Checkpoint, tiles: Tiles) -> None:
    """Raise `ProofError` unless the new head is that of the old log, grown."""
    if new.origin != old.origin or new.size < old.size:
        raise ProofError(f"checkpoint: {new.size} entries after {old.size}: it is no later head")
    proof = consistency_proof(old.size, new.size, tiles.node)
    verify_consistency(old.size, new.size, old.root, new.root, proof)
