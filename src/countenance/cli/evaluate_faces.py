"""`countenance evaluate faces`: a site measures the detector on pictures of its own.

The measuring is in `countenance.faces.evaluate`; this module reads the files and prints.
"""

import json
import secrets
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import msgspec

from countenance.cli.pictures import chosen_weights, detector_options
from countenance.errors import CountenanceError
from countenance.faces.bench import Bench
from countenance.faces.boxes import Face
from countenance.faces.evaluate import Label, Report, Share, evaluate
from countenance.faces.settings import FaceSettings

__all__ = ["as_content", "as_text", "evaluate_faces", "read_labels"]

_Box = tuple[float, float, float, float]


class _Image(msgspec.Struct, frozen=True):
    file: str
    boxes: list[_Box]
    kind: str = "photo"
    ignore: list[_Box] = []
    groups: list[dict[str, str]] = []
    width: int | None = None
    height: int | None = None


class _Labels(msgspec.Struct, frozen=True):
    images: list[_Image]


@click.command("faces")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--labels",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="JSON: {images: [{file, boxes, kind, ignore, groups, width, height}]}.",
)
@click.option(
    "--change",
    "changed_kinds",
    multiple=True,
    metavar="KIND",
    help="Also measure turned, shrunk, faint, dark and blurred copies of these kinds.",
)
@click.option("--json", "as_json", is_flag=True, help="The same content for programs.")
@detector_options
def evaluate_faces(
    folder: Path,
    labels: Path,
    changed_kinds: tuple[str, ...],
    as_json: bool,
    detector: str,
    weights: Path | None,
    sha256: str | None,
) -> None:
    """Measure how well faces are found, on pictures and labels of your own.

    Boxes are x0,y0,x1,y1 in pixels of the upright picture, forehead to chin and ear to ear. Shares
    come with their counts and a 95 % interval. Groups, such as skin tone, are measured where your
    labels name them for each face.

    \b
    Example:
        countenance evaluate faces pictures/ --labels pictures/labels.json
    """
    chosen = chosen_weights(detector, weights, sha256)
    marked = read_labels(labels)
    settings = FaceSettings(chosen, workers=1, seconds=300.0)
    hidden = not sys.stderr.isatty()
    with (
        Bench(settings, key=secrets.token_bytes(32)) as bench,
        click.progressbar(marked, label="measuring", file=sys.stderr, hidden=hidden) as bar,
    ):
        report = evaluate(
            _read(bar, folder), bench, chosen.name, changed_kinds=tuple(changed_kinds)
        )
    click.echo(json.dumps(as_content(report), indent=2) if as_json else as_text(report))


def read_labels(path: Path) -> list[Label]:
    """The labels in a file. Raises `CountenanceError` that says what is wrong with it."""
    try:
        labels = msgspec.json.decode(path.read_bytes(), type=_Labels)
    except msgspec.MsgspecError as error:
        raise CountenanceError(f"{path}: not the labels expected: {error}") from error
    return [
        Label(
            image.file,
            image.kind,
            tuple(Face(*box, score=1.0) for box in image.boxes),
            tuple(Face(*box, score=1.0) for box in image.ignore),
            tuple(image.groups),
            (image.width, image.height) if image.width and image.height else None,
        )
        for image in labels.images
    ]


def as_content(report: Report) -> dict[str, object]:
    """The report for programs."""
    return {
        "detector": report.detector,
        "recall": _shares(report.recall),
        "precision": _shares(report.precision),
        "first_pass_alarms": _share(report.first_alarms),
        "alarms": _share(report.alarms),
        "misses": {name: _shares(shares) for name, shares in report.misses.items()},
        "groups": report.groups
        if isinstance(report.groups, str)
        else {name: _shares(shares) for name, shares in report.groups.items()},
        "changes": _shares(report.changes),
        "changed_kinds": list(report.changed_kinds),
        "missed": [{"file": file, "box": list(box)} for file, box in report.missed],
        "unopened": [{"file": file, "reason": reason} for file, reason in report.unopened],
    }


def as_text(report: Report) -> str:
    """The report for people."""
    lines = [f"detector {report.detector}", "", "found, of labelled faces, by kind of picture"]
    lines += _rows(report.recall)
    lines += ["", "right, of found boxes, by kind of picture", *_rows(report.precision)]
    lines += ["", "alarms, of pictures without a face"]
    lines += _rows({"first pass": report.first_alarms, "all passes": report.alarms})
    for name, shares in report.misses.items():
        lines += ["", f"missed, by {name}", *_rows(shares)]
    if isinstance(report.groups, str):
        lines += ["", f"missed, by group (skin tone, age, ...): {report.groups}"]
    else:
        for name, shares in report.groups.items():
            lines += ["", f"missed, by {name}", *_rows(shares)]
    if report.changes:
        lines += ["", f"found after a change to {', '.join(report.changed_kinds)}"]
        lines += _rows(report.changes)
    if report.missed:
        lines += ["", "missed faces"]
        lines += (f"  {file}  {','.join(map(str, box))}" for file, box in report.missed)
    if report.unopened:
        lines += ["", "files that are not opened"]
        lines += (f"  {file}: {reason}" for file, reason in report.unopened)
    return "\n".join(lines)


def _read(labels: Iterator[Label], folder: Path) -> Iterator[tuple[Label, bytes]]:
    for label in labels:
        try:
            yield label, (folder / label.file).read_bytes()
        except OSError as error:
            raise CountenanceError(f"{folder / label.file}: {error.strerror}") from error


def _rows(shares: Mapping[str, Share]) -> list[str]:
    wide = max((len(name) for name in shares), default=0)
    return [f"  {name:{wide}}  {_text(share)}" for name, share in shares.items()]


def _text(share: Share) -> str:
    if share.share is None:
        return "   0 of    0"
    low, high = share.interval
    return f"{share.count:4} of {share.of:4}  {share.share:.3f}  ({low:.3f} to {high:.3f})"


def _shares(shares: Mapping[str, Share]) -> dict[str, object]:
    return {name: _share(share) for name, share in shares.items()}


def _share(share: Share) -> dict[str, object]:
    interval = [round(end, 4) for end in share.interval]
    return {"count": share.count, "of": share.of, "share": share.share, "interval": interval}
