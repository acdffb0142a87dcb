"""Measure both detectors on the labelled pictures and hold the figures against the bars.

    python tools/evaluate/faces.py PICTURES --labels FILE [--yunet FILE --sha256 HEX] [--json]

The bars, for each detector: of faces in photographs and computer-made portraits together, 95 %
found, and 95 % of boxes right; every face of turned and EXIF-turned pictures found; every face of
24 pixels and more found in the picture of tiny ones; at most 2 pictures without a face alarmed on
the first pass. Exit code 1 when one is missed.
"""

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from countenance.cli.evaluate_faces import as_content, as_text, read_labels
from countenance.faces.bench import Bench
from countenance.faces.evaluate import Label, Report, Share, evaluate
from countenance.faces.settings import FaceSettings
from countenance.faces.weights import DetectorKind, Weights
from countenance.stores.weights import built_in_weights, weights_from_file

__all__ = ["below_the_bar", "main"]

KINDS = ("photo", "cgi")
RECALL = PRECISION = 0.95
ALARMS = 2
TINY = 24.0


def below_the_bar(report: Report, labels: list[Label]) -> list[str]:
    """What falls short, in words; empty when nothing does."""
    short = []
    for name, shares, bar in (
        ("found", report.recall, RECALL), ("right", report.precision, PRECISION),
    ):  # fmt: skip
        both = Share(*(sum(part) for part in zip(*_counts(shares), strict=True)))
        if (both.share or 0.0) < bar:
            short.append(f"{' and '.join(KINDS)}: {both.count} of {both.of} {name}; bar {bar}")
    for kind in ("rotated", "exif"):
        share = report.recall.get(kind, Share(0, 0))
        if share.count < share.of:
            short.append(f"{kind}: {share.count} of {share.of} found; bar: all")
    tiny = {label.file for label in labels if label.kind == "tiny"}
    for file, box in report.missed:
        if file in tiny and box[3] - box[1] >= TINY:
            short.append(f"{file}: a face {box[3] - box[1]} pixels high missed; bar {TINY:.0f}")
    if report.first_alarms.count > ALARMS:
        short.append(f"{report.first_alarms.count} first-pass alarms; bar {ALARMS}")
    return short


def _counts(shares: Mapping[str, Share]) -> list[tuple[int, int]]:
    return [(share.count, share.of) for kind, share in shares.items() if kind in KINDS] or [(0, 0)]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--labels", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--yunet", type=click.Path(path_type=Path, exists=True), help="YuNet's weights.")
@click.option("--sha256", help="Their digest.")
@click.option("--json", "as_json", is_flag=True, help="The same content for programs.")
def main(folder: Path, labels: Path, yunet: Path | None, sha256: str | None, as_json: bool) -> None:
    """Measure the detectors and say what falls short of the bars.

    \b
    Example:
        python tools/evaluate/faces.py pictures/ --labels pictures/ground_truth.json
    """
    marked = read_labels(labels)
    chosen: list[Weights] = [built_in_weights()]
    if yunet is not None:
        chosen.append(weights_from_file(yunet, DetectorKind.YUNET, sha256 or ""))
    contents, short = [], []
    for weights in chosen:
        settings = FaceSettings(weights, workers=1, seconds=300.0)
        with Bench(settings, key=secrets.token_bytes(32)) as bench:
            report = evaluate(_read(marked, folder), bench, weights.name, changed_kinds=KINDS)
        short += [f"{weights.kind.value}: {each}" for each in below_the_bar(report, marked)]
        contents.append(as_content(report))
        if not as_json:
            click.echo(as_text(report) + "\n")
    if as_json:
        click.echo(json.dumps({"detectors": contents, "below_the_bar": short}, indent=2))
    else:
        click.echo(f"load {os.getloadavg()[0]:.1f}")
        click.echo("\n".join(short) if short else "every bar is reached")
    if short:
        raise SystemExit(1)


def _read(labels: list[Label], folder: Path) -> Iterator[tuple[Label, bytes]]:
    for label in labels:
        yield label, (folder / label.file).read_bytes()


if __name__ == "__main__":
    main()
