"""Whether memory stays flat while pictures pass, one after the other.

    python tools/soak/pictures.py [--json] [--pictures N]

Pictures of every kind and of changing sizes, some of them broken or too large, are inspected and
made anew by one bench as the gate has it. Meanwhile the memory that is each process's own (the
gate's side, the decoder's worker, the examiner) and its open files are read from the kernel. The
figure is the median of the last tenth over that of the second tenth: the first one warms up.
"""

import asyncio
import io
import json
import os
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from PIL import Image

from countenance.errors import MediaError
from countenance.faces.inspect import Inspector
from countenance.faces.settings import FaceSettings
from countenance.media.drawn import landscape, portrait
from countenance.stores.weights import built_in_weights

__all__ = ["Held", "passing"]

BAR = 1.05
"""At most so much of what was held when it was warm is held at the end."""
_SLACK = 1024 * 1024  # bytes; less than a few pages of a small process are no growth
_KINDS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "PDF")


@dataclass(frozen=True, slots=True)
class Held:
    """What one process held when it was warm and at the end: bytes of its own, and open files."""

    process: str
    warm: int
    end: int
    files_warm: int
    files_end: int

    @property
    def is_flat(self) -> bool:
        """Whether neither has grown."""
        return self.end <= self.warm * BAR + _SLACK and self.files_end <= self.files_warm


def passing(count: int) -> tuple[Held, ...]:
    """What each process held while so many pictures passed."""
    return asyncio.run(_passing(count))


async def _passing(count: int) -> tuple[Held, ...]:
    settings = FaceSettings(built_in_weights(), workers=1, cached=64)
    seen: dict[str, list[tuple[int, int]]] = {}
    async with Inspector(settings, key=os.urandom(32)) as inspector:
        numbers = {"gate": os.getpid(), **inspector.numbers()}
        for place, data in enumerate(_pictures(count)):
            try:
                inspection = await inspector.inspect(data)
                await inspector.render(data, inspection, cover=bool(place % 3))
            except MediaError:
                pass  # every tenth is broken on purpose
            if place % max(1, count // 200) == 0:
                for name, number in numbers.items():
                    seen.setdefault(name, []).append((_own(number), _files(number)))
        assert numbers == {"gate": os.getpid(), **inspector.numbers()}, "a process was replaced"
    return tuple(_held(name, rows) for name, rows in seen.items())


def _pictures(count: int) -> Iterator[bytes]:
    """Pictures that differ in kind, size and content; every tenth cannot be opened."""
    face, wall = Image.fromarray(portrait(160).pixels), Image.fromarray(landscape(320, 200).pixels)
    for place in range(count):
        side = 120 + place * 37 % 400
        picture = (face if place % 4 == 0 else wall).resize((side, side * 3 // 4))
        picture.putpixel((0, 0), (place % 256, place // 256 % 256, 7))
        buffer = io.BytesIO()
        picture.save(buffer, _KINDS[place % len(_KINDS)])
        data = buffer.getvalue()
        yield data[: len(data) // 2] if place % 10 == 9 else data


def _own(number: int) -> int:
    """Bytes of memory that are this process's alone."""
    lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) * 1024


def _files(number: int) -> int:
    return len(list(Path(f"/proc/{number}/fd").iterdir()))


def _held(name: str, rows: list[tuple[int, int]]) -> Held:
    tenth = max(1, len(rows) // 10)
    warm, end = rows[tenth : 2 * tenth] or rows, rows[-tenth:]

    def middle(of: list[tuple[int, int]], which: int) -> int:
        return round(statistics.median(row[which] for row in of))

    return Held(name, middle(warm, 0), middle(end, 0), middle(warm, 1), middle(end, 1))


@click.command()
@click.option("--pictures", default=1000, show_default=True, help="How many pass.")
@click.option("--json", "as_json", is_flag=True, help="The same content for programs.")
def main(pictures: int, as_json: bool) -> None:
    """Say whether memory stays flat while pictures pass.

    \b
    Example:
        python tools/soak/pictures.py --pictures 200
    """
    found = passing(pictures)
    if as_json:
        click.echo(json.dumps([{**asdict(held), "is_flat": held.is_flat} for held in found]))
    else:
        for held in found:
            click.echo(
                f"{held.process:9} warm {held.warm / 1e6:7.1f} MB  end {held.end / 1e6:7.1f} MB  "
                f"files {held.files_warm} -> {held.files_end}  "
                f"{'flat' if held.is_flat else 'NOT flat'} (bar x{BAR:g})"
            )
    if not all(held.is_flat for held in found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
