"""What each of the seventeen labels of the act classifier says in facts.

An act is one operation with the attributes that go with it, so a label is read as a *cube*: for
each fact that the label speaks about, the values that it leaves possible. A fact that is not in
the cube stays as it was known.

Rules kept here:
 * Every label has a cube, and every cube names an operation.
 * The labels share out the acts between them: a label that is not about following somebody says
   that nobody is followed (`persistence` is `none`), one that infers nothing says so, and so on.
   Where wording shows that more is asked, `countenance.evidence.rules` widens the cube again.

Which labels a call may have is the work of `countenance.evidence.act`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

__all__ = ["LABELS", "SENSITIVE", "Cube", "Label", "cube_of", "prohibited_by_default"]

#: For each fact that is settled, the values left possible.
Cube = Mapping[str, tuple[str, ...]]


class Label(StrEnum):
    """What may be asked of a face, most intrusive first."""

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

    @property
    def prohibited_by_default(self) -> bool:
        """Whether a code that bans face recognition and face analysis speaks about it."""
        return self in _PROHIBITED


#: All labels in the order of the model's classes.
LABELS: Final = tuple(Label)

#: What may be inferred under `sensitive` when the wording does not say which.
SENSITIVE: Final = (
    "race_or_ethnicity",
    "political_opinion",
    "trade_union",
    "religion_or_belief",
    "sex_life_or_orientation",
    "physical_state",
    "other_sensitive",
)

_PROHIBITED: Final = frozenset(LABELS[: LABELS.index(Label.DETECT_COUNT)])

_NOTHING_INFERRED: Final = {"inferred_attribute": ("none",)}
_NOT_COMPARED: Final = {"reference_set": ("none",), "database_origin": ("none",)}
_NOT_FOLLOWED: Final = {"persistence": ("none",)}
_NO_TEMPLATE: Final = {"face_template_created": ("false",)}
_PLAIN: Final = {**_NOTHING_INFERRED, **_NOT_COMPARED, **_NOT_FOLLOWED, **_NO_TEMPLATE}


def _operation(*values: str) -> dict[str, tuple[str, ...]]:
    return {"operation": values}


_CUBES: Final[Mapping[Label, Cube]] = MappingProxyType(
    {
        Label.IDENTIFY: {
            **_operation("biometric_identification"),
            **_NOTHING_INFERRED,
            **_NOT_FOLLOWED,
        },
        Label.FACE_SEARCH: {
            **_operation("biometric_identification"),
            "reference_set": ("open_web",),
            **_NOTHING_INFERRED,
            **_NOT_FOLLOWED,
        },
        Label.VERIFY: {
            **_operation("biometric_verification"),
            "reference_set": ("single_claimed_reference",),
            **_NOTHING_INFERRED,
            **_NOT_FOLLOWED,
        },
        Label.TRACK: {
            **_operation("tracking_without_identification"),
            "persistence": ("ongoing_surveillance", "persistent_tracking"),
            **_NOTHING_INFERRED,
        },
        Label.CLUSTER: {**_operation("grouping"), **_NOTHING_INFERRED, **_NOT_FOLLOWED},
        Label.ENROL: {
            **_operation("enrolment", "reference_database_building"),
            "face_template_created": ("true",),
            **_NOTHING_INFERRED,
            **_NOT_FOLLOWED,
        },
        Label.SENSITIVE: {
            **_operation("biometric_categorisation"),
            "inferred_attribute": SENSITIVE,
            **_NOT_COMPARED,
            **_NOT_FOLLOWED,
        },
        Label.EMOTION: {
            **_operation("emotion_recognition"),
            "inferred_attribute": ("emotion",),
            **_NOT_COMPARED,
            **_NOT_FOLLOWED,
        },
        Label.AGE_GENDER: {
            **_operation("non_sensitive_attributes"),
            "inferred_attribute": ("gender", "specific_age", "age_range"),
            **_NOT_COMPARED,
            **_NOT_FOLLOWED,
        },
        Label.SYNTH: {
            **_operation("synthesis"),
            **_NOTHING_INFERRED,
            **_NOT_COMPARED,
            **_NOT_FOLLOWED,
        },
        Label.DETECT_COUNT: {**_operation("detection"), **_PLAIN},
        Label.REDACT: {**_operation("redaction"), **_PLAIN},
        # A smile or closed eyes are seen, not inferred: the labels count them as description.
        Label.DESCRIBE: {
            **_operation("scene_description"),
            **_PLAIN,
            "inferred_attribute": ("none", "visible_expression"),
        },
        Label.OCR: {**_operation("text_reading"), **_PLAIN},
        Label.TRANSCRIBE: {**_operation("transcription"), **_PLAIN},
        Label.REPORT: {**_operation("report_drafting"), **_PLAIN},
        Label.NONE: {**_operation("other_non_biometric"), **_PLAIN},
    }
)


def cube_of(label: Label) -> Cube:
    """The facts that `label` settles, each with the values that it leaves possible."""
    return _CUBES[label]


def prohibited_by_default() -> frozenset[Label]:
    """The labels that a code about faces bans unless it says otherwise."""
    return _PROHIBITED
