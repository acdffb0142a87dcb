"""Sound in, the same sound made anew out; the worker behind it is the real one."""

import asyncio
import importlib.util
import io
from collections.abc import Awaitable, Callable

import av
import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]  # ships no py.typed

from countenance.errors import (
    DetectorError,
    MediaTooLargeError,
    UnreadableMediaError,
    UnsupportedMediaError,
)
from countenance.media.ears import Ears, Heard, SoundSettings
from countenance.media.sandbox import SandboxLimits
from countenance.media.sound import SoundLimits
from countenance.media.sound_kinds import SoundKind
from lost_workers import Moment, lose
from media.made_films import sound_film
from media.made_sound import tone, written


def _with(work: Callable[[Ears], Awaitable[None]], settings: SoundSettings | None = None) -> None:
    async def run() -> None:
        ears = Ears(settings or SoundSettings())
        try:
            await work(ears)
        finally:
            await ears.close()

    asyncio.run(run())


def test_every_kind_is_opened_in_the_sandbox_and_made_anew() -> None:
    async def work(ears: Ears) -> None:
        for form, kind in (("WAV", SoundKind.WAV), ("OGG", SoundKind.OGG), ("MP3", SoundKind.MP3)):
            heard = await ears.hear(written(form))
            again, rate = soundfile.read(io.BytesIO(heard.data), dtype="int16")
            assert heard.kind is kind
            assert abs(heard.milliseconds - 500) < 130
            assert (heard.rate, rate, heard.channels) == (16_000, 16_000, 1)
            assert abs(len(again) - 8000) < 2000
        assert ears.missing == ()

    _with(work)


@pytest.mark.parametrize("form", ["mp4", "mov", "webm"])
def test_of_a_film_only_the_sound_leaves_as_an_mp3(form: str) -> None:
    async def work(ears: Ears) -> None:
        heard = await ears.hear(sound_film(form, 1.0))
        with av.open(io.BytesIO(heard.data)) as again:
            assert [stream.type for stream in again.streams] == ["audio"]
            assert again.format.name == "mp3"
            assert not again.metadata
        assert abs(heard.milliseconds - 1000) < 80
        assert ears.missing == ()

    _with(work)


def test_without_the_extra_a_film_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    async def work(ears: Ears) -> None:
        with pytest.raises(UnsupportedMediaError, match="install the extra `film`"):
            await ears.hear(sound_film("mp4", 0.2))
        assert ears.number is None

    _with(work)


def test_what_leaves_is_made_of_samples_alone() -> None:
    async def work(ears: Ears) -> None:
        data = written("WAV", "PCM_16")
        plain = await ears.hear(data)
        tagged = await ears.hear(data + b"LIST\x0a\x00\x00\x00INFOsecret")
        assert isinstance(plain, Heard)
        assert plain.data == data
        assert tagged.data == data
        assert plain.digest == tagged.digest

    _with(work)


def test_what_cannot_be_opened_is_refused_and_the_next_is_opened() -> None:
    async def work(ears: Ears) -> None:
        with pytest.raises(UnsupportedMediaError, match="AIFF"):
            await ears.hear(b"FORM\x00\x00\x00\x00AIFF")
        with pytest.raises(UnreadableMediaError, match="does not decode whole"):
            await ears.hear(b"\x00\x00\x00\x20ftypM4A ")
        with pytest.raises(UnreadableMediaError, match="does not decode whole"):
            await ears.hear(b"RIFF\x00\x00\x00\x00WAVEjunk")
        with pytest.raises(MediaTooLargeError, match="bytes; expected at most"):
            await ears.hear(b"fLaC" + bytes(20_000))
        with pytest.raises(MediaTooLargeError, match="at most 1 seconds"):
            await ears.hear(written("FLAC", samples=tone(1.5)))
        assert (await ears.hear(written("OGG"))).milliseconds > 300

    _with(work, SoundSettings(SoundLimits(bytes=20_000, seconds=1)))


@pytest.mark.parametrize("moment", Moment)
def test_a_worker_that_was_lost_is_replaced_and_costs_what_it_had_begun(
    moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(ears: Ears) -> None:
        await ears.hear(written("FLAC"))
        lost = lose(monkeypatch, moment, ears.number)
        if moment is Moment.READ:
            with pytest.raises(DetectorError, match="the worker was lost"):
                await ears.hear(written("FLAC"))
        assert (await ears.hear(written("FLAC"))).milliseconds == 500
        assert len(lost) == 1
        assert ears.number not in lost

    _with(work)


def test_a_sound_that_two_workers_did_not_begin_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(ears: Ears) -> None:
        lost = lose(monkeypatch, Moment.BEFORE, job=lambda job: job.length > 0)
        with pytest.raises(DetectorError, match="the worker was lost"):
            await ears.hear(written("FLAC"))
        assert len(lost) == 2

    _with(work)


def test_without_its_limits_nothing_is_opened() -> None:
    async def work(ears: Ears) -> None:
        await ears.hear(written("FLAC"))
        ears._held = {}  # as where no sandbox can be had
        with pytest.raises(DetectorError, match="limits do not hold here"):
            await ears.hear(written("FLAC"))

    _with(work)


def test_a_bomb_is_stopped_by_the_limit_on_time() -> None:
    silence = written("FLAC", samples=np.zeros((48_000 * 60, 2), np.int16), rate=48_000)

    async def work(ears: Ears) -> None:
        with pytest.raises(MediaTooLargeError, match="too long"):
            await ears.hear(silence)

    _with(work, SoundSettings(sandbox=SandboxLimits(memory=2**31, seconds=5), seconds=0.005))
