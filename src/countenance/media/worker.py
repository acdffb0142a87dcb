"""The decoder's side: a parent that never reads a picture, and a child for every picture.

Started as `python -I -m countenance.media.worker FILE ROOM ...`, numbers of open memory files: the
picture's bytes, and rooms for pixels. It loads the libraries once. For every job on its
standard input it forks a child, which enters the sandbox, decodes one picture and exits.

How the child is listened to and ended is `countenance.media.child`.
"""

import contextlib
import importlib
import importlib.util
import io
import mmap
import os
import signal
import sys
from dataclasses import replace
from functools import partial

import msgspec
import numpy as np
from PIL import AvifImagePlugin, Image, MpoImagePlugin

from countenance.errors import UnreadableMediaError
from countenance.media.child import in_child
from countenance.media.decode import decode
from countenance.media.header import Limits, read_header
from countenance.media.kinds import MediaKind
from countenance.media.messages import Answer, Ended, Job, Said
from countenance.media.pipe import Deadline, PipeClosedError, receive, send
from countenance.media.pixels import ComplaintError, Detail, TooManyFramesError
from countenance.media.sandbox import SandboxLimits, enter, held

__all__ = ["main"]


def main() -> None:
    """Serve jobs from standard input until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    file, *rooms = (int(number) for number in sys.argv[1:])
    _warm_up()
    send(1, Answer(Ended.ANSWERED))
    while True:
        try:
            job = receive(0, Job, Deadline(None))
        except PipeClosedError:
            return
        room = rooms[job.room - 1] if job.room else None
        _load(job.header.kind)
        if job.credentials:
            _load_credentials()
        send(1, in_child(partial(_decode_one, job, file, room, os.getpid()), job.seconds))


def _decode_one(job: Job, file: int, room: int | None, parent: int, speak: int) -> None:
    # libde265 does its work in a thread and in no other way.
    threads = job.header.kind is MediaKind.HEIC
    limits = SandboxLimits(job.memory, job.cpu_seconds, threads)
    os.close(0)
    os.close(1)
    if room is None:
        enter(limits, parent)
        said = Said(held=held(limits))
    else:
        # Both are mapped first: afterwards no memory file can be opened or copied any more.
        data = mmap.mmap(file, job.length, prot=mmap.PROT_READ)[:]
        space = memoryview(mmap.mmap(room, os.fstat(room).st_size))
        enter(limits, parent)
        try:
            decoded = decode(data, job.header, job.detail, lambda size: space[:size])
            if job.credentials:
                # Loaded by the parent, and only where it is asked for: it is an extra.
                from countenance.media.credentials import with_credentials  # noqa: PLC0415

                kind = job.header.kind.media_type
                signed = with_credentials(decoded.capture, data, kind)
                decoded = replace(decoded, capture=signed)
            said = Said(decoded=decoded)
        except UnreadableMediaError as error:
            said = Said(unreadable=str(error))
        except ComplaintError as error:
            said = Said(complaint=error.complaint)
        except TooManyFramesError:
            said = Said(too_many=True)
        except MemoryError:
            said = Said(too_large=True)
    os.write(speak, msgspec.json.encode(said))


def _load(kind: MediaKind) -> None:
    """Load what only this kind needs, before the child that decodes it shuts everything."""
    match kind:
        case MediaKind.HEIC:
            importlib.import_module("countenance.media.heic")
        case MediaKind.PDF:
            importlib.import_module("countenance.media.pages").warm_up()
        case MediaKind.SVG:
            importlib.import_module("countenance.media.svg").warm_up()
        case _:
            pass  # loaded at the start


def _load_credentials() -> None:
    """Load the extra; it looks for its library below the working directory, and ours is gone."""
    if "countenance.media.credentials" in sys.modules:
        return
    found = importlib.util.find_spec("c2pa")
    if found is None or found.origin is None:
        raise ImportError("c2pa")
    gone = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.chdir(os.path.dirname(found.origin))  # noqa: PTH120 - no path is built here
        importlib.import_module("countenance.media.credentials")
    finally:
        os.fchdir(gone)
        os.close(gone)


def _warm_up() -> None:
    """Decode a little of everything, so that no library has to open a file later."""
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # the sandbox starts no threads
    # Loaded by the library only when a JPEG holds further pictures.
    assert MpoImagePlugin.MpoImageFile.format == "MPO"
    gray = Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8))
    color = gray.convert("RGB")
    palette = color.quantize(8)
    palette.info["transparency"] = 0
    deep = Image.fromarray(np.zeros((8, 8), np.uint16))
    exif = Image.Exif()
    exif[0x0112] = 6
    pictures: list[tuple[str, Image.Image, dict[str, object]]] = [
        ("JPEG", color, {"exif": exif}),
        ("JPEG", color.convert("CMYK"), {}),
        ("PNG", palette, {"transparency": 0, "exif": exif}),
        ("PNG", gray.convert("LA"), {}),
        ("PNG", color, {"save_all": True, "append_images": [color.rotate(90)]}),
        ("PNG", deep, {}),
        ("GIF", palette, {"save_all": True, "append_images": [color.rotate(90).quantize(4)]}),
        ("BMP", color, {}),
        ("TIFF", color, {"save_all": True, "append_images": [gray]}),
        ("TIFF", color, {"compression": "tiff_adobe_deflate"}),
        ("AVIF", color.convert("RGBA"), {"speed": 10, "max_threads": 1}),
        ("WEBP", color.convert("RGBA"), {"save_all": True, "append_images": [color.rotate(90)]}),
    ]
    for name, picture, style in pictures:
        buffer = io.BytesIO()
        picture.save(buffer, name, **style)
        data = buffer.getvalue()
        for damaged in (data, data[: len(data) // 2]):
            with contextlib.suppress(UnreadableMediaError):
                header = read_header(data, Limits())
                decode(damaged, header, Detail.VERDICT, lambda size: memoryview(bytearray(size)))


if __name__ == "__main__":
    main()
