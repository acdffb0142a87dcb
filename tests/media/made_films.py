"""Films for tests, made of drawn pictures and a tone: small, and the same each time."""

import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.container import InputContainer

from countenance.media.drawn import landscape, portrait
from countenance.media.pixels import Pixels
from countenance.media.sound import Samples

__all__ = ["RATE", "face_film", "film", "remuxed", "shown", "sound_film"]

RATE = 10
"""Frames a second."""

_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}
_CODECS = {"mp4": ("mpeg4", "aac"), "mov": ("mjpeg", "pcm_s16le"), "webm": ("vp8", "libopus"),
           "matroska": ("vp9", "flac")}  # fmt: skip


def film(
    frames: Sequence[Pixels],
    form: str = "mp4",
    *,
    codec: str | None = None,
    samples: Samples | None = None,
    late: float = 0.0,
    rate: int = 48_000,
    stretch: int = 1,
    says: Mapping[str, str] | None = None,
) -> bytes:
    """The frames as a film in this container; `samples` from second `late` on."""
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        container.metadata.update(says or {})
        video: Any = None
        sound: Any = None
        if len(frames):
            high, wide = frames[0].shape[:2]
            video = container.add_stream(codec or _CODECS[form][0], rate=RATE)
            video.width, video.height = wide, high
            video.pix_fmt = "yuvj420p" if video.codec_context.codec.name == "mjpeg" else "yuv420p"
            video.bit_rate = 4_000_000
            video.codec_context.sample_aspect_ratio = Fraction(stretch)
        if samples is not None:
            layout = _LAYOUTS[samples.shape[1]]
            sound = container.add_stream(_CODECS[form][1], rate=rate, layout=layout)
        for place, pixels in enumerate(frames):
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
            picture.pts, picture.time_base = place, Fraction(1, RATE)
            container.mux(video.encode(picture))
        if video is not None:
            container.mux(video.encode(None))
        if sound is not None and samples is not None:
            _mux_sound(container, sound, samples, rate, late)
    return file.getvalue()


def face_film(
    form: str = "mp4",
    at: Sequence[int] = (3, 4, 5),
    count: int = 8,
    *,
    codec: str | None = None,
) -> bytes:
    """`count` frames of 160 x 160 of a landscape; the drawn face is on the frames `at`.

    Out of `mjpeg` the same frames come as the same pixels, and are looked at once.
    """
    empty, face = landscape(160, 160).pixels, portrait(160).pixels
    frames = [face if place in at else empty for place in range(count)]
    return film(frames, form, codec=codec)


def sound_film(
    form: str = "mp4", seconds: float = 1.0, channels: int = 1, late: float = 0.0
) -> bytes:
    """A tone of 400 Hz beside moving pictures."""
    at = np.arange(int(seconds * 48_000)) / 48_000
    wave = (np.sin(at * 2 * np.pi * 400) * 10_000).astype(np.int16)
    samples = np.repeat(wave[:, None], channels, axis=1)
    frames = [landscape(64, 48).pixels] * round(RATE * (seconds + late))
    return film(frames, form, samples=samples, late=late)


def shown(data: bytes) -> list[tuple[int, Pixels]]:
    """The milliseconds and the frames of a film that holds nothing but them."""
    with av.open(io.BytesIO(data)) as container:
        assert isinstance(container, InputContainer)
        assert [stream.type for stream in container.streams] == ["video"]
        return [
            (round(frame.time * 1000), frame.to_ndarray(format="rgb24").astype(np.uint8))
            for frame in container.decode(video=0)
        ]


def remuxed(data: bytes, *, turned: int) -> bytes:
    """The same film, to be shown turned counterclockwise."""
    file = io.BytesIO()
    with av.open(io.BytesIO(data)) as old, av.open(file, "w", format="mp4") as new:
        assert isinstance(old, InputContainer)
        video = new.add_stream_from_template(old.streams.video[0])
        video.set_display_rotation(turned)
        for packet in old.demux(old.streams.video[0]):
            if packet.dts is not None:
                packet.stream = video
                new.mux(packet)
    return file.getvalue()


def _mux_sound(container: Any, stream: Any, samples: Samples, rate: int, late: float) -> None:
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples.reshape(1, -1)),
        format="s16",
        layout=_LAYOUTS[samples.shape[1]],
    )
    frame.sample_rate = rate
    frame.time_base = Fraction(1, rate)
    frame.pts = round(late * rate)
    container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
