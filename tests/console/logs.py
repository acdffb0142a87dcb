"""A log in memory with a published head, for pages that show what is in one."""

from pathlib import Path

from countenance.gate.publishing import PublicLog
from countenance.record.make import Prepared
from countenance.record.receipt import receipt_of
from countenance.record.signer import Signer
from countenance.stores.memory_log import MemoryLog
from countenance.stores.published import FOLDER, Published, Publisher

__all__ = ["KEY", "Logged"]

KEY = Signer("gate.example.org/record", b"k" * 32)


class Logged:
    """Entries under a signed head in a folder of data."""

    def __init__(self, folder: Path, *made: Prepared, entries: bool = False) -> None:
        self.folder = folder
        self.log = MemoryLog()
        for each in made:
            self.log.append_now(each.data, each.openings)
        publisher = Publisher(self.log, folder / FOLDER, [KEY])
        publisher.publish()
        publisher.close()
        self.public = PublicLog(folder, (KEY,), entries=entries)

    def receipt(self, index: int) -> str:
        """The receipt of an entry, without certificates."""
        stored = self.log.entry(index)
        assert stored is not None
        files = Published(self.folder / FOLDER)
        return bytes(receipt_of(stored, files.head(), files.tile, ())).decode()
