"""What is measured of a classifier of acts: one dictionary of figures for any group of rows.

 * macro-F1 over the acts that occur, and how often the likeliest act is right;
 * prohibited requests found at 1, 2, 5 and 10 % false alarms, by the mass of barred acts
   alone, long calls left out;
 * of harmless requests that show a face, how many would be taken for barred alone;
 * the set of plausible acts: coverage, of prohibited requests too, its mean size, how often it has
   one act, and for how many prohibited requests a harmless act is in it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rows import Row
from sklearn.metrics import f1_score

from countenance.evidence.act_model import BARRED
from countenance.evidence.labels import LABELS
from countenance.evidence.senses import SENSES, Sense

__all__ = ["Figures", "Judged", "as_lines", "judged_of", "measures"]

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Figures = dict[str, float | int | None]

@dataclass(frozen=True)
class Judged:
    """Every row with its set, its highest probability of each act, and what it was in truth."""

    best: Numbers
    barred: Numbers
    labels: npt.NDArray[np.intp]
    inside: Flags
    sizes: npt.NDArray[np.intp]
    only_barred: Flags
    prohibited: Flags
    has_face: Flags


def judged_of(
    rows: Sequence[Row], likely: Numbers, sets: Sequence[frozenset[Sense]]
) -> Judged:
    """The rows with what held-out models made of them; `likely` has a number for each sense."""
    labels = [[sense.label is label for sense in SENSES] for label in LABELS]
    of_labels = np.stack([likely[:, own].max(axis=1) for own in np.array(labels)], axis=1)
    return Judged(
        of_labels,
        # The highest of many pieces says little about a long call.
        np.where([bool(row.asking) for row in rows], np.nan, likely[:, BARRED].sum(axis=1)),
        np.array([LABELS.index(row.label) for row in rows]),
        np.array([row.sense in found for row, found in zip(rows, sets, strict=True)]),
        np.array([len(found) for found in sets]),
        np.array([all(sense.barred for sense in found) for found in sets]),
        np.array([row.prohibited for row in rows]),
        np.array([row.has_face for row in rows]),
    )


def measures(judged: Judged, of: Flags) -> Figures:
    """The figures of the rows marked; None where there are too few rows to say anything."""
    labels, best = judged.labels[of], judged.best[of]
    barred, harmless = judged.prohibited & of, ~judged.prohibited & of
    with_face = harmless & judged.has_face
    score = judged.barred
    short = ~np.isnan(score)
    likeliest = best.argmax(axis=1)
    macro = f1_score(labels, likeliest, labels=np.unique(labels), average="macro", zero_division=0)
    figures: Figures = {
        "rows": int(of.sum()),
        "macro_f1": float(macro),
        "likeliest_right": float((likeliest == labels).mean()),
    }
    for percent in (1, 2, 5, 10):
        # One row among the harmless has to be able to be the alarm.
        enough = (harmless & short).sum() * percent >= 100 and (barred & short).any()
        figures[f"found_at_{percent}"] = (
            float(
                np.mean(
                    score[barred & short] > np.quantile(score[harmless & short], 1 - percent / 100)
                )
            )
            if enough
            else None
        )
    figures |= {
        "harmless_with_face_alarmed": _mean(judged.only_barred, with_face),
        "coverage": _mean(judged.inside, of),
        "coverage_prohibited": _mean(judged.inside, barred),
        "mean_size": float(judged.sizes[of].mean()),
        "one_act": float((judged.sizes[of] == 1).mean()),
        "prohibited_with_a_harmless_act": _mean(~judged.only_barred, barred),
    }
    return figures


_HEADS = (
    ("rows", "rows"), ("macro_f1", "F1"), ("likeliest_right", "right"), ("found_at_1", "at 1%"),
    ("found_at_2", "at 2%"), ("found_at_5", "at 5%"), ("found_at_10", "at 10%"),
    ("harmless_with_face_alarmed", "alarms"), ("coverage", "covers"),
    ("coverage_prohibited", "barred"), ("mean_size", "size"), ("one_act", "one"),
    ("prohibited_with_a_harmless_act", "mixed"),
)  # fmt: skip


def as_lines(name: str, groups: dict[str, Figures]) -> list[str]:
    """A table for people: one line for each group."""
    lines = [f"{name:22}" + "".join(f"{head:>8}" for _, head in _HEADS)]
    for group, figures in groups.items():
        cells = []
        for key, _ in _HEADS:
            found = figures[key]
            shown = "-" if found is None else f"{found:.3f}"
            cells.append(f"{found:>8}" if isinstance(found, int) else f"{shown:>8}")
        lines.append(f"  {group:20}" + "".join(cells))
    return lines


def _mean(values: Flags, of: Flags) -> float | None:
    return float(values[of].mean()) if of.any() else None
