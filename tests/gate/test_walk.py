"""The whole walk, from outside: the unmodified clients, a real upstream on this machine."""

import base64
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from PIL import Image

from countenance.callers.attestation import sign_attestation
from countenance.cli import main
from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.faces.detector import open_detector
from countenance.faces.weights import DetectorKind
from countenance.stores.weights import weights_from_file
from gate.running import PIN, Running, face, messages, running, view
from made_exif import exif
from shared_data import shared

YUNET = "104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12"
WHO, DESCRIBE = "Who is this?", "Describe this picture."
COC = "ms-enterprise-ai-coc@4.0#15"
US = ("agency_country=US", "agency_type=municipal_police", "use_jurisdiction=US-OH")


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("walk")) as started:
        yield started


@pytest.fixture(scope="module")
def acme(gate: Running) -> str:
    return gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")


def police(gate: Running, name: str, country: str, *camera: str) -> str:
    gate.caller(
        name, "actor_kind=law_enforcement_agency", f"agency_country={country}",
        "agency_type=national_police", f"use_jurisdiction={country}", "provider_approval=none",
        "--pin", PIN, "--may-state", "capture_device",
    )  # fmt: skip
    gate.run("callers", "register", name, "camera", "camera-1", *camera)
    return gate.run("callers", "new-key", name, "with-camera", "--carries", "camera-1")


def turned() -> bytes:
    """The same person, mirrored: other bytes."""
    out = io.BytesIO()
    Image.open(io.BytesIO(face())).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(out, "JPEG")
    return out.getvalue()


def portrait_jpeg_with(block: bytes) -> bytes:
    """The same person, in a file that says how it was made."""
    out = io.BytesIO()
    Image.open(io.BytesIO(face())).save(out, "JPEG", exif=block)
    return out.getvalue()


def digest_of(text: str, picture: bytes) -> str:
    body = json.dumps({"model": "gpt-4o", "messages": messages(text, picture)}).encode()
    headers = (("content-type", "application/json"),)
    return read(Request("POST", "/v1/chat/completions", (), headers, body)).digest


def test_a_question_for_a_name_is_refused_and_reaches_nobody(gate: Running, acme: str) -> None:
    before = len(gate.upstream.reached)

    answer = gate.ask(acme, WHO, face())

    assert answer.raised == "BadRequestError"
    assert (answer.outcome, answer.clause) == ("refuse", COC)
    assert answer.body["code"] == "content_filter"
    assert answer.body["countenance"]["way_on"] == "you may ask for a description instead"
    assert len(gate.upstream.reached) == before
    entry = gate.entries(answer.entry)[0]
    facts = {fact["name"]: (fact["values"], fact["basis"]) for fact in entry["facts"]}
    assert (entry["clauses"][0]["clause"], entry["none_speaks"]) == ("15", False)
    assert entry["code"]["editions"] == [{"edition": "ms-enterprise-ai-coc@4.0", "pinned": False}]
    assert entry["code"]["compiled"].startswith("sha256:")
    assert entry["verdicts"] == ["deny"]
    assert facts["service"] == (["azure_openai"], "registered")
    assert facts["modality"] == (["image"], "measured")
    assert facts["actor_kind"] == (["private_entity"], "registered")
    assert facts["operation"][1] == "inferred"
    assert {part["kind"]: part["inspected_by"] for part in entry["parts"]} == {
        "text": ["act-reader"],
        "picture": ["face-detector", "re-encoder"],
    }


def test_what_reaches_the_upstream_has_no_face_for_another_detector(
    gate: Running, acme: str
) -> None:
    answer = gate.ask(acme, DESCRIBE, face())

    (picture,) = gate.upstream.reached[-1].pictures
    weights = weights_from_file(
        shared("models/yunet_n_dynamic.onnx"), DetectorKind.YUNET, YUNET
    )
    detector = open_detector(weights)
    before = np.asarray(Image.open(io.BytesIO(face())).convert("RGB"))
    after = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))
    assert answer.outcome == "redact"
    assert detector.find(before, 0.5)
    assert not detector.find(after, 0.5)
    assert picture != face()
    assert not Image.open(io.BytesIO(picture)).getexif()


def test_a_landscape_passes(gate: Running, acme: str) -> None:
    answer = gate.ask(acme, DESCRIBE, view())

    entry = gate.entries(answer.entry)[0]
    assert answer.outcome == "pass"
    assert len(gate.upstream.reached[-1].pictures) == 1
    assert (entry["none_speaks"], entry["clauses"], entry["verdicts"]) == (True, [], ["silent"])
    assert entry["media"][0]["faces"] == 0
    assert gate.outcome_of(entry)["result"] == "done"


