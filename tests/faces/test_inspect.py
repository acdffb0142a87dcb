import asyncio
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from countenance.errors import DetectorError, UnreadableMediaError
from countenance.faces import examining
from countenance.faces.bench import Bench
from countenance.faces.inspect import Inspector
from countenance.faces.look import Blur, Look
from countenance.faces.settings import FaceSettings, Inspection
from countenance.media.drawn import landscape
from countenance.stores.weights import built_in_weights
from made_pictures import jpeg, landscape_jpeg, portrait_jpeg
from media.made_films import face_film

Result = TypeVar("Result")


class Judging:
    """An inspector on an event loop of its own."""

    def __init__(self, **settings: int | float) -> None:
        chosen = FaceSettings(built_in_weights(), **{"workers": 1, **settings})  # type: ignore[arg-type]  # ints and floats by name
        self._runner = asyncio.Runner()
        self._inspector = Inspector(chosen, key=os.urandom(32))

    def __enter__(self) -> "Judging":
        self._runner.__enter__()
        try:
            self._runner.run(self._inspector.__aenter__())
        except BaseException:
            self._runner.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._runner.run(self._inspector.__aexit__(None, None, None))
        self._runner.close()

    def __call__(self, work: Callable[[Inspector], Coroutine[None, None, Result]]) -> Result:
        return self._runner.run(work(self._inspector))


@pytest.fixture(scope="module")
def inspecting() -> Iterator[Judging]:
    """One worker, one remembered verdict."""
    with Judging(cached=1) as judging:
        yield judging


def test_a_picture_is_judged_and_rendered(inspecting: Judging) -> None:
    async def work(inspector: Inspector) -> tuple[int, int, bytes]:
        data = portrait_jpeg()
        inspection = await inspector.inspect(data)
        covered = await inspector.render(data, inspection, cover=True)
        visible = await inspector.render(data, inspection, cover=False)
        return len(inspection.faces), covered.covered - visible.covered, visible.data

    faces, difference, visible = inspecting(work)

    assert (faces, difference) == (1, 1)
    assert visible.startswith(b"\xff\xd8")


def test_what_is_known_by_a_digest_that_is_handed_in_is_the_same_picture(
    inspecting: Judging,
) -> None:
    async def work(inspector: Inspector) -> tuple[bool, bool]:
        data = portrait_jpeg()
        digest = hashlib.sha256(data).digest()
        inspection = await inspector.inspect(data)
        again = await inspector.inspect(data, digest)
        rendered = await inspector.render(data, again, cover=True, digest=digest)
        other = hashlib.sha256(b"other").digest()
        with pytest.raises(DetectorError, match="of another picture"):
            await inspector.render(data, again, cover=True, digest=other)
        return again is inspection, rendered == await inspector.render(data, again, cover=True)

    assert inspecting(work) == (True, True)


def test_a_film_is_judged_and_rendered_while_pictures_are(inspecting: Judging) -> None:
    async def work(inspector: Inspector) -> tuple[int, int, str]:
        data = face_film()
        films = [asyncio.ensure_future(inspector.inspect(data)) for _ in range(2)]
        await asyncio.sleep(0)
        await inspector.inspect(portrait_jpeg(160))
        inspection, again = await asyncio.gather(*films)
        assert again.faces == inspection.faces
        rendered = await inspector.render(data, inspection, cover=True)
        return inspection.frames, rendered.covered, rendered.media_type

    frames, covered, media_type = inspecting(work)

    assert (frames, media_type) == (2, "video/webm")
    assert covered == 1


def test_copies_for_people_are_made_and_shown_as_they_are_wanted(inspecting: Judging) -> None:
    async def work(inspector: Inspector) -> tuple[int, int]:
        data = portrait_jpeg()
        (still,) = await inspector.stills(
            data, await inspector.inspect(data), [0], 1024, plain=False
        )
        shown = await inspector.softened(still.blurred, Look(Blur.SOFT))
        return still.faces, len((await inspector.inspect(shown)).faces)

    assert inspecting(work) == (1, 0)


