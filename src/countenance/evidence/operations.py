"""What an operation itself says is asked: for most routes no wording has to be read.

Rules kept here:
 * The table is exact: where the operation says what is asked, that is all that is asked, and every
   act of the answer is asked at once. Where words say it, there is no answer here. Words beside
   sound may order more: that is `countenance.evidence.voices`.
 * An option that is not in the table makes everything plausible that a code may ban; never nothing.
 * Sources: the reference of Azure AI Face for its operations and attributes; for finding similar
   faces and for grouping the provider's transparency note, which calls both recognition.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from countenance.dialects.call import Operation
from countenance.evidence.act import Act
from countenance.evidence.labels import LABELS, Cube, Label, cube_of

__all__ = ["ATTRIBUTES", "acts_of", "also_asked"]

Options = Mapping[str, tuple[str, ...]]


def acts_of(operation: Operation, options: Options) -> tuple[Act, ...] | None:
    """The acts that are asked, all of them at once; `None` where the words of the call say it.

    `options` are those of the call: `attributes` and `ids` of a search for faces, `gallery` for
    what is done to a gallery.
    """
    match operation:
        case (
            Operation.CHAT
            | Operation.COMPLETIONS
            | Operation.RESPONSES
            | Operation.MESSAGES
            | Operation.COUNT_TOKENS
            | Operation.IMAGE_GENERATION
            | Operation.IMAGE_EDIT
            | Operation.EMBEDDINGS
        ):
            return None
        case Operation.PICTURE_EMBEDDINGS:
            # Numbers by which a face can be found again are a template of it.
            return (_act(Label.ENROL),)
        case Operation.MODELS | Operation.MODEL | Operation.FILE_LIST | Operation.FILE_INFO:
            return (_act(Label.NONE),)
        case Operation.FILE_DELETE:
            return (_act(Label.NONE),)
        case Operation.FILE_UPLOAD:
            # What it will be used for is asked when it is used; nothing is asked of it yet.
            return (_act(Label.NONE),)
        case Operation.TRANSCRIPTION | Operation.TRANSLATION:
            return (_act(Label.TRANSCRIBE),)
        case Operation.REPORT:
            return (_act(Label.REPORT),)
        case Operation.REPORT_VOICES:
            # Sorting by person, without names: of voices it is what it is of faces.
            return (_act(Label.CLUSTER),)
        case Operation.FACE_DETECT:
            return _detected(options)
        case Operation.FACE_VERIFY:
            return (_act(Label.VERIFY),)
        case Operation.FACE_IDENTIFY | Operation.FACE_FIND_SIMILAR:
            return (_act(Label.IDENTIFY),)
        case Operation.FACE_GROUP:
            return (_act(Label.CLUSTER),)
        case Operation.FACE_GALLERY:
            return _gallery(options)
        case Operation.FACE_LIVENESS:
            return _liveness(options)


def also_asked(operation: Operation) -> Act | None:
    """What a route asks beside whatever its words say: a picture with somebody in it that is
    changed is a new picture of that person."""
    return _act(Label.SYNTH) if operation is Operation.IMAGE_EDIT else None


_PLAIN: Final = cube_of(Label.DETECT_COUNT)
_INNOCENT: Final[Cube] = MappingProxyType({**_PLAIN, "operation": ("non_sensitive_attributes",)})


def _inferring(what: str) -> tuple[Label, Cube]:
    cube = {**cube_of(Label.AGE_GENDER), "inferred_attribute": (what,)}
    return Label.AGE_GENDER, MappingProxyType(cube)


ATTRIBUTES: Final[Mapping[str, tuple[Label, Cube]]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "headPose",
                "glasses",
                "occlusion",
                "accessories",
                "blur",
                "exposure",
                "noise",
                "mask",
                "qualityForRecognition",
                "hair",
                "facialHair",
                "makeup",
            ),
            (Label.DETECT_COUNT, _INNOCENT),
        ),
        "age": _inferring("specific_age"),
        "gender": _inferring("gender"),
        "smile": _inferring("visible_expression"),
        "emotion": (Label.EMOTION, cube_of(Label.EMOTION)),
    }
)
"""The attributes that a search for faces may ask for, and what asking for each is."""


def _detected(options: Options) -> tuple[Act, ...]:
    found: list[Act] = []
    for name in options.get("attributes", ()):
        if name not in ATTRIBUTES:
            return _everything()
        label, cube = ATTRIBUTES[name]
        act = Act(label, cube, 1000)
        if act not in found:
            found.append(act)
    match options.get("ids", ("false",)):
        case ("false",):
            return tuple(found) or (_act(Label.DETECT_COUNT),)
        case ("true",):
            # The id stands for a template of the face, kept for as long as it lives.
            kept = MappingProxyType({**_PLAIN, "face_template_created": ("true",)})
            return (*found, Act(Label.DETECT_COUNT, kept, 1000))
        case _:
            return _everything()


def _gallery(options: Options) -> tuple[Act, ...]:
    match options.get("gallery", ()):
        case ("remove",) | ("status",):
            return (_act(Label.NONE),)
        case ("build",):
            return (_act(Label.ENROL),)
        case ("read",):
            cube = MappingProxyType({"operation": ("disclosure", "reference_database_building")})
            return (Act(Label.ENROL, cube, 1000),)
        case _:
            return _everything()


def _liveness(options: Options) -> tuple[Act, ...]:
    live = MappingProxyType({**_PLAIN, "operation": ("liveness_detection",)})
    match options.get("verify", ()):
        case ("false",):
            return (Act(Label.DETECT_COUNT, live, 1000),)
        case ("true",):
            return (_act(Label.VERIFY), Act(Label.DETECT_COUNT, live, 1000))
        case _:
            return _everything()


def _act(label: Label) -> Act:
    return Act(label, cube_of(label), 1000)


def _everything() -> tuple[Act, ...]:
    return tuple(_act(label) for label in LABELS if label.prohibited_by_default)