def test_text_alone_passes_and_nothing_looks_at_it(gate: Running, acme: str) -> None:
    answer = gate.ask(acme, "What is a notary?")

    entry = gate.entries(answer.entry)[0]
    assert answer.outcome == "pass"
    assert entry["code"]["detector"] is None
    assert entry["code"]["act_model"] is None
    assert gate.outcome_of(entry)["answer"]["result"] == "not-needed"


def test_police_in_the_united_states_and_whoever_acts_for_them(gate: Running) -> None:
    city = gate.caller("city", "actor_kind=law_enforcement_agency", *US, "--pin", PIN)
    contractor = gate.caller(
        "contractor", "actor_kind=private_entity", "on_behalf_of=law_enforcement_agency", *US,
        "--pin", PIN,
    )  # fmt: skip

    answers = [gate.ask(key, WHO, face(), azure=True) for key in (city, contractor)]

    assert [answer.clause for answer in answers] == [f"{PIN}#AOAI-USPD"] * 2
    assert [answer.outcome for answer in answers] == ["refuse"] * 2
    for answer in answers:
        assert answer.raised == "BadRequestError"
        assert answer.body["innererror"]["code"] == "ResponsibleAIPolicyViolation"
        assert gate.entries(answer.entry)[0]["code"]["editions"] == [
            {"edition": PIN, "pinned": True}
        ]


def test_a_station_camera_in_norway_is_held_and_unpinned_refused(gate: Running) -> None:
    key = police(gate, "oslo", "NO", "capture_device=fixed_cctv", "environment=controlled")

    held = gate.ask(key, WHO, face(), azure=True)
    again = gate.ask(key, WHO, face(), azure=True)
    gate.run("callers", "unpin", "oslo")
    refused = gate.ask(key, WHO, face(), azure=True)

    told = held.body["countenance"]
    assert (held.raised, held.outcome) == ("PermissionDeniedError", "hold")
    assert held.body["code"] == "review_required"
    assert held.headers["x-should-retry"] == "false"
    assert "retry-after" not in held.headers
    assert {each["gives"] for each in told["readings"]} == {
        "denied", "not denied", "settles nothing",
    }  # fmt: skip
    assert again.body["countenance"]["case"] == told["case"]
    assert (refused.outcome, refused.clause) == ("refuse", COC)
    entry = gate.entries(held.entry)[0]
    (spoken,) = [each for each in entry["clauses"] if each["readings"]]
    assert {word for _, given in spoken["readings"] for word in given} == {
        "deny", "silent", "unclear",
    }  # fmt: skip
    assert (entry["outcome"], entry["verdicts"]) == ("hold", ["unclear"])
    assert gate.entries(refused.entry)[0]["code"]["editions"] == [
        {"edition": "ms-enterprise-ai-coc@4.0", "pinned": False}
    ]


def test_another_text_or_picture_is_another_hold(gate: Running) -> None:
    key = police(gate, "molde", "NO", "capture_device=fixed_cctv", "environment=controlled")
    asked = [(WHO, face()), (WHO, turned()), ("Who is this man?", face()), (WHO, face())]

    cases = [gate.ask(key, text, data).body["countenance"]["case"] for text, data in asked]

    assert len(set(cases)) == 3
    assert cases[0] == cases[3]


def test_a_hold_can_be_looked_up_by_its_caller_alone(gate: Running, acme: str) -> None:
    key = police(gate, "bergen", "NO", "capture_device=fixed_cctv", "environment=controlled")
    url = gate.ask(key, WHO, face()).body["countenance"]["url"]

    own = httpx.get(url, headers={"authorization": f"Bearer {key}"})
    other = httpx.get(url, headers={"authorization": f"Bearer {acme}"})

    assert own.json()["status"] == "open"
    assert own.headers["x-countenance-decision"] == "hold"
    assert gate.entries(own.json()["entry"])[0]["outcome"] == "hold"
    assert "retry-after" not in own.headers
    assert other.status_code == 404
    assert other.json()["error"]["code"] == "unknown_hold"
    assert "entry" not in other.text


