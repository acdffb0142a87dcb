"""What needs the board, through a whole gate: off, switched on by its vote, and stopped."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from azure.ai.vision.face import FaceClient
from azure.ai.vision.face.models import FaceDetectionModel, FaceRecognitionModel
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError

from gate.running import PIN, Running, face, running

APPROVED = (
    "actor_kind=private_entity", "on_behalf_of=none", "use_jurisdiction=NO",
    "provider_approval=limited_access_use_case", "approved_use_case=touchless_access",
)  # fmt: skip


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("off"), given=()) as started:
        yield started


@pytest.fixture(scope="module")
def door(gate: Running) -> str:
    return gate.caller("door", *APPROVED)


@pytest.fixture(scope="module")
def board(gate: Running, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A board of three and its ethics seat: the files of their tokens."""
    folder = tmp_path_factory.mktemp("tokens")
    roles = {"anna": "board", "berit": "board", "carl": "board", "ola": "ethics"}
    for name, role in roles.items():
        (folder / name).write_text(gate.run("people", "add", name, "--role", role))
    return {name: str(folder / name) for name in roles}


def adopted(gate: Running, board: dict[str, str], *what: str) -> str:
    """The id of a motion for this capability, which all of them vote for."""
    asked = ("open", *what, "--reason", "asked", "--token-file", board["anna"], "--json")
    id_ = str(json.loads(gate.run("board", *asked))["id"])
    for token in board.values():
        gate.run("board", "vote", id_, "yes", "--reason", "shown", "--token-file", token)
    return id_


def identified(gate: Running, key: str, gallery: str = "staff") -> Any:
    with FaceClient(gate.address, AzureKeyCredential(key)) as client:
        (found,) = client.detect(
            face(), detection_model=FaceDetectionModel.DETECTION03,
            recognition_model=FaceRecognitionModel.RECOGNITION04, return_face_id=True,
        )  # fmt: skip
        return client.identify_from_large_person_group(
            face_ids=[str(found.face_id)], large_person_group_id=gallery
        )


def refused(gate: Running, key: str, gallery: str = "staff") -> str:
    with pytest.raises(HttpResponseError) as caught:
        identified(gate, key, gallery)
    assert caught.value.status_code == 403
    answered: Any = caught.value.response
    return str(answered.headers["x-countenance-clause"])


def test_faces_are_matched_once_the_board_has_said_yes_and_until_it_is_stopped(
    gate: Running, door: str, board: dict[str, str]
) -> None:
    before = len(gate.upstream.reached)
    assert refused(gate, door) == "capability-not-approved"
    assert len(gate.upstream.reached) == before + 1  # the search for a face alone
    asked = ("--caller", "door", "--days", "30")
    matching = adopted(gate, board, "--needs", "face-matching", *asked)
    assert refused(gate, door) == "capability-not-approved"
    adopted(gate, board, "--needs", "gallery", "--what", "largepersongroups/staff", *asked)

    assert identified(gate, door)
    assert refused(gate, door, "visitors") == "capability-not-approved"
    gate.run(
        "board", "veto", matching, "--reason", "not at the door", "--token-file", board["ola"]
    )

    assert refused(gate, door) == "capability-not-approved"
    entry = next(each for each in reversed(gate.entries()) if each["kind"] == "decision")
    assert (entry["outcome"], entry["reason"], entry["question"]) == (
        "refuse", "capability-not-approved", "face-matching",
    )  # fmt: skip
    assert entry["verdicts"] == ["allow"]


def test_the_answer_says_what_is_off_and_under_which_clause_it_would_be_allowed(
    gate: Running, door: str
) -> None:
    with pytest.raises(HttpResponseError, match="until the board of this gate has said yes") as it:
        identified(gate, door, "elsewhere")

    answered: Any = it.value.response
    told = json.loads(answered.body())["error"]["countenance"]
    assert told["needs"] in ("face-matching", "gallery")
    assert told["way_on"] == "have the operator ask the board"
    assert told["depends_on"].startswith("ms-azure-face@")


def test_who_is_refused_or_held_by_a_code_is_told_so_first(gate: Running) -> None:
    acme = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
    police = gate.caller(
        "oslo", "actor_kind=law_enforcement_agency", "agency_country=NO",
        "agency_type=municipal_police", "use_jurisdiction=NO", "provider_approval=none",
    )  # fmt: skip
    gate.run("callers", "pin", "oslo", PIN)
    gate.run("callers", "register", "oslo", "camera", "desk", "capture_device=fixed_cctv",
             "environment=controlled")  # fmt: skip
    police = gate.run("callers", "new-key", "oslo", "desk", "--carries", "desk").split()[0]

    assert "FACE-LA" in refused(gate, acme)
    held = gate.ask(police, "Who is this?", face())
    assert held.outcome == "hold"
    case = json.loads(gate.run("cases", "show", held.body["countenance"]["case"], "--json"))
    assert case["bar"] == "capability-not-approved"
