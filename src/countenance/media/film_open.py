"""A film's container, opened by FFmpeg. Runs only inside a sandbox.

Rules kept here:
 * The demuxer is the one that the first bytes name, and no other may be taken: a list of files
   (ffconcat, HLS, DASH) in the place of a film once opened files of the machine.
 * Whatever else the container asks to open is refused.
 * Codecs are those in which cameras, phones and browsers write films; no other is tried.
 * One thread: the sandbox starts none. The smallest damage is an error.
"""

import contextlib
import importlib
import io
import pkgutil
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from countenance.errors import UnreadableMediaError
from countenance.media.film_kinds import FilmKind
from countenance.media.film_length import check_length

__all__ = ["audio_of", "moving_in", "opened_film", "video_of", "warm_up"]

_DEMUXERS = {FilmKind.MP4: "mov", FilmKind.WEBM: "matroska"}
_CODECS = frozenset({
    "h264", "hevc", "vp8", "vp9", "libvpx", "libvpx-vp9", "libdav1d", "mpeg4", "mjpeg",
    "aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "flac", "alac", "pcm_s16le",
    "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_f32le", "pcm_u8", "pcm_alaw",
    "pcm_mulaw",
})  # fmt: skip
_OPTIONS = {
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm",
    "codec_whitelist": ",".join(sorted(_CODECS)),
    "protocol_whitelist": "",
    "enable_drefs": "0",
}
_NOT_LOADED = ("av.__main__", "av.datasets", "av.device")


@contextlib.contextmanager
def opened_film(data: bytes | BinaryIO, kind: FilmKind) -> Iterator[InputContainer]:
    """The container in these bytes, or in a file of them.

    Raises `UnreadableMediaError` for whatever the library finds wrong while it is open.
    """
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    check_length(source, kind)
    try:
        with av.open(
            source, format=_DEMUXERS[kind], options=_OPTIONS, io_open=_nothing_else
        ) as container:
            assert isinstance(container, InputContainer)  # it is opened to be read
            yield container
    except UnreadableMediaError:
        raise
    except (
        FFmpegError, OSError, ValueError, EOFError, IndexError, KeyError, TypeError,
        RuntimeError, OverflowError, ZeroDivisionError,
    ) as cause:  # fmt: skip
        # The library raises whatever its parsers ran into; all of it means the same here.
        raise UnreadableMediaError(
            f"{kind.value}: it does not decode ({type(cause).__name__})"
        ) from cause


def audio_of(container: InputContainer) -> AudioStream:
    """Its first track of sound. Raises `UnreadableMediaError` when there is none to decode."""
    if not container.streams.audio:
        raise UnreadableMediaError("film: no sound in it")
    stream = container.streams.audio[0]
    _prepare(stream)
    return stream


def video_of(container: InputContainer) -> VideoStream:
    """Its first track of moving pictures, as `audio_of`; cover pictures do not count."""
    moving = moving_in(container)
    if not moving:
        raise UnreadableMediaError("film: no moving pictures in it")
    _prepare(moving[0])
    return moving[0]


def moving_in(container: InputContainer) -> list[VideoStream]:
    """Its tracks of moving pictures, none of which is opened by that."""
    return [
        stream
        for stream in container.streams.video
        if not stream.disposition & stream.disposition.attached_pic
    ]


def warm_up() -> None:
    """Load every module of the library now: it loads some only when a film asks for them."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if module.name not in _NOT_LOADED:
            importlib.import_module(module.name)


def _prepare(stream: AudioStream | VideoStream) -> None:
    context = stream.codec_context
    if context.codec.name not in _CODECS:
        raise UnreadableMediaError("film: its codec is not one that is opened here")
    context.thread_count = 1
    context.options = {"err_detect": "explode"}


def _nothing_else(*_: object) -> NoReturn:
    raise PermissionError("a film names another file")