def test_a_hold_and_a_spent_statement_outlive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    named = 'name = "http://gate.example"'
    with running(tmp_path, named) as first:
        key = police(first, "narvik", "NO", "capture_device=fixed_cctv", "environment=controlled")
        first.run("callers", "attesting-key", "narvik", "desk", "--out", str(path))
        private = load_pem_private_key(path.read_bytes(), None)
        assert isinstance(private, Ed25519PrivateKey)
        token = sign_attestation(
            private, issuer="narvik", audience="http://gate.example", call=digest_of(WHO, face()),
            facts={"capture_device": ("fixed_cctv",)}, jti="narvik-0001", now=int(time.time()),
        )  # fmt: skip
        held = first.ask(key, WHO, face()).body["countenance"]
        stated = first.ask(key, WHO, face(), extra_body={"countenance": token})

    with running(tmp_path, named) as second:
        again = second.ask(key, WHO, face())
        replayed = second.ask(key, WHO, face(), extra_body={"countenance": token})
        headers = {"authorization": f"Bearer {key}"}
        page = httpx.get(f"{second.address}/v1/holds/{held['case']}", headers=headers)

    assert again.body["countenance"]["case"] == held["case"]
    assert page.json()["entry"] == again.entry  # with the statement it was another question
    assert stated.outcome == "hold"
    assert replayed.clause == "attestation"


def test_a_live_dash_camera_and_a_list_of_suspects(gate: Running) -> None:
    key = police(
        gate, "lyon", "FR", "capture_device=dash_mounted", "environment=uncontrolled",
        "timeliness=real_time",
    )  # fmt: skip

    answer = gate.ask(key, "Is he in our list of suspects and former prisoners?", face(), True)

    facts = {f["name"]: f["values"] for f in gate.entries(answer.entry)[0]["facts"]}
    assert (answer.outcome, answer.clause) == ("refuse", f"{PIN}#AOAI-MOBILE")
    assert facts["reference_set"] == ["suspects_or_prior_inmates"]


def test_a_missing_fact_is_asked_for_and_the_attested_call_is_decided_anew(
    gate: Running, tmp_path: Path
) -> None:
    key = police(gate, "nice", "FR", "environment=uncontrolled", "timeliness=real_time")
    path = tmp_path / "nice.pem"
    gate.run("callers", "attesting-key", "nice", "desk", "--out", str(path))
    private = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)

    asked = gate.ask(key, WHO, face())
    token = sign_attestation(
        private, issuer="nice", audience=gate.address, call=digest_of(WHO, face()),
        facts={"capture_device": ("body_worn",)}, jti="nice-0001", now=int(time.time()),
    )  # fmt: skip
    stated = gate.ask(key, WHO, face(), extra_body={"countenance": token})
    replayed = gate.ask(key, WHO, face(), extra_body={"countenance": token})

    told = asked.body["countenance"]
    assert (told["clause"], told["fact"]) == ("fact-missing", "capture_device")
    assert (stated.outcome, stated.clause) == ("refuse", f"{PIN}#AOAI-MOBILE")
    assert gate.entries(stated.entry)[0]["relied_on"] == ["capture_device"]
    assert (replayed.raised, replayed.clause) == ("BadRequestError", "attestation")


def test_a_statement_against_the_registration_is_contested_and_held(
    gate: Running, tmp_path: Path
) -> None:
    key = police(
        gate, "brest", "FR", "capture_device=dash_mounted", "environment=uncontrolled",
        "timeliness=real_time",
    )  # fmt: skip
    path = tmp_path / "brest.pem"
    gate.run("callers", "attesting-key", "brest", "desk", "--out", str(path))
    private = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    token = sign_attestation(
        private, issuer="brest", audience=gate.address, call=digest_of(WHO, face()),
        facts={"capture_device": ("fixed_cctv",)}, jti="brest-0001", now=int(time.time()),
    )  # fmt: skip

    answer = gate.ask(key, WHO, face(), extra_headers={"x-countenance-attestation": token})

    entry = gate.entries(answer.entry)[0]
    assert (answer.raised, answer.outcome) == ("PermissionDeniedError", "hold")
    assert entry["contested"] == ["capture_device"]
    assert {
        (fact["basis"], fact["values"][0])
        for fact in entry["facts"]
        if fact["name"] == "capture_device"
    } == {("registered", "dash_mounted"), ("attested", "fixed_cctv")}


