"""How well both detectors find the faces of the labelled pictures, against the project's bars."""

import secrets
import sys
from pathlib import Path

import click
from part import Part, data

from countenance.cli.evaluate_faces import as_content, as_text, read_labels
from countenance.faces.bench import Bench
from countenance.faces.evaluate import evaluate
from countenance.faces.settings import FaceSettings
from countenance.faces.weights import DetectorKind, Weights
from countenance.stores.weights import built_in_weights, weights_from_file
from faces import KINDS, below_the_bar

__all__ = ["detectors"]

YUNET = "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12"


def detectors() -> Part:
    """CenterFace, which is built in, and YuNet where its file is there."""
    folder, why = data("data/faces")
    if folder is None:
        return Part(skipped=why)
    labels = read_labels(folder / "ground_truth.json")
    chosen: list[Weights] = [built_in_weights()]
    yunet, missing = data("models/yunet_n_dynamic.onnx")
    if yunet is not None:
        chosen.append(weights_from_file(yunet, DetectorKind.YUNET, YUNET))
    texts, contents, short = [], [], []
    for weights in chosen:
        settings = FaceSettings(weights, workers=1, seconds=300.0)
        with (
            Bench(settings, key=secrets.token_bytes(32)) as bench,
            click.progressbar(labels, label=weights.kind.value, file=sys.stderr) as bar,
        ):
            pictures = ((label, Path(folder, label.file).read_bytes()) for label in bar)
            report = evaluate(pictures, bench, weights.name, changed_kinds=KINDS)
        texts.append(as_text(report))
        contents.append(as_content(report))
        short += [f"{weights.kind.value}: {each}" for each in below_the_bar(report, labels)]
    if missing:
        texts.append(f"YuNet skipped: {missing}")
    return Part("\n\n".join(texts), {"detectors": contents}, tuple(short))
