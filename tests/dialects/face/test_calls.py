"""Calls for faces: from a request to a call, and our writing of it."""

import json
from typing import Any

import pytest

from countenance.dialects.call import Operation, PartKind, Request, Target
from countenance.dialects.face.calls import MODEL, TIME_TO_LIVE
from countenance.dialects.read import read
from countenance.dialects.write import write
from countenance.errors import CallError, UnsupportedCallError
from dialects.face.asking import BASE, JPEG, ONE, TWO, call, detect, request

MADE = {"picture": ("image/jpeg", b"made anew")}


def test_what_is_asked_becomes_options() -> None:
    plain = detect()
    asked = detect(
        returnFaceId="false", returnFaceAttributes="headPose,mask", faceIdTimeToLive="120"
    )

    assert plain.operation is Operation.FACE_DETECT
    assert plain.model == MODEL
    assert plain.options == {"attributes": (), "ids": ("true",), "seconds": (str(TIME_TO_LIVE),)}
    assert asked.options == {
        "attributes": ("headPose", "mask"),
        "ids": ("false",),
        "seconds": ("120",),
    }
    assert [part.data for part in asked.pictures] == [JPEG]


def test_a_picture_goes_up_as_the_bytes_that_were_made() -> None:
    outgoing = write(detect(returnFaceLandmarks="true"), MADE, Target.AZURE_FACE)

    assert outgoing.path == f"{BASE}/detect"
    assert outgoing.body == b"made anew"
    assert outgoing.content_type == "application/octet-stream"
    assert dict(outgoing.query) == {"returnFaceId": "true", "returnFaceLandmarks": "true"}


def test_an_address_waits_to_be_fetched_and_goes_up_as_bytes() -> None:
    asked = call("/detect", {"url": "https://example.com/a.jpg"})

    assert [(part.address, part.data) for part in asked.pictures] == [
        ("https://example.com/a.jpg", b"")
    ]
    assert write(asked, MADE, Target.AZURE_FACE).body == b"made anew"


@pytest.mark.parametrize(
    "body", [{"url": "http://example.com/a.jpg"}, {"url": 3}, {"url": "https://a", "x": 1}, {}, []]
)
def test_another_address_is_refused(body: Any) -> None:
    with pytest.raises(CallError):
        call("/detect", body)


@pytest.mark.parametrize("kind", ["image/jpeg", "multipart/form-data; boundary=a", "text/plain"])
def test_another_type_is_refused(kind: str) -> None:
    headers = (("content-type", kind),)
    with pytest.raises(UnsupportedCallError, match="octet-stream") as caught:
        read(Request("POST", f"{BASE}/detect", (), headers, JPEG))
    assert caught.value.status == 415


def test_no_picture_is_none() -> None:
    headers = (("content-type", "application/octet-stream"),)
    with pytest.raises(CallError, match="empty"):
        read(Request("POST", f"{BASE}/detect", (), headers, b""))


@pytest.mark.parametrize(
    ("method", "path", "body", "gallery"),
    [
        ("PUT", "/largepersongroups/staff", {"name": "Staff"}, "build"),
        ("GET", "/largepersongroups/staff", b"", "read"),
        ("DELETE", "/persongroups/staff", b"", "remove"),
        ("POST", "/largepersongroups/staff/train", b"", "build"),
        ("GET", "/largepersongroups/staff/training", b"", "status"),
        ("POST", f"/persongroups/staff/persons/{ONE}/persistedFaces", JPEG, "build"),
    ],
)
def test_what_is_done_to_a_gallery_is_an_option(
    method: str, path: str, body: Any, gallery: str
) -> None:
    asked = call(path, body, method)
    made = {part.where: ("image/jpeg", b"made anew") for part in asked.pictures}
    outgoing = write(asked, made, Target.AZURE_FACE)

    assert asked.options == {"gallery": (gallery,)}
    assert (outgoing.method, outgoing.path) == (method, BASE + path)
    expected = b"made anew" if body == JPEG else b"" if body == b"" else json.dumps(body).encode()
    assert outgoing.body.replace(b" ", b"") == expected.replace(b" ", b"")


def test_names_and_notes_are_words() -> None:
    asked = call("/largepersongroups/staff", {"name": "Night shift", "userData": "notes"}, "PUT")

    assert [(part.kind, part.text) for part in asked.parts] == [
        (PartKind.TEXT, "Night shift"),
        (PartKind.TEXT, "notes"),
        (PartKind.LABEL, "staff"),
    ]


def test_the_digest_knows_the_picture_the_ids_and_the_parameters() -> None:
    digests = {
        detect().digest,
        detect(returnFaceId="false").digest,
        call("/detect", JPEG + b"x").digest,
        call("/group", {"faceIds": [ONE, TWO]}).digest,
        call("/group", {"faceIds": [TWO, ONE]}).digest,
    }

    assert len(digests) == 5
    assert detect().digest == detect(returnFaceId="true").digest


def test_a_body_where_none_belongs_is_refused() -> None:
    with pytest.raises(CallError, match="nothing is expected"):
        read(request("/largepersongroups/staff/train", {"a": 1}))


def test_another_upstream_is_not_asked() -> None:
    with pytest.raises(UnsupportedCallError):
        write(detect(), MADE, Target.OPENAI)
