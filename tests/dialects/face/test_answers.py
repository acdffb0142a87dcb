"""The answer of the Face service."""

import json
from typing import Any

import pytest

from countenance.dialects.answers import Issued
from countenance.dialects.call import Call
from countenance.dialects.face.answers import read_face_answer
from countenance.errors import UpstreamError
from dialects.face.asking import ONE, TWO, call, detect

BOX = {"top": 1, "left": 2, "width": 3, "height": 4}
GROUP = {"faceIds": [ONE, TWO]}


def _answered(asked: Call, answer: Any) -> tuple[Any, tuple[Issued, ...]]:
    raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    read = read_face_answer(raw, asked, None)
    return json.loads(read.body) if read.body else None, read.issued


def test_faces_leave_with_what_was_asked_for_and_their_ids_are_told() -> None:
    found = {
        "faceId": ONE,
        "faceRectangle": BOX,
        "faceLandmarks": {"noseTip": {"x": 1.5, "y": 2}},
        "faceAttributes": {
            "headPose": {"pitch": 0.0, "roll": 1, "yaw": 2},
            "emotion": {"anger": 1},
            "accessories": [{"type": "glasses", "confidence": 0.9}],
        },
        "person": "Anna",
    }
    asked = detect(returnFaceAttributes="headPose,accessories", faceIdTimeToLive="90")
    kept, issued = _answered(asked, [found, {"faceRectangle": BOX}])

    assert kept[0].pop("faceAttributes") == {
        "headPose": {"pitch": 0.0, "roll": 1, "yaw": 2},
        "accessories": [{"type": "glasses", "confidence": 0.9}],
    }
    assert kept[0] == {name: found[name] for name in ("faceId", "faceRectangle", "faceLandmarks")}
    assert kept[1] == {"faceRectangle": BOX}
    assert issued == (Issued("face", ONE, 90, 0),)


def test_an_id_that_was_not_asked_for_does_not_leave() -> None:
    kept, issued = _answered(
        detect(returnFaceId="false"), [{"faceId": ONE, "faceRectangle": BOX}]
    )

    assert kept == [{"faceRectangle": BOX}]
    assert issued == ()


@pytest.mark.parametrize(
    ("path", "body", "answer", "kept"),
    [
        (
            "/verify",
            {"faceId1": ONE, "faceId2": TWO},
            {"isIdentical": True, "confidence": 0.9, "name": "Anna"},
            {"isIdentical": True, "confidence": 0.9},
        ),
        (
            "/identify",
            {"faceIds": [ONE], "personGroupId": "a"},
            [{"faceId": ONE, "candidates": [{"personId": TWO, "confidence": 0.5, "name": "A"}]}],
            [{"faceId": ONE, "candidates": [{"personId": TWO, "confidence": 0.5}]}],
        ),
        (
            "/findsimilars",
            {"faceId": ONE, "faceIds": [TWO]},
            [{"faceId": TWO, "confidence": 0.5, "name": "A"}],
            [{"faceId": TWO, "confidence": 0.5}],
        ),
        (
            "/group",
            GROUP,
            {"groups": [[ONE, TWO]], "messyGroup": [], "x": 1},
            {"groups": [[ONE, TWO]], "messyGroup": []},
        ),
    ],
)
def test_comparisons_leave_in_their_known_fields(
    path: str, body: Any, answer: Any, kept: Any
) -> None:
    assert _answered(call(path, body), answer) == (kept, ())


def test_a_gallery_leaves_in_its_known_fields() -> None:
    asked = call("/largepersongroups", method="GET")
    row = {"largePersonGroupId": "staff", "name": "Night shift", "userData": None}

    assert _answered(asked, [{**row, "secret": 1}]) == ([row], ())


def test_training_is_asked_about_here() -> None:
    read = read_face_answer(b"", call("/largepersongroups/staff/train"), None)

    assert read.body == b""
    assert read.headers == (
        ("operation-location", "/face/v1.2/largepersongroups/staff/training"),
    )
    assert read_face_answer(b"", call("/largepersongroups/a", method="DELETE"), None).headers == ()


@pytest.mark.parametrize(
    ("path", "body", "answer"),
    [
        ("/detect", b"\xff\xd8\xff", {}),
        ("/detect", b"\xff\xd8\xff", b"<html>"),
        ("/detect", b"\xff\xd8\xff", [{"faceId": ONE}]),
        ("/detect", b"\xff\xd8\xff", [{"faceId": "a b", "faceRectangle": BOX}]),
        ("/detect", b"\xff\xd8\xff", [{"faceRectangle": {**BOX, "top": "1"}}]),
        ("/detect", b"\xff\xd8\xff", [3]),
        ("/group", GROUP, {"groups": [[3]]}),
        ("/verify", {"faceId1": ONE, "faceId2": TWO}, {"isIdentical": True}),
    ],
)
def test_what_is_no_answer_is_an_error_of_the_upstream(path: str, body: Any, answer: Any) -> None:
    with pytest.raises(UpstreamError):
        _answered(call(path, body), answer)
