"""What judging a large picture costs, beside what its parts cost.

    python tools/bench/pictures.py [--json] [--rounds N]

For a 12-megapixel JPEG with a face and one without: processor time of the whole way from bytes to
verdict (gate side, decoder with its children, detector process), over the processor time of the
scaled decode and the detector passes that ran, alone, in one process. Both are taken in turns in
one run, so that other load falls on both. The bar is a ratio of 1.3.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial

import click
import numpy as np
import simplejpeg  # type: ignore[import-untyped]  # ships no py.typed
from PIL import Image

from countenance.faces.bench import Bench
from countenance.faces.cascade import find_faces
from countenance.faces.detector import open_detector
from countenance.faces.settings import FaceSettings
from countenance.faces.weights import Weights
from countenance.media.drawn import landscape, portrait
from countenance.stores.weights import built_in_weights

__all__ = ["Cost", "large_pictures", "measured"]

BAR = 1.3
WIDTH, HEIGHT = 4000, 3000
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor time per picture: the whole way, its parts alone, and their ratio."""

    picture: str
    bytes: int
    passes: tuple[str, ...]
    whole: float
    parts: float
    ratio: float


def large_pictures() -> dict[str, bytes]:
    """A 12-megapixel JPEG with one drawn face, and one without any; grain as a camera adds it."""
    grain = np.random.default_rng(12).normal(0, 4, (HEIGHT, WIDTH, 1))
    wide = Image.fromarray(landscape(1000, 750).pixels).resize((WIDTH, HEIGHT))
    with_face = wide.copy()
    with_face.paste(Image.fromarray(portrait(1200).pixels), (1400, 900))
    pictures = {"with a face": with_face, "without a face": wide}
    return {
        name: simplejpeg.encode_jpeg(
            np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8),
            quality=90, colorsubsampling="420",
        )
        for name, picture in pictures.items()
    }  # fmt: skip


def measured(weights: Weights, rounds: int = 8) -> tuple[Cost, ...]:
    """The cost of both large pictures with this detector."""
    detector = open_detector(weights)
    costs = []
    with Bench(FaceSettings(weights), key=os.urandom(32)) as bench:
        for name, data in large_pictures().items():

            def parts(data: bytes = data) -> None:
                pixels = simplejpeg.decode_jpeg(data, "RGB", min_height=HEIGHT // 2,
                                                min_width=WIDTH // 2)  # fmt: skip
                find_faces(pixels, detector)

            inspection = bench.inspect(data)
            parts()
            whole_seconds = parts_seconds = 0.0
            for _ in range(rounds):
                whole_seconds += _spent(partial(bench.inspect, data), bench)
                parts_seconds += _spent(parts, bench)
            costs.append(
                Cost(
                    picture=name,
                    bytes=len(data),
                    passes=inspection.passes,
                    whole=whole_seconds / rounds,
                    parts=parts_seconds / rounds,
                    ratio=whole_seconds / parts_seconds,
                )
            )
    return tuple(costs)


def _spent(work: Callable[[], object], bench: Bench) -> float:
    """Processor seconds of this process, the bench's two, and all their children that ended."""
    numbers = [bench.decoder.number, bench.examiner_number]
    before = time.process_time() + sum(_processor(number) for number in numbers)
    work()
    return time.process_time() + sum(_processor(number) for number in numbers) - before


def _processor(number: int | None) -> float:
    with open(f"/proc/{number}/stat") as file:  # noqa: PTH123 - a line of the kernel, not a file
        fields = file.read().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / _TICK


@click.command()
@click.option("--rounds", default=8, show_default=True, help="Pictures per figure.")
@click.option("--json", "as_json", is_flag=True, help="The same content for programs.")
def main(rounds: int, as_json: bool) -> None:
    """Say what judging a 12-megapixel picture costs beside its parts.

    \b
    Example:
        python tools/bench/pictures.py
    """
    costs = measured(built_in_weights(), rounds)
    if as_json:
        click.echo(json.dumps([asdict(cost) for cost in costs]))
    else:
        click.echo(f"load {os.getloadavg()[0]:.1f}")
        for cost in costs:
            click.echo(
                f"{cost.picture:15} whole {cost.whole * 1000:6.0f} ms   "
                f"parts {cost.parts * 1000:6.0f} ms   ratio {cost.ratio:.2f} (bar {BAR})   "
                f"{' '.join(cost.passes)}"
            )
    if any(cost.ratio > BAR for cost in costs):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
