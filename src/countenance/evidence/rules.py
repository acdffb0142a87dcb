"""Rules over wordings: they raise what the classifier says, and never lower it.

Rules kept here:
 * A rule adds an act to the plausible ones, or says more about an act that is plausible. It never
   takes an act away, least of all a more intrusive one.
 * What is compared with is narrowed to the *intrusive* sets that are named (suspects, wanted
   persons, mugshots). A milder set that is named (staff, missing persons, ...) says "at least
   this": every intrusive set stays possible, so no wording is a way to be let through.
 * `persistence` is only ever widened. Where an age range is plausible, words for an exact age or
   for a gender make these plausible as well.
 * Rules have names, so that an entry can say which were met; they never quote the text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from countenance.evidence.labels import Cube, Label
from countenance.evidence.senses import Sense
from countenance.evidence.wordings import (
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

    cubes: Mapping[Sense, Cube]
    rules: tuple[str, ...]


def raised(senses: Iterable[Sense], text: str) -> Raised:
    """The plausible `senses` and what the wordings of `text` add to them.

    `text` is folded and decoded, and not cut.
    """
    rules: list[str] = []
    plausible = set(senses)
    for label, asks in ASKS.items():
        if asks.search(text):
            rules.append(f"asks:{label.value}")
            plausible.add(Sense(label.value))

    sets = tuple(name for name, named in COMPARED.items() if named.search(text))
    rules.extend(f"compared:{name}" for name in sets)
    intrusive = tuple(name for name in sets if name in INTRUSIVE_SETS)
    if intrusive:
        # Whoever names a list of suspects beside a picture may want somebody found on it.
        plausible.add(Sense.IDENTIFY)

    followed = FOLLOWED.search(text) is not None
    if followed:
        rules.append("followed")
        plausible.add(Sense.TRACK)

    if Sense.AGE_RANGE in plausible and EXACT_AGE_OR_GENDER.search(text):
        rules.append("age:exact")
        plausible.add(Sense.AGE_GENDER)

    return Raised(
        {
            sense: _said(sense, sets, intrusive, followed=followed)
            for sense in Sense
            if sense in plausible
        },
        tuple(rules),
    )


def _said(
    sense: Sense, sets: tuple[str, ...], intrusive: tuple[str, ...], *, followed: bool
) -> Cube:
    """The cube of `sense` with what the wordings say about it."""
    cube = dict(sense.cube)
    if sense.label is Label.IDENTIFY and sets:
        cube["reference_set"] = intrusive or tuple(dict.fromkeys((*sets, *_AT_LEAST)))
    if followed and sense.barred and cube.get("persistence") == ("none",):
        cube["persistence"] = _WATCHING
    return cube
