"""What the classifier of acts tells apart: the seventeen labels, two of them split.

Rules kept here:
 * A label of which a code bars one part and allows another has a sense for each: an exact age or
   gender is not an age range, and a stylised portrait is not a face put onto somebody else.
 * A sense belongs to one label; its cube says at least as much as that of the label.
 * Every part of a label is in one of its senses.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from countenance.evidence.labels import Cube, Label, cube_of

__all__ = ["SENSES", "Sense", "senses_of"]


class Sense(StrEnum):
    """One class of the classifier; barred ones first."""

    IDENTIFY = "identify"
    FACE_SEARCH = "face_search"
    VERIFY = "verify"
    TRACK = "track"
    CLUSTER = "cluster"
    ENROL = "enrol"
    SENSITIVE = "sensitive"
    EMOTION = "emotion"
    AGE_GENDER = "age_gender"
    SYNTH = "synth"
    DETECT_COUNT = "detect_count"
    REDACT = "redact"
    DESCRIBE = "describe"
    OCR = "ocr"
    TRANSCRIBE = "transcribe"
    REPORT = "report"
    NONE = "none"
    AGE_RANGE = "age_range"
    STYLIZE = "stylize"

    @property
    def label(self) -> Label:
        """The label that it is a part of."""
        return _SPLIT.get(self.value) or Label(self.value)

    @property
    def barred(self) -> bool:
        """Whether a code about faces bars it unless it says otherwise."""
        return self.value not in _SPLIT and self.label.prohibited_by_default

    @property
    def cube(self) -> Cube:
        """The facts that it settles."""
        return _CUBES.get(self.value) or cube_of(self.label)


_SPLIT: Final[Mapping[str, Label]] = {
    "age_range": Label.AGE_GENDER,
    "stylize": Label.SYNTH,
}


def _inferring(*values: str) -> Cube:
    return MappingProxyType({**cube_of(Label.AGE_GENDER), "inferred_attribute": values})


_CUBES: Final[Mapping[str, Cube]] = {
    "age_gender": _inferring("gender", "specific_age"),
    "age_range": _inferring("age_range"),
    # Words in a film of which stills were sent are written down from what is shown, or not at all.
    "transcribe": MappingProxyType(
        {
            **cube_of(Label.TRANSCRIBE),
            "operation": (*cube_of(Label.TRANSCRIBE)["operation"], "other_non_biometric"),
        }
    ),
}

#: All senses in the order of the model's classes.
SENSES: Final = tuple(Sense)


def senses_of(label: Label) -> tuple[Sense, ...]:
    """The senses of a label, the barred one first."""
    return tuple(sense for sense in SENSES if sense.label is label)
