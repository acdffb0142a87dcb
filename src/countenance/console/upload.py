"""A form with one large file in it, taken from its connection into a file as it comes.

Rules kept here:
 * No more of the file is in memory than what came last. It lies where others cannot read it, and is
   removed once the page was answered.
 * Who may not send one is not waited for: their form is one like any other, and as small.
 * The form is bounded in all, and each piece of it has to come in time.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from countenance.console.form import Form, Laid, form_of_pieces
from countenance.dialects.headers import picked
from countenance.dialects.multipart import FormAsItComes
from countenance.errors import ReviewError, UnreadableCallError, UnsupportedCallError
from countenance.gate.client import Receive
from countenance.gate.within import within
from countenance.reports.handed_in import laid_down

__all__ = ["Uploads", "received"]


@dataclass(frozen=True, slots=True)
class Uploads:
    """What takes large files: the page at this `path`, from whoever `may` by the `cookie` header of
    a request (asked in a thread). `room`: where one lies meanwhile; `largest`: bytes of a form."""

    path: str
    room: Path
    largest: int
    may: Callable[[str], bool]

    @property
    def too_large(self) -> str:
        """What is said to one that is larger."""
        return f"a recording has at most {self.largest} bytes here"


@asynccontextmanager
async def received(
    receive: Receive, headers: list[tuple[str, str]], uploads: Uploads, seconds: float
) -> AsyncIterator[Form]:
    """The form, while its file is there. `seconds`: until each piece of it.

    Raises `CallError`, `ConnectionError` when the client leaves, and `TimeoutError`.
    """
    with laid_down(uploads.room) as (path, file):
        form, size = FormAsItComes(picked(headers), file.write), 0
        while True:
            with within(seconds):
                message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionError
            piece: bytes = message.get("body", b"")
            size += len(piece)
            if size > uploads.largest:
                raise UnsupportedCallError(uploads.too_large, status=413)
            await asyncio.to_thread(_written, form.write, piece)
            if not message.get("more_body", False):
                break
        await asyncio.to_thread(_written, lambda _: file.flush(), b"")
        try:
            whole = form_of_pieces(form.finish(), Laid(path, "", file.tell()))
        except ReviewError as error:
            raise UnreadableCallError(str(error)) from error
        yield whole


def _written(writes: Callable[[bytes], object], piece: bytes) -> None:
    try:
        writes(piece)
    except OSError as error:
        says = "there is no room here for what was sent; nothing of it was kept"
        raise UnsupportedCallError(says, status=507) from error