def test_the_same_picture_is_looked_at_once(
    inspecting: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []
    honest = Bench.inspect

    def counting(bench: Bench, data: bytes) -> Inspection:
        looked.append(len(data))
        return honest(bench, data)

    monkeypatch.setattr(Bench, "inspect", counting)

    async def work(inspector: Inspector) -> tuple[Inspection, Inspection, int]:
        first = await inspector.inspect(portrait_jpeg(160))
        again = await inspector.inspect(portrait_jpeg(160))
        await inspector.inspect(landscape_jpeg())
        await inspector.inspect(portrait_jpeg(160))
        cached = inspector.report()["verdicts_cached"]
        assert isinstance(cached, int)
        return first, again, cached

    first, again, cached = inspecting(work)

    assert first is again
    assert cached == 1
    assert len(looked) == 3  # the cache holds one verdict: the portrait had to be looked at again


def test_it_names_its_processes(inspecting: Judging) -> None:
    async def work(inspector: Inspector) -> dict[str, int]:
        return inspector.numbers()

    numbers = inspecting(work)

    assert set(numbers) == {"decoder-0", "examiner-0"}
    assert all(Path(f"/proc/{number}").exists() for number in numbers.values())


def test_a_failure_is_not_remembered(inspecting: Judging) -> None:
    async def work(inspector: Inspector) -> int:
        broken = portrait_jpeg()[:4000]
        before = inspector.report()["verdicts_cached"]
        for _ in range(2):
            with pytest.raises(UnreadableMediaError):
                await inspector.inspect(broken)
        assert inspector.report()["verdicts_cached"] == before
        return len((await inspector.inspect(portrait_jpeg())).faces)

    assert inspecting(work) == 1


def test_the_loop_runs_on_while_a_picture_is_judged(inspecting: Judging) -> None:
    async def work(inspector: Inspector) -> float:
        longest = 0.0
        judging = asyncio.ensure_future(inspector.inspect(landscape_jpeg()))
        while not judging.done():
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - start)
        await judging
        return longest

    assert inspecting(work) < 0.15


def test_a_caller_that_leaves_gives_the_bench_back(inspecting: Judging) -> None:
    async def work(inspector: Inspector) -> int:
        never_seen = jpeg(landscape(400, 150).pixels)
        leaving = asyncio.ensure_future(inspector.inspect(never_seen))
        await asyncio.sleep(0.01)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        return len((await inspector.inspect(portrait_jpeg())).faces)

    assert inspecting(work) == 1


def test_more_pictures_than_benches_wait_their_turn(inspecting: Judging) -> None:
    async def work(inspector: Inspector) -> list[int]:
        sizes = (96, 104, 112, 120, 128)
        found = await asyncio.gather(*(inspector.inspect(portrait_jpeg(size)) for size in sizes))
        return [len(each.faces) for each in found]

    assert inspecting(work) == [1] * 5


def test_no_bench_in_time_is_our_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(bench: Bench, data: bytes) -> Inspection:
        time.sleep(0.6)
        raise DetectorError("slow")

    monkeypatch.setattr(Bench, "inspect", slow)

    async def work(inspector: Inspector) -> list[str]:
        answers = await asyncio.gather(
            inspector.inspect(b"one"), inspector.inspect(b"two"), return_exceptions=True
        )
        return [str(answer) for answer in answers]

    with Judging(seconds=0.2) as judging:
        answers = judging(work)

    assert answers == ["slow", "detector: no bench was free in time"]


def test_the_report_names_detector_and_limits(inspecting: Judging) -> None:
    async def work(inspector: Inspector) -> dict[str, object]:
        return inspector.report()

    report = inspecting(work)

    assert str(report["detector"]).startswith("centerface@sha256:")
    assert report["missing"] == []
    assert report["unsandboxed"] == "refuse"
    limits = report["limits"]
    assert isinstance(limits, dict)
    assert {"memory", "cpu-time", "no-network", "no-files", "no-processes"} <= set(limits)
    assert all(limits.values())


def test_a_detector_that_does_not_start_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "START_SECONDS", 0.0)

    with pytest.raises(DetectorError), Judging():
        pass


def test_the_gates_process_never_loads_a_picture_library() -> None:
    code = (
        "import sys, countenance.faces.inspect\n"
        "print([name for name in ('PIL', 'simplejpeg', 'onnxruntime') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert done.stdout.strip() == "[]"
