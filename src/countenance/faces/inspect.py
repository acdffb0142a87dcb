"""Pictures and films in, faces out, for a server: several benches, one cache, nothing that blocks.

Rules kept here:
 * Films have a bench of their own, so that no picture waits for one; one film after the other.
 * The event loop never waits for a picture: each bench works in a thread that waits for its
   processes.
 * The cache holds verdicts, never pictures. Its keys are digests under a key that this process
   made up and forgets; the same picture under another key is another entry.
 * Who has worked out the SHA-256 of some bytes hands it in with them: it is not worked out again,
   and whoever hands in another one than theirs is believed.
 * A failure is never remembered: the same bytes are looked at again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

from countenance.errors import DetectorError
from countenance.faces.bench import Bench, commit_key
from countenance.faces.cover import Cover
from countenance.faces.film_bench import FilmBench
from countenance.faces.look import Look
from countenance.faces.settings import FaceSettings, Inspection, Rendered, Still
from countenance.media.film_kinds import film_kind_of

__all__ = ["Inspector"]

_SMALL = 1 << 18  # bytes that are hashed without leaving the event loop
_Result = TypeVar("_Result")
_Bench = TypeVar("_Bench", Bench, FilmBench)


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
        self._films: FilmBench | None = None
        self._no_film = asyncio.Lock()
        self._free: asyncio.Queue[Bench] = asyncio.Queue()
        self._threads: ThreadPoolExecutor | None = None
        self._verdicts: OrderedDict[str, Inspection] = OrderedDict()

    async def __aenter__(self) -> "Inspector":
        """Start every bench. Raises `DetectorError` when one does not start."""
        loop = asyncio.get_running_loop()
        # One more, for films.
        self._threads = ThreadPoolExecutor(self._settings.workers + 1, thread_name_prefix="faces")
        self._films = FilmBench(self._settings, key=self._key)
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
        if self._films is not None:
            self._films.close()
            self._films = None
        self._verdicts.clear()

    async def inspect(self, data: bytes, digest: bytes | None = None) -> Inspection:
        """Look for faces in a picture or a film; remembers verdicts. `digest`: the SHA-256 of
        `data`, where it is known.

        Raises a `MediaError` when it cannot be judged, and `DetectorError` when we cannot
        judge it.
        """
        if digest is not None or len(data) < _SMALL:
            key = commit_key(self._key, data, digest)
        else:
            key = await asyncio.to_thread(commit_key, self._key, data)
        if key in self._verdicts:
            self._verdicts.move_to_end(key)
            return self._verdicts[key]
        inspection = await self._on_its_bench(data, lambda bench: bench.inspect(data))
        self._verdicts[key] = inspection
        while len(self._verdicts) > self._settings.cached:
            self._verdicts.popitem(last=False)
        return inspection

    async def render(
        self,
        data: bytes,
        inspection: Inspection,
        *,
        cover: bool,
        mask: bool = False,
        digest: bytes | None = None,
    ) -> Rendered:
        """The inspected medium as new bytes without metadata; its faces covered, or all visible.
        Of a picture that is a `mask` only where it was white. `digest` as in `inspect`.

        Raises as `inspect` does, and `DetectorError` when the inspection is of other bytes.
        """
        hide = Cover.SOLID if cover else None
        if mask:
            return await self._on_a_bench(
                lambda bench: bench.render(data, inspection, hide, mask=True, digest=digest)
            )
        return await self._on_its_bench(
            data, lambda bench: bench.render(data, inspection, hide, digest=digest)
        )

    async def stills(
        self, data: bytes, inspection: Inspection, places: Sequence[int], side: int, *, plain: bool
    ) -> tuple[Still, ...]:
        """Small copies of these frames of the inspected medium, their faces blurred; and as they
        are, where they are wanted `plain`. No side of one is longer than `side`.

        Raises as `render` does.
        """
        return await self._on_its_bench(
            data, lambda bench: bench.stills(data, inspection, places, side, plain=plain)
        )

    async def softened(self, data: bytes, look: Look) -> bytes:
        """A copy that was kept, as somebody wants to see it: JPEG. Raises as `inspect` does."""
        return await self._on_a_bench(lambda bench: bench.softened(data, look))

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

    def numbers(self) -> dict[str, int]:
        """The numbers of the processes that look at pictures, for whoever watches them."""
        found = {
            f"{name}-{place}": number
            for place, bench in enumerate(self._benches)
            for name, number in (
                ("decoder", bench.decoder.number), ("examiner", bench.examiner_number),
            )
        }  # fmt: skip
        return {name: number for name, number in found.items() if number is not None}

    async def _on_its_bench(
        self, data: bytes, work: Callable[[Bench | FilmBench], _Result]
    ) -> _Result:
        if film_kind_of(data) is None:
            return await self._on_a_bench(work)
        try:
            async with asyncio.timeout(self._settings.film_seconds):
                await self._no_film.acquire()
        except TimeoutError as cause:
            raise DetectorError("detector: another film was looked at all the time") from cause
        if self._threads is None or self._films is None:
            self._no_film.release()
            raise DetectorError("detector: it is shut down")
        return await self._run(self._films, work, self._no_film.release)

    async def _on_a_bench(self, work: Callable[[Bench], _Result]) -> _Result:
        try:
            async with asyncio.timeout(self._settings.seconds):
                bench = await self._free.get()
        except TimeoutError as cause:
            raise DetectorError("detector: no bench was free in time") from cause
        return await self._run(bench, work, lambda: self._free.put_nowait(bench))

    async def _run(
        self, bench: _Bench, work: Callable[[_Bench], _Result], give_back: Callable[[], None]
    ) -> _Result:
        if self._threads is None:
            raise DetectorError("detector: it is shut down")
        done = asyncio.get_running_loop().run_in_executor(self._threads, work, bench)

        def ended(result: asyncio.Future[_Result]) -> None:
            # Also when the caller has gone: the bench is free only when its thread is.
            give_back()
            if not result.cancelled():
                result.exception()

        done.add_done_callback(ended)
        return await asyncio.shield(done)
