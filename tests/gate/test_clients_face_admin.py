"""Galleries of faces through a whole gate: the administration client of Azure AI Face, and the
older routes that it does not know."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from azure.ai.vision.face import FaceAdministrationClient, FaceClient, FaceSessionClient
from azure.ai.vision.face.models import (
    CreateLivenessSessionContent,
    FaceDetectionModel,
    FaceRecognitionModel,
    LivenessOperationMode,
)
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError

from countenance.stores.packaged import packaged_editions
from gate.running import Running, face, running, view

PRIVATE = ("actor_kind=private_entity", "on_behalf_of=none", "use_jurisdiction=NO")
APPROVED = (
    *PRIVATE,
    "provider_approval=limited_access_use_case",
    "approved_use_case=touchless_access",
)
PERSON, FACE = "00000000-0000-0000-0000-000000000007", "00000000-0000-0000-0000-000000000008"
MODEL = FaceDetectionModel.DETECTION03
ELSEWHERE = "https://pictures.example/face.jpg"

CALLS: dict[str, tuple[str, Callable[[FaceAdministrationClient], Any]]] = {
    "make a list": ("PUT /largefacelists/l", lambda admin: admin.large_face_list.create(
        "l", name="L", recognition_model="recognition_04")),
    "change a list": ("PATCH /largefacelists/l", lambda admin: admin.large_face_list.update(
        "l", name="M")),
    "look at a list": ("GET /largefacelists/l", lambda admin: admin.large_face_list.get(
        "l", return_recognition_model=True)),
    "look at all lists": ("GET /largefacelists", lambda admin: list(
        admin.large_face_list.get_large_face_lists(top=5))),
    "add to a list": ("POST /largefacelists/l/persistedfaces", lambda admin:
        admin.large_face_list.add_face("l", face(), detection_model=MODEL, user_data="a")),
    "look at the faces of a list": ("GET /largefacelists/l/persistedfaces", lambda admin:
        list(admin.large_face_list.get_faces("l"))),
    "look at a face of a list": (f"GET /largefacelists/l/persistedfaces/{FACE}", lambda admin:
        admin.large_face_list.get_face("l", FACE)),
    "change a face of a list": (f"PATCH /largefacelists/l/persistedfaces/{FACE}", lambda admin:
        admin.large_face_list.update_face("l", FACE, user_data="b")),
    "remove a face of a list": (f"DELETE /largefacelists/l/persistedfaces/{FACE}", lambda admin:
        admin.large_face_list.delete_face("l", FACE)),
    "train a list": ("POST /largefacelists/l/train", lambda admin:
        admin.large_face_list.begin_train("l", polling=False)),
    "ask about a list": ("GET /largefacelists/l/training", lambda admin:
        admin.large_face_list.get_training_status("l")),
    "remove a list": ("DELETE /largefacelists/l", lambda admin: admin.large_face_list.delete("l")),
    "make a group": ("PUT /largepersongroups/g", lambda admin: admin.large_person_group.create(
        "g", name="G", recognition_model="recognition_04")),
    "change a group": ("PATCH /largepersongroups/g", lambda admin:
        admin.large_person_group.update("g", user_data="a")),
    "look at a group": ("GET /largepersongroups/g", lambda admin:
        admin.large_person_group.get("g")),
    "look at all groups": ("GET /largepersongroups", lambda admin: list(
        admin.large_person_group.get_large_person_groups())),
    "add a person": ("POST /largepersongroups/g/persons", lambda admin:
        admin.large_person_group.create_person("g", name="One of them")),
    "look at a person": (f"GET /largepersongroups/g/persons/{PERSON}", lambda admin:
        admin.large_person_group.get_person("g", PERSON)),
    "look at all persons": ("GET /largepersongroups/g/persons", lambda admin: list(
        admin.large_person_group.get_persons("g"))),
    "change a person": (f"PATCH /largepersongroups/g/persons/{PERSON}", lambda admin:
        admin.large_person_group.update_person("g", PERSON, name="Another")),
    "remove a person": (f"DELETE /largepersongroups/g/persons/{PERSON}", lambda admin:
        admin.large_person_group.delete_person("g", PERSON)),
    "add a face": (f"POST /largepersongroups/g/persons/{PERSON}/persistedfaces", lambda admin:
        admin.large_person_group.add_face("g", PERSON, face(), detection_model=MODEL)),
    "look at a face": (f"GET /largepersongroups/g/persons/{PERSON}/persistedfaces/{FACE}",
        lambda admin: admin.large_person_group.get_face("g", PERSON, FACE)),
    "change a face": (f"PATCH /largepersongroups/g/persons/{PERSON}/persistedfaces/{FACE}",
        lambda admin: admin.large_person_group.update_face("g", PERSON, FACE, user_data="c")),
    "remove a face": (f"DELETE /largepersongroups/g/persons/{PERSON}/persistedfaces/{FACE}",
        lambda admin: admin.large_person_group.delete_face("g", PERSON, FACE)),
    "train a group": ("POST /largepersongroups/g/train", lambda admin:
        admin.large_person_group.begin_train("g", polling=False)),
    "remove a group": ("DELETE /largepersongroups/g", lambda admin:
        admin.large_person_group.delete("g")),
}  # fmt: skip
"""Everything that the administration client can do, and what reaches the service for it."""

FREE = ("remove", "ask about")
"""What is done to a gallery and says nothing of anybody's face."""


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gate whose operator signed off that building a gallery is recognition as well."""
    signed = [
        clause.digest
        for edition in packaged_editions()
        if edition.code == "ms-azure-face"
        for clause in edition.clauses
    ]
    folder: Path = tmp_path_factory.mktemp("galleries")
    with running(folder, f"[codes]\nsigned_off = {signed}") as gate:
        yield gate


@pytest.fixture(scope="module")
def door(gate: Running) -> str:
    return gate.caller("door", *APPROVED)


@pytest.fixture(scope="module")
def acme(gate: Running) -> str:
    return gate.caller("acme", *PRIVATE, "provider_approval=none")


def _admin(gate: Running, key: str) -> FaceAdministrationClient:
    return FaceAdministrationClient(gate.address, AzureKeyCredential(key))


@pytest.mark.parametrize("what", list(CALLS))
def test_who_is_approved_for_it_may_keep_a_gallery(
    gate: Running, door: str, what: str
) -> None:
    line, ask = CALLS[what]
    before = len(gate.upstream.reached)
    with _admin(gate, door) as admin:
        if what.startswith("look"):
            # Reading one is a disclosure, which the approval does not speak about.
            with pytest.raises(HttpResponseError) as caught:
                ask(admin)
            assert caught.value.status_code == 403
            assert len(gate.upstream.reached) == before
            return
        ask(admin)

    reached = gate.upstream.reached[-1]
    verb, path = line.split(" ")
    assert reached.path.partition("?")[0] == f"{verb} /face/v1.2-preview.1{path}"
    for sent in reached.files:
        assert sent != face()
        assert len(sent) > 1000


@pytest.mark.parametrize("what", list(CALLS))
def test_without_an_approval_nobody_builds_or_reads_a_gallery(
    gate: Running, acme: str, what: str
) -> None:
    before, calls = len(gate.upstream.reached), gate.calls()
    with _admin(gate, acme) as admin:
        if what.startswith(FREE):
            CALLS[what][1](admin)
            return
        with pytest.raises(HttpResponseError) as caught:
            CALLS[what][1](admin)

    assert caught.value.error is not None
    assert caught.value.error.code == "UnsupportedFeature"
    assert len(gate.upstream.reached) == before
    assert gate.calls() == calls + 1


@pytest.mark.parametrize("data", [b"no picture", b"\xff\xd8\xff broken"])
def test_what_is_no_picture_is_added_to_no_gallery(
    gate: Running, door: str, data: bytes
) -> None:
    before = len(gate.upstream.reached)
    with _admin(gate, door) as admin, pytest.raises(HttpResponseError) as caught:
        admin.large_face_list.add_face("l", data, detection_model=MODEL)

    assert caught.value.status_code in (400, 415)
    assert len(gate.upstream.reached) == before


def test_a_picture_that_stands_elsewhere_is_not_fetched_unless_its_host_is_named(
    gate: Running, door: str
) -> None:
    before = len(gate.upstream.reached)
    models: dict[str, Any] = {
        "detection_model": MODEL, "recognition_model": FaceRecognitionModel.RECOGNITION04,
    }  # fmt: skip
    asked: list[Callable[[], object]] = [
        lambda: admin.large_face_list.add_face_from_url(
            "l", url=ELSEWHERE, detection_model=MODEL),
        lambda: admin.large_person_group.add_face_from_url(
            "g", PERSON, url=ELSEWHERE, detection_model=MODEL),
        lambda: client.detect_from_url(url=ELSEWHERE, **models, return_face_id=False),
        lambda: client.detect_from_url(
            url="http://pictures.example/a.jpg", **models, return_face_id=False),
    ]  # fmt: skip
    with _admin(gate, door) as admin, FaceClient(
        gate.address, AzureKeyCredential(door)
    ) as client:
        for ask in asked:
            with pytest.raises(HttpResponseError) as caught:
                ask()
            assert caught.value.status_code == 400

    assert len(gate.upstream.reached) == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/persongroups/g"),
        ("POST", "/persongroups/g/persons"),
        ("POST", f"/persongroups/g/persons/{PERSON}/persistedFaces"),
        ("POST", "/persongroups/g/train"),
        ("PUT", "/facelists/l"),
        ("POST", "/facelists/l/persistedFaces"),
        ("DELETE", f"/facelists/l/persistedFaces/{FACE}"),
        ("DELETE", "/facelists/l"),
    ],
)
@pytest.mark.parametrize("version", ["v1.0", "v1.1-preview.1", "v1.2"])
def test_the_older_galleries_are_decided_alike(
    gate: Running, door: str, acme: str, version: str, method: str, path: str
) -> None:
    picture = path.endswith("persistedFaces")
    kind = "application/octet-stream" if picture else "application/json"
    content = face() if picture else b'{"name": "A"}' if method != "DELETE" else b""
    content = b"" if path.endswith("/train") else content
    told = {}
    for who, key in (("door", door), ("acme", acme)):
        told[who] = httpx.request(
            method, f"{gate.address}/face/{version}{path}", content=content,
            headers={"ocp-apim-subscription-key": key, "content-type": kind},
        )  # fmt: skip

    assert told["door"].status_code in (200, 202)
    assert told["acme"].status_code == (200 if method == "DELETE" else 403)
    reached = gate.upstream.reached[-1]
    assert reached.path.partition("?")[0] == f"{method} /face/{version}{path}"
    assert face() not in reached.files


def test_a_face_list_has_no_training(gate: Running, door: str) -> None:
    answer = httpx.post(
        f"{gate.address}/face/v1.0/facelists/l/train",
        headers={"ocp-apim-subscription-key": door},
    )

    assert answer.status_code == 404


def test_sessions_past_the_gate_are_refused_by_name(gate: Running, door: str) -> None:
    before = len(gate.upstream.reached)
    with FaceSessionClient(gate.address, AzureKeyCredential(door)) as client:
        asked: list[Callable[[], object]] = [
            lambda: client.create_liveness_session(
                CreateLivenessSessionContent(
                    liveness_operation_mode=LivenessOperationMode.PASSIVE,
                    device_correlation_id="a",
                )
            ),
            lambda: client.get_liveness_session_result("s"),
            lambda: client.get_liveness_sessions(),
            lambda: client.delete_liveness_session("s"),
        ]
        for ask in asked:
            with pytest.raises(HttpResponseError, match="past the gate") as caught:
                ask()
            assert caught.value.status_code == 404

    assert len(gate.upstream.reached) == before


def test_faces_are_compared_by_the_ids_that_were_given_out(gate: Running, door: str) -> None:
    models: dict[str, Any] = {
        "detection_model": MODEL, "recognition_model": FaceRecognitionModel.RECOGNITION04,
    }  # fmt: skip
    with FaceClient(gate.address, AzureKeyCredential(door)) as client:
        names = [
            str(found.face_id)
            for shown in (face(), view())
            for found in client.detect(shown, **models, return_face_id=True)
        ]
        first, second = names

        assert client.verify_face_to_face(face_id1=first, face_id2=second).is_identical
        assert client.verify_from_large_person_group(
            face_id=first, large_person_group_id="g", person_id=PERSON
        ).is_identical
        client.find_similar(face_id=first, face_ids=[second])
        client.find_similar_from_large_face_list(face_id=first, large_face_list_id="l")
        assert gate.upstream.reached[-1].body["largeFaceListId"] == "l"
        before = len(gate.upstream.reached)
        with pytest.raises(HttpResponseError, match="search for the face again"):
            client.find_similar(face_id=PERSON, face_ids=[second])
        with pytest.raises(HttpResponseError, match="search for the face again"):
            client.verify_face_to_face(face_id1=first, face_id2=PERSON)
        with pytest.raises(HttpResponseError) as caught:
            client.group(face_ids=names)

    # Grouping is not among the uses that were approved.
    assert caught.value.status_code == 403
    assert len(gate.upstream.reached) == before
