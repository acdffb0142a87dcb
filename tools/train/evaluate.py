"""How well acts are read, and what becomes of requests: on rows that the model never saw.

* Five folds that hold situations apart; then each language, and each file of rows (other authors,
  other wordings), held out.
* Bounds are cross-fitted: those for one fold come from the others, so that a set is never judged
  by a bound that its own row helped to set.
* What becomes of the requests of the five folds at the gate: by act and by language. There each
  sentence, and each part of one, is read by itself as well, as at the gate.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent))

from acts import (
    CACHE,
    DATA,
    Asides,
    asides_with_vectors,
    english_of,
    examples_with_vectors,
    telling_words,
)
from fitting import (
    Examples,
    Likenesses,
    Numbers,
    bounds_of,
    examples_of,
    fit,
    held_out,
    sharpness_of,
    together,
)
from folds import folds_of, groups_of
from measures import Figures, Judged, as_lines, judged_of, measures
from outcomes import PINNED, outcomes_of, shares
from outcomes import as_lines as outcome_lines
from rows import Row, digest_of_rows, read_rows

from countenance.evidence.act_model import (
    Bounds,
    barred_alone,
    combined,
    likely,
    softmax,
    widened,
)
from countenance.evidence.asked import pieces_of
from countenance.evidence.embed import NoVectors
from countenance.evidence.english import is_english
from countenance.evidence.labels import LABELS
from countenance.evidence.senses import SENSES, Sense

Folds = npt.NDArray[np.intp]
_AT_ONCE = 200
"""Rows whose sentences are read at a time."""


@click.command()
@click.option("--cache", type=click.Path(path_type=Path), default=CACHE, help="For vectors.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="The figures, for programs.")
def evaluate(cache: Path, out: Path | None) -> None:
    """Print the figures of the act classifier on held-out rows.

    \b
    Example:
        python tools/train/evaluate.py --json acts.json
    """
    rows = read_rows(DATA)
    words = telling_words(rows)
    examples = examples_with_vectors(rows, cache, words)
    likenesses = Likenesses.among(examples)
    judge = _Judge(rows, words, examples, likenesses)
    click.echo("five folds", err=True)
    folds = folds_of(groups_of(rows, examples.whole))
    told, shown = _five_folds(judge, folds, asides_with_vectors(rows, cache, words))
    click.echo("each language held out, then each file", err=True)
    languages = np.array([row.lang for row in rows])
    told |= _apart(judge, languages, "language")
    told |= _apart(judge, np.array([row.part for row in rows]), "file")
    click.echo("English without an embedder", err=True)
    more, lines = _english(rows, folds)
    told |= more
    shown |= lines
    for name, groups in told.items():
        click.echo("\n".join(as_lines(name, groups)))
    for name, found in shown.items():
        click.echo("\n".join(outcome_lines(name, found)))
    if out is not None:
        figures = {"rows": digest_of_rows(DATA), "figures": told, "outcomes": shown}
        out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


@dataclass
class _Judge:
    """The rows, and what held-out models make of them."""

    rows: list[Row]
    words: Mapping[str, float]
    examples: Examples
    likenesses: Likenesses

    def scores(self, folds: Folds) -> Numbers:
        return held_out(self.examples, self.likenesses, folds)

    def sets(self, scores: Numbers, folds: Folds) -> tuple[Numbers, list[frozenset[Sense]]]:
        """Probabilities and sets; bounds for one fold come from the others."""
        made = np.zeros_like(scores)
        sets: list[frozenset[Sense]] = [frozenset()] * len(self.rows)
        for fold in np.unique(folds):
            others = folds != fold
            sharpness, bounds = self._calibrated(scores, others)
            pieces = (folds == fold)[self.examples.owner]
            made[pieces] = softmax(scores[pieces] * sharpness)
            for at in np.flatnonzero(folds == fold):
                sets[at] = combined(made[self.examples.of(int(at))], bounds)
        return made, sets

    def widened(
        self, sets: Sequence[frozenset[Sense]], scores: Numbers, folds: Folds, beside: Asides
    ) -> list[frozenset[Sense]]:
        """The sets with what single sentences ask for, read by the model of their fold."""
        wider = list(sets)
        for fold in np.unique(folds):
            others = folds != fold
            sharpness, bounds = self._calibrated(scores, others)
            fitted = fit(self.examples, self.likenesses, others)
            own = [int(at) for at in np.flatnonzero(folds == fold) if int(at) in beside]
            for start in range(0, len(own), _AT_ONCE):
                some = own[start : start + _AT_ONCE]
                alike = self.likenesses.to(together([beside[at] for at in some]), self.examples)
                read = softmax(fitted.scores(alike) * sharpness)
                first = 0
                for at in some:
                    last = first + len(beside[at].grams)
                    wider[at] = widened(wider[at], barred_alone(read[first:last], bounds))
                    first = last
        return wider

    def _calibrated(self, scores: Numbers, others: npt.NDArray[np.bool_]) -> tuple[float, Bounds]:
        """The sharpness and the bounds that these rows give."""
        sharpness = sharpness_of(self.examples, scores, others)
        has_face = np.array([row.has_face for row in self.rows])
        return sharpness, bounds_of(self.examples, softmax(scores * sharpness), others, has_face)

    def likely(self, probabilities: Numbers) -> Numbers:
        pieces = (self.examples.of(row) for row in range(len(self.rows)))
        return np.stack([likely(probabilities[each]) for each in pieces])


def _five_folds(
    judge: _Judge, folds: Folds, beside: Asides
) -> tuple[dict[str, dict[str, Figures]], dict[str, dict[str, dict[str, float | int]]]]:
    rows = judge.rows
    scores = judge.scores(folds)
    probabilities, sets = judge.sets(scores, folds)
    sets = judge.widened(sets, scores, folds, beside)
    probable = judge.likely(probabilities)
    judged = judged_of(rows, probable, sets)
    every = np.ones(len(rows), dtype=np.bool_)
    labels = np.array([row.label.value for row in rows])
    tactics = np.array([row.tactic for row in rows])
    told: dict[str, dict[str, Figures]] = {
        "five folds": {"all rows": measures(judged, every)},
        "by act": {label.value: measures(judged, labels == label.value) for label in LABELS},
        "by tactic": _by(judged, tactics),
    }
    prohibited = np.array([row.prohibited for row in rows])
    with_face = np.array([row.has_face for row in rows])
    english = np.array([row.lang == "en" for row in rows])
    plain = english & np.isin(tactics, ["plain", "paraphrase"])
    languages = np.array([row.lang for row in rows])
    shown: dict[str, dict[str, dict[str, float | int]]] = {}
    known = [frozenset({row.sense}) for row in rows]
    for pin in (None, PINNED):
        met = outcomes_of(rows, sets, probable, judge.words, pin)
        # What the code would refuse if it were known what is asked.
        denied = outcomes_of(rows, known, probable, judge.words, pin).words == "refused"
        harmless = ~prohibited & with_face
        name = f"{pin or 'default caller'}: {', '.join(met.editions)}"
        shown[name] = {
            "prohibited": shares(met, prohibited),
            "prohibited, denied by the code": shares(met, prohibited & denied),
            "harmless": shares(met, ~prohibited),
            "harmless, with a face": shares(met, harmless),
            "harmless, without a face": shares(met, ~prohibited & ~with_face),
            "identify": shares(met, labels == "identify"),
            "plain English identify, verify": shares(
                met, plain & np.isin(labels, ["identify", "verify"])
            ),
        }
        if pin is not None:
            continue
        for title, of in (("prohibited", prohibited), ("harmless, with a face", harmless)):
            shown[f"{title}, by act"] = {
                label.value: shares(met, of & (labels == label.value))
                for label in LABELS
                if (of & (labels == label.value)).any()
            }
            shown[f"{title}, by language"] = {
                name: shares(met, of & (languages == name)) for name in sorted(set(languages))
            }
    return told, shown


def _english(
    rows: list[Row], folds: Folds
) -> tuple[dict[str, dict[str, Figures]], dict[str, dict[str, dict[str, float | int]]]]:
    """Where no embedder runs: English rows of the same folds, by letters and flags alone."""
    english, spoken = english_of(rows)
    words = telling_words(spoken)
    examples = examples_of(spoken, NoVectors(), words, lambda each: each)
    judge = _Judge(spoken, words, examples, Likenesses.among(examples, views=0))
    probabilities, sets = judge.sets(judge.scores(folds[english]), folds[english])
    taken = _taken_for_english(rows, folds)
    every = frozenset(SENSES)
    sets = [own if read else every for own, read in zip(sets, taken[english], strict=True)]
    probable = judge.likely(probabilities)
    judged = judged_of(spoken, probable, sets)
    met = outcomes_of(spoken, sets, probable, words)
    prohibited = np.array([row.prohibited for row in spoken])
    with_face = np.array([row.has_face for row in spoken])
    told = {
        "English, no embedder": {
            "all rows": measures(judged, np.ones(len(spoken), dtype=np.bool_)),
            "taken for English": measures(judged, taken[english]),
        }
    }
    shown = {
        "English, no embedder": {
            "prohibited": shares(met, prohibited),
            "harmless, with a face": shares(met, ~prohibited & with_face),
        }
    }
    click.echo(
        f"taken for English: {taken[english].sum()} of {english.sum()} rows in English, "
        f"{taken[~english].sum()} of {(~english).sum()} others"
    )
    return told, shown


def _taken_for_english(rows: list[Row], folds: Folds) -> npt.NDArray[np.bool_]:
    """Which rows are taken for plain English by the words of the other folds."""
    taken = np.zeros(len(rows), dtype=np.bool_)
    for fold in np.unique(folds):
        others = [row for row, own in zip(rows, folds, strict=True) if own != fold]
        known = telling_words(english_of(others)[1])
        for at in np.flatnonzero(folds == fold):
            found = pieces_of(rows[at].asked, known)
            taken[at] = not found.encodings and is_english(found.text, known)
    return taken


def _apart(judge: _Judge, names: npt.NDArray[np.str_], what: str) -> dict[str, dict[str, Figures]]:
    """Each language, or file, read by a model that never saw it: only those of 30 rows or more."""
    counted = [name for name in sorted(set(names)) if (names == name).sum() >= 30]
    folds = np.searchsorted(counted, np.where(np.isin(names, counted), names, counted[0]))
    seen = np.isin(names, counted)
    # Rows of small languages are trained on, and calibrated with, but not judged.
    folds = np.where(seen, folds, len(counted))
    scores = judge.scores(folds)
    probabilities, sets = judge.sets(scores, folds)
    judged = judged_of(judge.rows, judge.likely(probabilities), sets)
    return {
        f"a {what} held out": {"all of them": measures(judged, seen)},
        f"by {what} held out": {str(name): measures(judged, names == name) for name in counted},
    }


def _by(judged: Judged, names: npt.NDArray[np.str_]) -> dict[str, Figures]:
    return {str(name): measures(judged, names == name) for name in sorted(set(names))}


if __name__ == "__main__":
    evaluate()
