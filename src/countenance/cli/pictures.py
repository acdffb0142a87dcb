"""`countenance faces` and `countenance redact`: pictures and films on the command line.

Rules kept here:
 * Every file that was named, or lies in a folder that was named, is in the answer: done, or failed
   with its reason. When one failed, the exit code is 5.
 * A file that exists is never written over, unless `--replace` says so; an input never is.
 * Progress goes to the standard error, results to the standard output.
"""

import json
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from countenance.errors import CountenanceError, MediaTooLargeError
from countenance.faces.bench import Bench
from countenance.faces.cover import Cover
from countenance.faces.film_bench import FilmBench
from countenance.faces.settings import FaceSettings, Inspection
from countenance.faces.weights import DetectorKind, Weights
from countenance.media.decoder import Unsandboxed
from countenance.media.film_kinds import film_kind_of
from countenance.media.film_messages import FilmLimits
from countenance.stores.weights import built_in_weights, weights_from_file

__all__ = ["chosen_weights", "detector_options", "faces", "redact"]

COULD_NOT = 5
_SUFFIXES = {
    "jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"), "png": (".png",), "webp": (".webp",),
    "gif": (".gif",), "tiff": (".tif", ".tiff"), "pdf": (".pdf",), "webm": (".webm",),
}  # fmt: skip
FILMS = FilmLimits(bytes=256 * 1024 * 1024, seconds=600, frames=36_000, rate=0)
"""On the command line nobody waits for an answer: longer films, and every frame of them."""
_Bench = Bench | FilmBench
_Row = dict[str, object]


