"""The stand-in on the routes of the Face service."""

import json

from countenance.dialects.call import Target
from countenance.dialects.face.answers import read_face_answer
from countenance.dialects.write import write
from countenance.gate.mirror.face import reflected_face
from dialects.face.asking import ONE, TWO, call, detect


def test_it_finds_no_face() -> None:
    asked = detect()
    status, body = reflected_face(write(asked, {"picture": ("image/png", b"x")}, Target.AZURE_FACE))

    assert status == 200
    assert read_face_answer(body, asked, None).body == b"[]"


def test_it_compares_nothing() -> None:
    asked = call("/group", {"faceIds": [ONE, TWO]})
    status, body = reflected_face(write(asked, {}, Target.AZURE_FACE))

    assert status == 501
    assert json.loads(body)["error"]["code"] == "NotImplemented"