def test_what_the_file_says_of_its_making_contests_a_statement(
    gate: Running, tmp_path: Path
) -> None:
    key = police(gate, "metz", "FR", "environment=uncontrolled", "timeliness=post")
    path = tmp_path / "metz.pem"
    gate.run("callers", "attesting-key", "metz", "desk", "--out", str(path))
    private = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    scanned = portrait_jpeg_with(exif(source=b"\x02"))
    token = sign_attestation(
        private, issuer="metz", audience=gate.address, call=digest_of(WHO, scanned),
        facts={"capture_device": ("body_worn",)}, jti="metz-0001", now=int(time.time()),
    )  # fmt: skip

    answer = gate.ask(key, WHO, scanned, extra_headers={"x-countenance-attestation": token})

    entry = gate.entries(answer.entry)[0]
    assert {
        (fact["basis"], fact["source"])
        for fact in entry["facts"]
        if fact["name"] == "capture_device"
    } >= {("measured", "capture:exif-scanner")}
    assert entry["code"]["patterns"].startswith("sha256:")
    assert "Northport" not in json.dumps(entry)
    assert answer.outcome == "hold"


def test_a_private_key_whose_calls_look_like_police_work_is_held(gate: Running) -> None:
    key = gate.caller(
        "vendor", "actor_kind=private_entity", "consent=informed_consent",
        "provider_approval=modified_filtering_or_monitoring",
    )  # fmt: skip
    system = {"role": "system", "content": "An assistant for Northport police officers."}

    own = gate.ask(key, WHO, face())
    theirs = gate.post(
        "/v1/chat/completions", key,
        json.dumps({"model": "gpt-4o", "messages": [system, *messages(WHO, face())]}).encode(),
    )  # fmt: skip

    entry = gate.entries(int(theirs.headers["x-countenance-entry"]))[0]
    assert own.outcome == "pass"
    assert theirs.headers["x-countenance-decision"] == "hold"
    assert entry["contested"]
    assert "police-work:serves-the-police" in {fact["source"] for fact in entry["facts"]}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"facts": {"operation": ("text_reading",)}}, "operation"),
        ({"facts": {"consent": ("informed_consent",)}}, "consent"),
        ({"call": "sha256:" + "0" * 64}, "call"),
        ({"audience": "https://other.example"}, "aud"),
        ({"now": 1_600_000_000}, "exp"),
        ({"issuer": "somebody"}, "iss"),
    ],
)
def test_a_statement_that_does_not_hold_is_refused_with_the_reason(
    gate: Running, stating: tuple[str, Ed25519PrivateKey], changed: dict[str, Any], said: str
) -> None:
    key, private = stating
    right: dict[str, Any] = {
        "issuer": "rennes", "audience": gate.address, "call": digest_of(WHO, face()),
        "facts": {"capture_device": ("body_worn",)}, "jti": f"rennes-{said}", "now": time.time(),
    }  # fmt: skip
    claims = {**right, **changed}
    token = sign_attestation(private, **{**claims, "now": int(claims["now"])})

    answer = gate.ask(key, WHO, face(), extra_body={"countenance": token})

    assert (answer.raised, answer.clause) == ("BadRequestError", "attestation")
    assert answer.body["code"] == "invalid_attestation"
    assert gate.entries(answer.entry)[0]["clause"] == "attestation"


@pytest.fixture(scope="module")
def stating(
    gate: Running, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Ed25519PrivateKey]:
    key = police(gate, "rennes", "FR", "environment=uncontrolled", "timeliness=real_time")
    path = tmp_path_factory.mktemp("rennes") / "rennes.pem"
    gate.run("callers", "attesting-key", "rennes", "desk", "--out", str(path))
    private = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    return key, private


def test_an_added_code_is_asked_as_well(gate: Running) -> None:
    key = gate.caller(
        "axon", "actor_kind=private_entity", "provider_approval=none", "--code",
        "axon-ethics-board",
    )  # fmt: skip

    answer = gate.ask(key, "What is a notary?")

    editions = {e["edition"] for e in gate.entries(answer.entry)[0]["code"]["editions"]}
    assert answer.outcome == "pass"
    assert editions == {"axon-ethics-board@2019-06-27", "ms-enterprise-ai-coc@4.0"}


