"""Publishing a log that several gates share: one signs, the others follow it.

Rules kept here:
 * Every gate has the files of the log in its own folder, made from the entries. A head that another
   gate signed is published only when one's own tree leads to it.
 * What was published from one folder is not contradicted by another: a gate whose files say more
   than the shared head, or something else, lets nobody sign.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from countenance.errors import ProofError, RecordError, RolledBackError
from countenance.record.checkpoint import read_checkpoint
from countenance.record.note import Note, read_note
from countenance.record.signer import Signer
from countenance.record.store import LogReader
from countenance.stores.database import Database
from countenance.stores.published import CHECKPOINT, OTHER, Publisher

__all__ = ["ROLLED_BACK", "Heads", "SharedPublisher", "forget_heads"]

ROLLED_BACK = "rolled_back"
"""Under which name it is kept that a gate found the record to be an older copy."""


class Heads(Protocol):
    """The newest head of the log, and the right to sign the next one."""

    def leads(self) -> bool:
        """Whether this process is the one that signs. Raises `RecordError`."""
        ...

    def newest(self) -> bytes | None:
        """The newest head as it was signed. Raises `RolledBackError`, `RecordError`."""
        ...

    def put(self, size: int, note: bytes) -> None:
        """Keep a head that this process has signed. Raises `RecordError`."""
        ...

    def note_rolled_back(self, says: str) -> None:
        """Let no gate sign any more. Raises `RecordError`."""
        ...

    def close(self) -> None:
        """Let another gate sign."""
        ...


class SharedPublisher(Publisher):
    """Publishes the entries that several gates write, in the folder of one of them."""

    def __init__(
        self, entries: LogReader, folder: Path, signers: Sequence[Signer], heads: Heads
    ) -> None:
        """Raises as `Publisher` does."""
        self._heads = heads
        super().__init__(entries, folder, signers)
        try:
            self.follow()
        except ProofError as error:
            super().close()
            raise RecordError(f"{folder}: {error}; copy `record.key` from another gate") from error
        except BaseException:
            super().close()
            raise

    def close(self) -> None:
        """Let another process, and another gate, sign."""
        super().close()
        self._heads.close()

    @property
    def leads(self) -> bool:
        """Whether this process is the one that signs. Raises `RecordError`."""
        return self._heads.leads()

    def publish(self) -> Note | None:
        """Sign what has been entered since, or follow who signs; the new head, if there is one."""
        followed = self.follow()
        if not self.leads:
            return followed
        return super().publish() or followed

    def follow(self) -> Note | None:
        """Publish here what was signed elsewhere; the new head, if there is one.

        Raises `RolledBackError` when it contradicts what was published from here.
        """
        with self._one:
            self._check_open()
            data = self._heads.newest()
            if data is None or data == self.head():
                return None
            self._follow(data)
            return read_note(data)

    def note_rolled_back(self, says: str) -> None:
        """Keep that a witness has seen more: from now on no gate signs anything."""
        super().note_rolled_back(says)
        self._heads.note_rolled_back(says)

    def replace(self, head: Note) -> None:
        """Write a head where all gates find it, then here."""
        self._heads.put(read_checkpoint(head.text).size, str(head).encode())
        super().replace(head)

    def _follow(self, data: bytes) -> None:
        found = self._opened(data)
        if found.size < self._frontier.size:
            # Whoever signs next begins from here; but nobody may who has signed less.
            if self._entries.size() >= self._frontier.size and self._heads.leads():
                return
            says = (
                f"a head of {self._frontier.size} entries was published, and the newest that the "
                f"gates share is of {found.size}"
            )
            self._heads.note_rolled_back(says)
            raise RolledBackError(f"log: {says}; nothing is signed")
        self._grow(found.size)
        if self._frontier.root != found.root:
            self._heads.note_rolled_back("a gate has published another tree of as many entries")
            raise RolledBackError(OTHER)
        self._write(CHECKPOINT, data, durable=True)
        self._told = found.size


def forget_heads(database: Database) -> None:
    """Another log begins: forget the head of the old one. Inside a transaction."""
    database.execute("DELETE FROM checkpoint")
    database.set_state(ROLLED_BACK, None)
