"""A log in memory with a published head, for pages that show what is in one."""

from collections.abc import Sequence
from pathlib import Path

from countenance.gate.publishing import PublicLog
from countenance.record.make import Prepared
from countenance.record.note import Signature, VerifierKey
from countenance.record.receipt import receipt_of
from countenance.record.signer import Signer
from countenance.stores.memory_log import MemoryLog
from countenance.stores.published import CHECKPOINT, FOLDER, Published, Publisher

__all__ = ["KEY", "Logged"]

KEY = Signer("gate.example.org/record", b"k" * 32)


class Logged:
    """Entries under a signed head in a folder of data."""

    def __init__(
        self, folder: Path, *made: Prepared, entries: bool = False,
        witnesses: Sequence[VerifierKey] = (),
    ) -> None:
        self.folder = folder
        self.log = MemoryLog()
        for each in made:
            self.log.append_now(each.data, each.openings)
        publisher = Publisher(self.log, folder / FOLDER, [KEY])
        publisher.publish()
        publisher.close()
        self.public = PublicLog(folder, (KEY,), entries=entries, witnesses=witnesses)

    def write_below(self, *lines: Signature) -> None:
        """Write these lines under the head."""
        with (self.folder / FOLDER / CHECKPOINT).open("a", encoding="utf-8") as note:
            note.write("".join(f"{each}\n" for each in lines))

    def receipt(self, index: int) -> str:
        """The receipt of an entry, without certificates."""
        stored = self.log.entry(index)
        assert stored is not None
        files = Published(self.folder / FOLDER)
        return bytes(receipt_of(stored, files.head(), files.tile, ())).decode()
