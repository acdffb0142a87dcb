"""The fields and parameters of a call for faces."""

from typing import Any

import pytest

from countenance.dialects.call import PartKind
from countenance.dialects.face.fields import ATTRIBUTES
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError
from countenance.evidence import operations
from dialects.face.asking import ONE, TWO, call, detect


def test_the_attributes_are_those_that_the_map_of_acts_knows() -> None:
    assert set(ATTRIBUTES) == set(operations.ATTRIBUTES)


@pytest.mark.parametrize(
    "query",
    [
        {"returnFaceAttributes": "headPose,beauty"},
        {"returnFaceAttributes": ""},
        {"returnFaceId": "perhaps"},
        {"faceIdTimeToLive": "59"},
        {"faceIdTimeToLive": "86401"},
        {"detectionModel": "detection_99"},
        {"returnFaceGender": "true"},
    ],
)
def test_an_odd_parameter_is_refused_by_name(query: dict[str, str]) -> None:
    with pytest.raises(CallError) as caught:
        detect(**query)
    assert next(iter(query)) in str(caught.value)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/verify", {"faceId1": ONE}),
        ("/verify", {"faceId1": ONE, "faceId2": TWO, "personId": ONE}),
        ("/verify", {"faceId": ONE, "personId": TWO}),
        ("/identify", {"faceIds": [ONE]}),
        ("/identify", {"faceIds": [ONE], "personGroupId": "a", "largePersonGroupId": "b"}),
        ("/identify", {"faceIds": [], "personGroupId": "a"}),
        ("/findsimilars", {"faceId": ONE}),
        ("/findsimilars", {"faceId": ONE, "faceIds": [TWO], "faceListId": "a"}),
        ("/group", {"faceIds": [ONE]}),
        ("/identify", {"faceIds": ["../../x"], "personGroupId": "a"}),
    ],
)
def test_a_comparison_is_with_one_thing(path: str, body: dict[str, Any]) -> None:
    with pytest.raises(UnreadableCallError):
        call(path, body)


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/identify", {"faceIds": [ONE], "personIds": ["*"]}, "directory of persons"),
        ("/identify", {"faceIds": [ONE], "dynamicPersonGroupId": "a"}, "directory of persons"),
        ("/group", {"faceIds": [ONE, TWO], "colour": "red"}, "colour"),
        ("/findsimilars", {"faceId": ONE, "faceIds": [TWO], "mode": "matchSoul"}, "matchSoul"),
    ],
)
def test_what_is_not_known_is_refused_by_name(path: str, body: dict[str, Any], says: str) -> None:
    with pytest.raises(UnsupportedCallError, match=says):
        call(path, body)


def test_every_id_of_a_face_is_a_part_of_its_own() -> None:
    asked = call("/identify", {"faceIds": [ONE, TWO], "largePersonGroupId": "staff"})

    assert [(part.text, part.refers) for part in asked.ids] == [(ONE, "face"), (TWO, "face")]
    assert not asked.is_text_only
    assert [part.text for part in asked.parts if part.kind is PartKind.LABEL] == ["staff"]