@pytest.mark.parametrize("words", [("--pin", "ms-aoai-coc@2024-05-04"), ("--code", "axon-board")])
def test_an_edition_or_code_that_is_not_known_cannot_be_registered(
    gate: Running, words: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(
        ["callers", "add", "wrong", "--organisation", "W", "actor_kind=private_entity", *words,
         "--data", str(gate.folder)]
    )  # fmt: skip

    assert status == 2
    assert "did you mean" in capsys.readouterr().err


def test_a_revoked_key_is_no_key_for_the_next_call(gate: Running) -> None:
    key = gate.caller("gone", "actor_kind=private_entity")
    before = gate.ask(key, "Hello")
    gate.run("callers", "revoke-key", "gone", "first")

    after = gate.ask(key, "Hello")

    assert before.outcome == "pass"
    assert after.raised == "AuthenticationError"


def test_a_question_about_a_call_forwards_nothing(gate: Running, acme: str) -> None:
    before = len(gate.upstream.reached)
    body = json.dumps({"model": "gpt-4o", "messages": messages(DESCRIBE, face())}).encode()

    answer = gate.post("/v1/decide", acme, body)

    assert answer.json()["outcome"] == "redact"
    assert len(gate.upstream.reached) == before
    assert gate.entries(answer.json()["entry"])[0]["what_if"] is True
    assert len(answer.json()["pictures"][0]["faces"]) == 1
    assert {act["act"] for act in answer.json()["acts"]} >= {"describe"}


def _message(text: str, picture: bytes) -> bytes:
    source = {"type": "base64", "media_type": "image/jpeg",
              "data": base64.b64encode(picture).decode()}  # fmt: skip
    content = [{"type": "text", "text": text}, {"type": "image", "source": source}]
    asked = {"model": "sonnet", "max_tokens": 9, "messages": [{"role": "user", "content": content}]}
    return json.dumps(asked).encode()


@pytest.mark.parametrize(
    ("path", "body", "headers", "found"),
    [
        ("/v1/chat/completions", None, {}, ("refuse", "chat.completions")),
        ("/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", None, {},
         ("refuse", "chat.completions")),
        ("/v1/messages", _message(WHO, face()), {"anthropic-version": "2023-06-01"},
         ("refuse", "messages")),
        ("/face/v1.0/detect?returnFaceId=true&returnFaceAttributes=glasses", face(),
         {"content-type": "application/octet-stream"}, ("pass", "face.detect")),
    ],
)  # fmt: skip
def test_any_call_can_be_asked_about_behind_its_own_path(
    gate: Running, acme: str, path: str, body: bytes | None, headers: dict[str, str],
    found: tuple[str, str],
) -> None:  # fmt: skip
    before = len(gate.upstream.reached)
    sent = body or json.dumps({"model": "gpt-4o", "messages": messages(WHO, face())}).encode()

    answer = gate.post(f"/v1/decide{path}", acme, sent, **headers)

    entry = gate.entries(answer.json()["entry"])[0]
    assert answer.status_code == 200
    assert (answer.json()["outcome"], entry["ask"]["operation"]) == found
    assert entry["what_if"] is True
    assert len(gate.upstream.reached) == before


def test_a_call_that_cannot_be_read_is_only_asked_about_as_well(
    gate: Running, acme: str
) -> None:
    """A week of copied traffic may not look as if calls had been refused."""
    answers = [
        gate.post("/v1/decide/v1/messages", acme, b'{"model": "sonnet", "oddity": 1}'),
        gate.post("/v1/decide/v1/embeddings/x", acme, b"{}"),
    ]

    assert [answer.status_code for answer in answers] == [400, 404]
    assert answers[0].json()["type"] == "error"
    for answer in answers:
        entry = gate.entries(int(answer.headers["x-countenance-entry"]))[0]
        assert (entry["kind"], entry["what_if"]) == ("unreadable", True)


def test_about_a_list_of_models_nothing_is_decided(gate: Running, acme: str) -> None:
    entries = gate.calls()

    answer = httpx.get(
        f"{gate.address}/v1/decide/v1/models", headers={"authorization": f"Bearer {acme}"}
    )

    assert answer.json()["outcome"] == "pass"
    assert "nothing is decided" in answer.json()["says"]
    assert gate.calls() == entries


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ({"type": "image_url", "image_url": {"url": "https://a.example/b.jpg"}}, 400),
        ({"type": "image_url", "image_url": {"url": "data:image/png;base64,JSFQUw=="}}, 415),
        ({"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9j/AAAA"}}, 400),
        ({"type": "input_audio", "input_audio": {"data": "AA", "format": "wav"}}, 400),
        ({"type": "hologram"}, 400),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_entered(
    gate: Running, acme: str, part: dict[str, object], status: int
) -> None:
    before = len(gate.upstream.reached)
    content = [{"type": "text", "text": DESCRIBE}, part]
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": content}]}

    answer = gate.post("/v1/chat/completions", acme, json.dumps(body).encode())

    assert answer.status_code == status
    assert answer.headers["x-countenance-decision"] == "refuse"
    assert gate.entries(int(answer.headers["x-countenance-entry"]))[0]["kind"] == "unreadable"
    assert len(gate.upstream.reached) == before