def detector_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that choose a detector."""
    for option in (
        click.option("--sha256", metavar="HEX", help="The digest that the weights have to have."),
        click.option(
            "--weights",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            help="Your weights for --detector yunet.",
        ),
        click.option(
            "--detector",
            type=click.Choice([kind.value for kind in DetectorKind]),
            default=DetectorKind.CENTERFACE.value,
            show_default=True,
            help="Built in is centerface.",
        ),
    ):
        command = option(command)
    return command


_film_option = click.option(
    "--frames-per-second",
    type=click.FloatRange(0, 1000),
    default=0,
    show_default=True,
    metavar="NUMBER",
    help="Frames of a film that are looked at and kept; 0: every one.",
)


def chosen_weights(detector: str, weights: Path | None, sha256: str | None) -> Weights:
    """The weights that the options name. Raises `click.UsageError` when they do not fit."""
    kind = DetectorKind(detector)
    if weights is None and sha256 is None and kind is DetectorKind.CENTERFACE:
        return built_in_weights()
    if weights is None or sha256 is None:
        raise click.UsageError(
            f"--detector {kind.value} with weights of yours needs --weights FILE and --sha256 HEX"
        )
    return weights_from_file(weights, kind, sha256)


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True, help="The same content for programs.")
@_film_option
@click.option("--i-know-the-risk", is_flag=True, help="Open pictures even without a sandbox.")
@detector_options
@click.pass_context
def faces(
    ctx: click.Context,
    path: Path,
    as_json: bool,
    frames_per_second: float,
    i_know_the_risk: bool,
    detector: str,
    weights: Path | None,
    sha256: str | None,
) -> None:
    """Find the faces in a picture or film, or in every one of a folder.

    Boxes are x0,y0,x1,y1 in pixels of the upright picture. No face found is no proof that there is
    none. Films need the extra `film`.

    \b
    Example:
        countenance faces holiday.jpg --json
    """

    def one(bench: _Bench, file: Path, data: bytes) -> _Row:
        return {"file": str(file), **_described(bench.inspect(data))}

    settings = _settings(
        chosen_weights(detector, weights, sha256), i_know_the_risk, frames_per_second
    )
    done, failed = _each(_files(path), settings, one, "looking")
    if as_json:
        _print_json(settings, done, failed)
    else:
        for row in done:
            click.echo(_line(row))
        _print_failed(failed)
    ctx.exit(COULD_NOT if failed else 0)


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the results; a single file may go without: NAME.redacted.jpg beside it.",
)
@click.option(
    "--cover",
    type=click.Choice([cover.value for cover in Cover]),
    default=Cover.SOLID.value,
    show_default=True,
    help="How faces are hidden.",
)
@click.option("--replace", "may_replace", is_flag=True, help="Write over earlier results.")
@click.option("--json", "as_json", is_flag=True, help="The same content for programs.")
@_film_option
@click.option("--i-know-the-risk", is_flag=True, help="Open pictures even without a sandbox.")
@detector_options
@click.pass_context
def redact(
    ctx: click.Context,
    path: Path,
    out: Path | None,
    cover: str,
    may_replace: bool,
    as_json: bool,
    frames_per_second: float,
    i_know_the_risk: bool,
    detector: str,
    weights: Path | None,
    sha256: str | None,
) -> None:
    """Cover every face in a picture or film, or in every one of a folder, and drop its metadata.

    Writes new files and never touches the input. Look at the result: a face that the detector
    does not find is not covered. Films need the extra `film`; their sound is left out.

    \b
    Example:
        countenance redact holiday.jpg --out covered/
    """
    if path.is_dir() and out is None:
        raise click.UsageError("a folder needs --out DIR, so that results do not lie among inputs")
    files = _files(path)
    inputs = {file.resolve() for file in files}

    def one(bench: _Bench, file: Path, data: bytes) -> _Row:
        inspection = bench.inspect(data)
        target = _target(file, path, out, inspection.leaves_as.value)
        if target.resolve() in inputs:
            raise CountenanceError(f"`{target}` is an input; choose another --out")
        if target.exists() and not may_replace:
            raise CountenanceError(f"`{target}` exists; --replace writes over it")
        rendered = bench.render(data, inspection, Cover(cover))
        _write(target, rendered.data)
        described = _described(inspection)
        return {"file": str(file), "out": str(target), "covered": rendered.covered, **described}

    settings = _settings(
        chosen_weights(detector, weights, sha256), i_know_the_risk, frames_per_second
    )
    done, failed = _each(files, settings, one, "covering")
    if as_json:
        _print_json(settings, done, failed)
    else:
        for row in done:
            click.echo(f"{row['file']} -> {row['out']}: {_count(row['covered'])} covered")
        _print_failed(failed)
    ctx.exit(COULD_NOT if failed else 0)


@dataclass(frozen=True, slots=True)
class _Failed:
    file: Path
    reason: str


def _settings(weights: Weights, i_know_the_risk: bool, rate: float) -> FaceSettings:
    settings = FaceSettings(
        weights, workers=1, seconds=120.0, films=replace(FILMS, rate=rate), film_seconds=4 * 3600.0
    )
    if i_know_the_risk:
        return replace(settings, unsandboxed=Unsandboxed.I_KNOW_THE_RISK)
    return settings


def _files(path: Path) -> list[Path]:
    """The file itself, or every file of the folder and of those in it, in order."""
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file())
    return [path]


def _each(
    files: list[Path],
    settings: FaceSettings,
    one: Callable[[_Bench, Path, bytes], _Row],
    label: str,
) -> tuple[list[_Row], list[_Failed]]:
    done: list[_Row] = []
    failed: list[_Failed] = []
    hidden = len(files) < 2 or not sys.stderr.isatty()
    key = secrets.token_bytes(32)
    with (
        Bench(settings, key=key) as bench,
        FilmBench(settings, key=key) as films,
        click.progressbar(files, label=label, file=sys.stderr, hidden=hidden) as bar,
    ):
        for file in bar:
            try:
                data = _read(file, settings)
                done.append(one(bench if film_kind_of(data) is None else films, file, data))
            except (CountenanceError, OSError) as error:
                failed.append(_Failed(file, _reason(error)))
    return done, failed


def _read(file: Path, settings: FaceSettings) -> bytes:
    size = file.stat().st_size
    with file.open("rb") as opened:
        is_film = film_kind_of(opened.read(16)) is not None
    most = settings.films.bytes if is_film else settings.limits.bytes
    if size > most:
        what = "film" if is_film else "picture"
        raise MediaTooLargeError(f"{what}: {size} bytes; expected at most {most}")
    return file.read_bytes()


def _reason(error: CountenanceError | OSError) -> str:
    return (error.strerror or "cannot be read") if isinstance(error, OSError) else str(error)


def _target(file: Path, given: Path, out: Path | None, kind: str) -> Path:
    """Where the result for a file goes; its suffix says what was written."""
    suffix = file.suffix if file.suffix.lower() in _SUFFIXES[kind] else _SUFFIXES[kind][0]
    if out is None:
        return file.with_name(f"{file.stem}.redacted{suffix}")
    inside = file.relative_to(given).parent if given.is_dir() else Path()
    return out / inside / f"{file.stem}{suffix}"


def _write(target: Path, data: bytes) -> None:
    """Write a whole file or none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=target.parent, prefix=".countenance-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _described(inspection: Inspection) -> _Row:
    return {
        "kind": inspection.kind.value,
        "width": inspection.width,
        "height": inspection.height,
        "frames": inspection.frames,
        "faces": [
            {
                "box": [round(side, 1) for side in (face.x0, face.y0, face.x1, face.y1)],
                "score": round(face.score, 3),
                "frame": face.frame,
                "found_by": face.found_by,
            }
            for face in inspection.faces
        ],
        "passes": list(inspection.passes),
    }


def _line(row: _Row) -> str:
    found = row["faces"]
    assert isinstance(found, list)
    return "\n".join([f"{row['file']}: {_count(len(found))}", *_boxes(found)])


def _boxes(found: list[dict[str, object]]) -> Iterator[str]:
    for face in found:
        box = face["box"]
        assert isinstance(box, list)
        frame = f"  frame {face['frame']}" if face["frame"] else ""
        yield f"  {','.join(f'{side:.0f}' for side in box)}  {face['score']:.2f}{frame}"


def _count(number: object) -> str:
    return "1 face" if number == 1 else f"{number or 'no'} faces"


def _print_json(settings: FaceSettings, done: list[_Row], failed: list[_Failed]) -> None:
    content = {
        "detector": settings.weights.name,
        "files": done,
        "failed": [{"file": str(each.file), "reason": each.reason} for each in failed],
    }
    click.echo(json.dumps(content, indent=2))


def _print_failed(failed: list[_Failed]) -> None:
    for each in failed:
        click.echo(f"{each.file}: not done: {each.reason}", err=True)
