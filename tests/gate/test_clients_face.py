"""Calls for faces through a whole gate, sent by the unmodified client of Azure AI Face."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from azure.ai.vision.face import FaceAdministrationClient, FaceClient
from azure.ai.vision.face.models import (
    FaceAttributeTypeDetection03,
    FaceDetectionModel,
    FaceIdentificationResult,
    FaceRecognitionModel,
)
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from azure.core.rest import HttpRequest

from countenance.stores.packaged import packaged_editions
from gate.running import UPSTREAM_KEY, Running, face, running, view

SESSIONS = "/face/v1.2/detectLiveness/singleModal/sessions"
PRIVATE = ("actor_kind=private_entity", "on_behalf_of=none", "use_jurisdiction=NO")
APPROVED = (
    *PRIVATE,
    "provider_approval=limited_access_use_case",
    "approved_use_case=touchless_access",
)
MODELS: dict[str, Any] = {
    "detection_model": FaceDetectionModel.DETECTION03,
    "recognition_model": FaceRecognitionModel.RECOGNITION04,
}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("face")
    with running(folder) as gate:
        yield gate


@pytest.fixture(scope="module")
def acme(gate: Running) -> str:
    return gate.caller("acme", *PRIVATE, "provider_approval=none")


@pytest.fixture(scope="module")
def door(gate: Running) -> str:
    return gate.caller("door", *APPROVED)


@contextmanager
def _client(gate: Running, key: str) -> Iterator[FaceClient]:
    with FaceClient(gate.address, AzureKeyCredential(key)) as client:
        yield client


def _found(gate: Running, key: str, **more: Any) -> str:
    """Search for a face; its id."""
    with _client(gate, key) as client:
        (found,) = client.detect(face(), **MODELS, return_face_id=True, **more)
    return str(found.face_id)


def _named(client: FaceClient, name: str) -> list[FaceIdentificationResult]:
    return client.identify_from_large_person_group(
        face_ids=[name], large_person_group_id="staff"
    )


def test_a_face_is_found_and_seen_where_the_code_allows_it(gate: Running, acme: str) -> None:
    with _client(gate, acme) as client:
        (found,) = client.detect(
            face(), **MODELS, return_face_id=False,
            return_face_attributes=[FaceAttributeTypeDetection03.HEAD_POSE],
        )  # fmt: skip

    assert found.face_rectangle.width == 3
    reached = gate.upstream.reached[-1]
    assert reached.headers["ocp-apim-subscription-key"] == UPSTREAM_KEY
    assert reached.files != (face(),)
    assert len(reached.files[0]) > 1000


def test_to_identify_by_the_id_that_was_given_out_is_refused_once(
    gate: Running, acme: str
) -> None:
    name = _found(gate, acme)
    before, calls = len(gate.upstream.reached), gate.calls()
    with _client(gate, acme) as client, pytest.raises(HttpResponseError) as caught:
        _named(client, name)

    assert caught.value.status_code == 403
    assert caught.value.error is not None
    assert caught.value.error.code == "UnsupportedFeature"
    assert "FACE-LA" in str(caught.value)
    assert len(gate.upstream.reached) == before
    assert gate.calls() == calls + 1


@pytest.mark.parametrize("attribute", ["age", "emotion", "smile", "gender"])
def test_an_attribute_that_is_no_longer_inferred_is_refused(
    gate: Running, acme: str, attribute: str
) -> None:
    before = len(gate.upstream.reached)
    answer = httpx.post(
        f"{gate.address}/face/v1.0/detect",
        params={"returnFaceId": "false", "returnFaceAttributes": f"headPose,{attribute}"},
        headers={"ocp-apim-subscription-key": acme, "content-type": "application/octet-stream"},
        content=face(),
    )

    assert answer.status_code == 403
    assert answer.headers["x-countenance-clause"].endswith("#FACE-RETIRED")
    assert len(gate.upstream.reached) == before


def test_who_is_approved_for_it_may_identify(gate: Running, door: str) -> None:
    name = _found(gate, door)
    with _client(gate, door) as client:
        (found,) = _named(client, name)

    assert found.candidates is not None
    assert found.candidates[0].confidence == 0.9


def test_a_gallery_waits_for_the_text_to_be_signed_off(
    gate: Running, door: str, tmp_path: Path
) -> None:
    """That building one is recognition as well is an interpretation of the text."""
    with (
        FaceAdministrationClient(gate.address, AzureKeyCredential(door)) as admin,
        pytest.raises(HttpResponseError, match="nobody has signed it off"),
    ):
        admin.large_person_group.create("staff", name="Staff")

    signed = [
        clause.digest
        for edition in packaged_editions()
        if edition.code == "ms-azure-face"
        for clause in edition.clauses
    ]
    with running(tmp_path, f"[codes]\nsigned_off = {signed}") as other:
        key = other.caller("door", *APPROVED)
        with FaceAdministrationClient(other.address, AzureKeyCredential(key)) as admin:
            groups = admin.large_person_group
            groups.create("staff", name="Staff", recognition_model="recognition_04")
            person = groups.create_person("staff", name="One of them")
            groups.add_face(
                "staff", person.person_id, face(), detection_model="detection_03"
            )
            (sent,) = other.upstream.reached[-1].files
            assert sent != face()
            groups.begin_train("staff").wait(20)
            assert other.upstream.reached[-1].path.endswith("/largepersongroups/staff/training")
            groups.delete("staff")
        key = other.caller("acme", *PRIVATE, "provider_approval=none")
        with (
            FaceAdministrationClient(other.address, AzureKeyCredential(key)) as admin,
            pytest.raises(HttpResponseError, match="UnsupportedFeature"),
        ):
            admin.large_person_group.create("staff", name="Staff")


@pytest.mark.parametrize("whose", ["nobody", "another"])
def test_an_id_that_stands_for_nothing_never_passes(
    gate: Running, door: str, acme: str, whose: str
) -> None:
    name = _found(gate, acme) if whose == "another" else "5f9c3a01-0000-4000-8000-000000000001"
    before = len(gate.upstream.reached)
    with _client(gate, door) as client, pytest.raises(HttpResponseError) as caught:
        _named(client, name)

    assert caught.value.status_code == 403
    assert caught.value.error is not None
    assert caught.value.error.code == "review_required"
    assert "search for the face again" in str(caught.value)
    assert len(gate.upstream.reached) == before


def test_an_id_outlives_a_restart_and_ends_with_its_time(tmp_path: Path) -> None:
    ahead = [0]

    def clock() -> int:
        return time.time_ns() + ahead[0] * 1_000_000_000

    with running(tmp_path, clock=clock) as first:
        key = first.caller("door", *APPROVED)
        name = _found(first, key, face_id_time_to_live=120)
    with running(tmp_path, clock=clock) as second, _client(second, key) as client:
        assert _named(client, name)
        ahead[0] = 121
        with pytest.raises(HttpResponseError, match="search for the face again"):
            _named(client, name)


def test_a_picture_without_a_face_and_what_is_no_picture(gate: Running, acme: str) -> None:
    with _client(gate, acme) as client:
        assert client.detect(view(), **MODELS, return_face_id=False)
        with pytest.raises(HttpResponseError) as caught:
            client.detect(b"no picture", **MODELS, return_face_id=False)
        assert caught.value.status_code == 415
        with pytest.raises(HttpResponseError, match="past the gate"):
            client.send_request(HttpRequest("POST", f"{gate.address}{SESSIONS}")).raise_for_status()