def test_an_unknown_route_is_not_found(gate: Running, acme: str) -> None:
    assert gate.post("/v1/embeddings/x", acme, b"{}").status_code == 404
    assert gate.post("/v1/chat/completions/", acme, b"{}").status_code == 404


def test_nothing_of_a_call_is_in_the_entries(gate: Running, acme: str) -> None:
    text = "Describe this picture of Wilhelmina Quist in Harbour Lane."

    answer = gate.ask(acme, text, face())

    written = json.dumps(gate.entries())
    for secret in ("Wilhelmina", "Harbour", acme, " Zyx", base64.b64encode(face()).decode()[:40]):
        assert secret not in written
    assert "Wilhelmina" not in json.dumps(answer.body.get("error", {}))


def test_only_what_was_let_through_has_reached_the_upstream(gate: Running) -> None:
    """The last test of this file: over everything above."""
    sent = [
        entry
        for entry in gate.entries()
        if entry["kind"] == "decision"
        and entry["outcome"] in ("pass", "redact")
        and not entry["what_if"]
    ]

    assert len(gate.upstream.reached) == len(sent)


def test_a_caller_is_under_the_laws_of_the_place_that_its_registration_names(
    gate: Running,
) -> None:
    """A report for the police in California passes; what the law asks of it is left to be shown."""
    who = "actor_kind=law_enforcement_agency", "agency_type=municipal_police", "agency_country=US"
    said = "Write a police report from this transcript: we drove to the harbor."
    keys = {
        name: gate.caller(name, *who, f"use_jurisdiction={place}", "use_locality=none")
        for name, place in (("fresno-police", "US-CA"), ("reno-police", "US-NV"))
    }

    entries = {
        name: gate.entries(gate.ask(key, said).entry)[0] for name, key in keys.items()
    }

    editions = {
        name: {each["edition"] for each in entry["code"]["editions"]}
        for name, entry in entries.items()
    }
    due = {each["what"]: each["asked_by"] for each in entries["fresno-police"]["obligations"]}
    assert "us-ca-pen-13663@2026-01-01" in editions["fresno-police"]
    assert editions["reno-police"] == {"ms-enterprise-ai-coc@4.0"}
    law = "us-ca-pen-13663@2026-01-01#13663"
    assert due.items() >= {
        "ai_disclosure_on_report": [f"{law}(a)(1)"],
        "officer_signed_review": [f"{law}(a)(2)"],
        "audit_trail": [f"{law}-audit-trail"],
        "first_ai_draft_retained": [f"{law}(a)", f"{law}-first-draft"],
    }.items()
    assert entries["reno-police"]["obligations"] == []


def test_a_place_that_a_caller_states_puts_the_call_under_its_laws(
    gate: Running, tmp_path: Path
) -> None:
    key = gate.caller(
        "abroad", "actor_kind=private_entity", "on_behalf_of=none", "provider_approval=none",
        "--may-state", "use_jurisdiction",
    )  # fmt: skip
    path = tmp_path / "abroad.pem"
    gate.run("callers", "attesting-key", "abroad", "desk", "--out", str(path))
    private = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(private, Ed25519PrivateKey)
    token = sign_attestation(
        private, issuer="abroad", audience=gate.address, call=digest_of(DESCRIBE, face()),
        facts={"use_jurisdiction": ("SE",)}, jti="abroad-0001", now=int(time.time()),
    )  # fmt: skip

    unstated = gate.ask(key, DESCRIBE, face())
    stated = gate.ask(key, DESCRIBE, face(), extra_body={"countenance": token})

    before, after = (
        {each["edition"] for each in gate.entries(answer.entry)[0]["code"]["editions"]}
        for answer in (unstated, stated)
    )
    # A place that nobody names is every place.
    assert {edition.partition("@")[0] for edition in after} == {
        "eu-ai-act",
        "ms-enterprise-ai-coc",
        "se-realtime-fr-act",
    }
    assert before > after
    assert stated.outcome == unstated.outcome == "redact"
