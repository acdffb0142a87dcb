"""`make evaluate`: how well it works, on labelled data; tables, and `build/evaluate.json`.

Rules kept here:
 * What cannot be measured here is named as skipped, never left out.
 * A bar that is missed is named, and the exit code is 1.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.append(str(Path(__file__).resolve().parents[1] / "train"))  # its reader of labelled rows

from acts import acts
from answers import answers
from cedar import cedar
from detectors import detectors
from differences import differences
from grounding import grounding
from links import links
from part import ROOT, Part
from police_work import police_work
from speech import speech

from countenance import __version__

__all__ = ["main"]

PARTS: dict[str, Callable[[], Part]] = {
    "differences": differences,
    "cedar": cedar,
    "answers": answers,
    "police-work": police_work,
    "grounding": grounding,
    "faces": detectors,
    "links": links,
    "acts": acts,
    "speech": speech,
}
OUT = ROOT / "build" / "evaluate.json"


@click.command()
@click.option("--only", multiple=True, type=click.Choice(sorted(PARTS)), help="These parts alone.")
@click.option("--out", default=OUT, type=click.Path(path_type=Path), help="For programs.")
def main(only: tuple[str, ...], out: Path) -> None:
    """Measure the engine, the checks of answers, words and drafts, the detectors, what reads acts.

    \b
    Example:
        python tools/evaluate/run.py --only faces
    """
    parts: dict[str, Part] = {}
    for name, measure in PARTS.items():
        if only and name not in only:
            continue
        click.echo(f"... {name}", err=True)
        part = parts[name] = measure()
        click.echo(f"== {name} ==")
        click.echo(f"skipped: {part.skipped}" if part.skipped else part.text)
        click.echo()
    short = [each for part in parts.values() for each in part.short]
    skipped = [name for name, part in parts.items() if part.skipped]
    written = {
        "version": __version__,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load": os.getloadavg()[0],
        "parts": {
            name: {key: value for key, value in asdict(part).items() if key != "text"}
            for name, part in parts.items()
        },
    }
    out.parent.mkdir(exist_ok=True, parents=True)
    out.write_text(json.dumps(written, indent=2, default=str) + "\n", encoding="utf-8")
    if skipped:
        click.echo(f"skipped: {', '.join(skipped)}")
    click.echo("below the bar:\n  " + "\n  ".join(short) if short else "every bar is reached")
    click.echo(f"written: {out}")
    if short:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
