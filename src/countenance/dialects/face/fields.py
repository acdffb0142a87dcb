"""Every field and every parameter of a call for faces, and what it may carry.

Rules kept here:
 * This is the one table. What is not in it is refused by name.
 * An id of a face stands for a picture that was sent before: it is a part of its own, for whoever
   knows what it stands for. An id of a gallery or a person in it is a label.
 * Names and notes about persons are words: they are entered as parts like any others.

The routes are `countenance.dialects.face.routes`.
"""

from dataclasses import dataclass
from typing import Any

from countenance.dialects.call import PartKind
from countenance.dialects.containers import Field, ListOf, Object
from countenance.dialects.shapes import (
    Carries,
    Found,
    IdOf,
    Label,
    Number,
    NumberKind,
    OneOf,
    Refused,
    Truth,
    Words,
    nearest,
)
from countenance.dialects.strict import shown
from countenance.errors import UnsupportedCallError

__all__ = [
    "ADD",
    "DETECT",
    "EMPTY",
    "FACE",
    "FIND_SIMILAR",
    "GALLERY",
    "GALLERY_CHANGE",
    "GROUP",
    "IDENTIFY",
    "LIST",
    "ONE",
    "PERSON",
    "PERSON_CHANGE",
    "VERIFY",
]

ATTRIBUTES = (
    "accessories",
    "age",
    "blur",
    "emotion",
    "exposure",
    "facialHair",
    "gender",
    "glasses",
    "hair",
    "headPose",
    "makeup",
    "mask",
    "noise",
    "occlusion",
    "qualityForRecognition",
    "smile",
)
_CONTROL, _LABEL, _WORDS, _NOTHING = (
    Carries.CONTROL,
    Carries.LABEL,
    Carries.WORDS,
    Carries.NOTHING,
)
_GALLERY = Label(64, r"[a-z0-9_-]", "small letters, digits and _-")
_UUID = Label(36, r"[A-Fa-f0-9-]", "letters of a UUID")
_NAME = Label(128, kind=PartKind.TEXT)


_FACE_ID = IdOf(
    "face",
    Label(36, r"[A-Fa-f0-9-]", "letters of a UUID", kind=None, shortest=8),
    "the `faceId` of an earlier search for faces",
)


@dataclass(frozen=True, slots=True)
class _Attributes:
    """Names with commas between them."""

    def read(self, value: Any, where: str, found: Found) -> str:
        text = _LISTED.read(value, where, found)
        for name in text.split(","):
            if name not in ATTRIBUTES:
                raise UnsupportedCallError(
                    f"`{where}`: no attribute is called {shown(name)}{nearest(name, ATTRIBUTES)}",
                    param=where,
                )
        return text

    def says(self) -> str:
        return f"of {', '.join(f'`{name}`' for name in ATTRIBUTES)}, with commas between them"


_LISTED = Label(256, r"[A-Za-z,]", "letters and commas", kind=None)
_DETECTION = OneOf(("detection_01", "detection_02", "detection_03"))
_RECOGNITION = OneOf(("recognition_01", "recognition_02", "recognition_03", "recognition_04"))
_DIRECTORY = Refused("the directory of persons is not read by this gate; send the id of a group")

EMPTY = Object.of()
ONE = Object.of(Field("returnRecognitionModel", _CONTROL, Truth()))
"""The parameters of a look at one gallery."""

LIST = Object.of(
    Field("start", _LABEL, Label(64, r"[A-Za-z0-9_-]", "letters, digits and _-")),
    Field("top", _CONTROL, Number(NumberKind.WHOLE, 1, 1000)),
    Field("returnRecognitionModel", _CONTROL, Truth()),
)
"""The parameters of a list."""

DETECT = Object.of(
    Field("detectionModel", _CONTROL, _DETECTION),
    Field("recognitionModel", _CONTROL, _RECOGNITION),
    Field("returnFaceId", _CONTROL, Truth()),
    Field("returnFaceLandmarks", _CONTROL, Truth()),
    Field("returnRecognitionModel", _CONTROL, Truth()),
    Field("returnFaceAttributes", _CONTROL, _Attributes()),
    Field("faceIdTimeToLive", _CONTROL, Number(NumberKind.WHOLE, 60, 86_400)),
)
"""The parameters of a search for faces."""

ADD = Object.of(
    Field("detectionModel", _CONTROL, _DETECTION),
    Field("targetFace", _CONTROL, Label(40, r"[0-9,]", "digits and commas", kind=None)),
    Field("userData", _WORDS, Words()),
)
"""The parameters of a face that is added to a gallery."""

_IN_GALLERY = (
    Field("largePersonGroupId", _LABEL, _GALLERY),
    Field("personGroupId", _LABEL, _GALLERY),
    Field("dynamicPersonGroupId", _NOTHING, _DIRECTORY),
)
VERIFY = Object.of(
    Field("faceId1", Carries.ID, _FACE_ID),
    Field("faceId2", Carries.ID, _FACE_ID),
    Field("faceId", Carries.ID, _FACE_ID),
    Field("personId", _LABEL, _UUID),
    *_IN_GALLERY,
)
IDENTIFY = Object.of(
    Field("faceIds", Carries.ID, ListOf(_FACE_ID, 1, 10), required=True),
    *_IN_GALLERY,
    Field("personIds", _NOTHING, _DIRECTORY),
    Field("maxNumOfCandidatesReturned", _CONTROL, Number(NumberKind.WHOLE, 1, 100)),
    Field("confidenceThreshold", _CONTROL, Number(NumberKind.ANY, 0, 1)),
)
FIND_SIMILAR = Object.of(
    Field("faceId", Carries.ID, _FACE_ID, required=True),
    Field("faceIds", Carries.ID, ListOf(_FACE_ID, 1, 1000)),
    Field("faceListId", _LABEL, _GALLERY),
    Field("largeFaceListId", _LABEL, _GALLERY),
    Field("maxNumOfCandidatesReturned", _CONTROL, Number(NumberKind.WHOLE, 1, 1000)),
    Field("mode", _CONTROL, OneOf(("matchPerson", "matchFace"))),
)
GROUP = Object.of(Field("faceIds", Carries.ID, ListOf(_FACE_ID, 2, 1000), required=True))

_USER_DATA = Field("userData", _WORDS, Words())
GALLERY = Object.of(
    Field("name", _WORDS, _NAME, required=True),
    _USER_DATA,
    Field("recognitionModel", _CONTROL, _RECOGNITION),
)
GALLERY_CHANGE = Object.of(Field("name", _WORDS, _NAME), _USER_DATA)
PERSON = Object.of(Field("name", _WORDS, _NAME, required=True), _USER_DATA)
PERSON_CHANGE = GALLERY_CHANGE
FACE = Object.of(_USER_DATA)
"""What is noted about one face in a gallery."""
