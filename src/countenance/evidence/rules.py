"""Rules over wordings: they raise what the classifier says, and never lower it.

Rules kept here:
 * A rule adds an act to the plausible ones, or says more about an act that is plausible. It never
   takes an act away, least of all a more intrusive one.
 * What is compared with is narrowed to the *intrusive* sets that are named (suspects, wanted
   persons, mugshots). A milder set that is named (staff, missing persons, ...) says "at least
   this": every intrusive set stays possible, so no wording is a way to be let through.
 * `persistence` is only ever widened. An age is a range only where a range is named and nothing
   asks for more.
 * Rules have names, so that an entry can say which were met; they never quote the text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from countenance.evidence.labels import Cube, Label, cube_of
from countenance.evidence.wordings import (
    AGE_RANGE,
    ASKS,
    COMPARED,
    EXACT_AGE_OR_GENDER,
    FOLLOWED,
)

__all__ = ["INTRUSIVE_SETS", "Raised", "raised"]

#: Reference sets that a wording may settle: none of them is ever the milder answer.
INTRUSIVE_SETS: Final = ("suspects_or_prior_inmates", "warrants_watchlist", "mugshots")

#: What stays possible beside a milder set that is named.
_AT_LEAST: Final = (*INTRUSIVE_SETS, "driver_licence_photos", "open_web")

_WATCHING: Final = ("none", "ongoing_surveillance", "persistent_tracking")


@dataclass(frozen=True, slots=True)
class Raised:
    """The acts after the rules, with their facts, and the names of the rules that were met."""

    cubes: Mapping[Label, Cube]
    rules: tuple[str, ...]


def raised(labels: Iterable[Label], text: str) -> Raised:
    """The plausible `labels` and what the wordings of `text` add to them.

    `text` is folded and decoded, and not cut.
    """
    rules: list[str] = []
    plausible = set(labels)
    for label, asks in ASKS.items():
        if asks.search(text):
            rules.append(f"asks:{label.value}")
            plausible.add(label)

    sets = tuple(name for name, named in COMPARED.items() if named.search(text))
    rules.extend(f"compared:{name}" for name in sets)
    intrusive = tuple(name for name in sets if name in INTRUSIVE_SETS)
    if intrusive:
        # Whoever names a list of suspects beside a picture may want somebody found on it.
        plausible.add(Label.IDENTIFY)

    followed = FOLLOWED.search(text) is not None
    if followed:
        rules.append("followed")
        plausible.add(Label.TRACK)

    range_only = AGE_RANGE.search(text) is not None and not EXACT_AGE_OR_GENDER.search(text)
    if range_only and Label.AGE_GENDER in plausible:
        rules.append("age:range")

    return Raised(
        {
            label: _said(label, sets, intrusive, followed=followed, range_only=range_only)
            for label in Label
            if label in plausible
        },
        tuple(rules),
    )


def _said(
    label: Label,
    sets: tuple[str, ...],
    intrusive: tuple[str, ...],
    *,
    followed: bool,
    range_only: bool,
) -> Cube:
    """The cube of `label` with what the wordings say about it."""
    cube = dict(cube_of(label))
    if label is Label.IDENTIFY and sets:
        cube["reference_set"] = intrusive or tuple(dict.fromkeys((*sets, *_AT_LEAST)))
    if followed and label.prohibited_by_default and cube.get("persistence") == ("none",):
        cube["persistence"] = _WATCHING
    if range_only and label is Label.AGE_GENDER:
        cube["inferred_attribute"] = ("age_range",)
    return cube
