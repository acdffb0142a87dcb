"""Pictures in, faces out, for a server: several benches, one cache, nothing that blocks.

Rules kept here:
 * The event loop never waits for a picture: each bench works in a thread that waits for its
   processes.
 * The cache holds verdicts, never pictures. Its keys are HMACs under a key that this process
   made up and forgets; the same picture under another key is another entry.
 * A failure is never remembered: the same bytes are looked at again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

from countenance.errors import DetectorError
from countenance.faces.bench import Bench, commit_key
from countenance.faces.cover import Cover
from countenance.faces.settings import FaceSettings, Inspection, Rendered

__all__ = ["Inspector"]

_SMALL = 1 << 18  # bytes that are hashed without leaving the event loop
_Result = TypeVar("_Result")


class Inspector:
    """Judges and renders pictures for many callers at once.

    `key` is random and made up by the caller for this process (32 bytes).
    """

    def __init__(self, settings: FaceSettings, *, key: bytes) -> None:
        if settings.workers < 1:
            raise DetectorError(f"detector: {settings.workers} workers; expected at least 1")
        self._settings = settings
        self._key = key
        self._benches: list[Bench] = []
        self._free: asyncio.Queue[Bench] = asyncio.Queue()
        self._threads: ThreadPoolExecutor | None = None
        self._verdicts: OrderedDict[str, Inspection] = OrderedDict()

    async def __aenter__(self) -> "Inspector":
        """Start every bench. Raises `DetectorError` when one does not start."""
        loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(self._settings.workers, thread_name_prefix="faces")
        self._benches = [
            Bench(self._settings, key=self._key) for _ in range(self._settings.workers)
        ]
        try:
            await asyncio.gather(
                *(loop.run_in_executor(self._threads, bench.start) for bench in self._benches)
            )
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        for bench in self._benches:
            self._free.put_nowait(bench)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Wait for pictures being judged, at most their time, then end every process."""
        threads, self._threads = self._threads, None
        if threads is not None:
            await asyncio.get_running_loop().run_in_executor(None, threads.shutdown)
        for bench in self._benches:
            bench.close()
        self._benches = []
        self._verdicts.clear()

    async def inspect(self, data: bytes) -> Inspection:
        """Look for faces in a picture; remembers verdicts.

        Raises a `MediaError` when the picture cannot be judged, and `DetectorError` when we cannot
        judge it.
        """
        if len(data) < _SMALL:
            key = commit_key(self._key, data)
        else:
            key = await asyncio.to_thread(commit_key, self._key, data)
        if key in self._verdicts:
            self._verdicts.move_to_end(key)
            return self._verdicts[key]
        inspection = await self._on_a_bench(lambda bench: bench.inspect(data))
        self._verdicts[key] = inspection
        while len(self._verdicts) > self._settings.cached:
            self._verdicts.popitem(last=False)
        return inspection

    async def render(self, data: bytes, inspection: Inspection, *, cover: bool) -> Rendered:
        """The inspected picture as new bytes without metadata; its faces covered, or all visible.

        Raises as `inspect` does, and `DetectorError` when the inspection is of other bytes.
        """
        hide = Cover.SOLID if cover else None
        return await self._on_a_bench(lambda bench: bench.render(data, inspection, hide))

    def report(self) -> dict[str, object]:
        """The detector, the benches, and which limits were found to hold around the decoder."""
        held = [dict(bench.decoder.held) for bench in self._benches]
        names = sorted({name for each in held for name in each})
        return {
            "detector": self._settings.weights.name,
            "workers": len(self._benches),
            "limits": {name: all(each.get(name, False) for each in held) for name in names},
            "missing": sorted({name for bench in self._benches for name in bench.decoder.missing}),
            "unsandboxed": self._settings.unsandboxed.value,
            "verdicts_cached": len(self._verdicts),
        }

    async def _on_a_bench(self, work: Callable[[Bench], _Result]) -> _Result:
        try:
            async with asyncio.timeout(self._settings.seconds):
                bench = await self._free.get()
        except TimeoutError as cause:
            raise DetectorError("detector: no bench was free in time") from cause
        if self._threads is None:
            raise DetectorError("detector: it is shut down")
        done = asyncio.get_running_loop().run_in_executor(self._threads, work, bench)

        def give_back(ended: asyncio.Future[_Result]) -> None:
            # Also when the caller has gone: the bench is free only when its thread is.
            self._free.put_nowait(bench)
            if not ended.cancelled():
                ended.exception()

        done.add_done_callback(give_back)
        return await asyncio.shield(done)
