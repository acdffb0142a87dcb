"""What a caller is told."""

import json

import pytest

from countenance.codes.model import Verdict
from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.dialects.replies import Reason as Told
from countenance.evidence.labels import Label
from countenance.faces.boxes import Face
from countenance.faces.settings import Inspection
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate.explain import (
    READING_WORDS,
    lost,
    nothing_was_decided,
    rulings_of,
    told,
    what_was_decided,
)
from countenance.gate.judging import Decided
from countenance.gate.opening import Opened
from countenance.media.kinds import MediaKind
from gate.judged import act, judged, police, private, ruled_book
from review.made_rulings import ruling


def test_a_refusal_names_clause_source_and_way_on() -> None:
    why = told(judged(private(provider_approval="none"), act(Label.IDENTIFY)), 7)

    assert why.named == "ms-enterprise-ai-coc@4.0#15"
    assert why.citation.startswith("https://")
    assert why.text_basis.startswith("our words · ")
    assert why.way_on == "you may ask for a description instead"
    assert why.message.endswith("entry 7")


def test_a_hold_names_every_reading_and_what_it_gives() -> None:
    oslo = police("NO", capture_device="fixed_cctv", environment="controlled")

    why = told(judged(oslo, act(Label.IDENTIFY)), 7)

    given = {each["name"]: each["gives"] for each in why.more["readings"]}
    assert given == {
        "older sentence": "denied",
        "reporter": "not denied",
        "publisher's answer": "settles nothing",
    }
    assert why.more["pinned"] == "ms-aoai-coc@2024-05-03"
    assert why.more["settles"]


def test_silence_is_not_called_permission() -> None:
    why = told(judged(private(), act(Label.SYNTH)), 7)

    assert why.clause == "silent"
    assert "silence is not permission" in why.message


def test_what_contradicts_itself_is_named_without_its_sides() -> None:
    heard = police(
        "NO", may_state=frozenset({"capture_device"}), timeliness="real_time",
        environment="uncontrolled", capture_device="dash_mounted",
    )  # fmt: skip
    said = Evidence("capture_device", ("fixed_cctv",), Basis.ATTESTED, "attestation:k")

    why = told(judged(heard, act(Label.IDENTIFY), attested=(said,)), 7)

    assert "fixed_cctv" not in why.message


def test_what_cannot_be_is_said_to_be_so_and_not_called_silence() -> None:
    said = Evidence("timeliness", ("post",), Basis.ATTESTED, "attestation:k")

    why = told(judged(private(), attested=(said,)), 7)

    assert why.clause == "contradictory"
    assert "what is known cannot be" in why.message


def test_what_was_decided_is_an_object_without_content() -> None:
    judgement = judged(private(provider_approval="none"), act(Label.IDENTIFY))

    seen = Inspection(
        MediaKind.JPEG, 64, 48, 1, (Face(1, 2, 3.25, 4, 0.98765),), (), "d", (64, 48), "0", "1"
    )
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "Hi"}]}).encode()
    headers = (("content-type", "application/json"),)
    call = read(Request("POST", "/v1/chat/completions", (), headers, body))
    decided = Decided(call, private(), judgement, Opened({"messages[0].content[1]": seen}), "i", 7)

    shown = what_was_decided(decided)

    assert shown["outcome"] == "refuse"
    assert shown["acts"] == [{"act": "identify", "verdicts": ["deny"]}]
    assert shown["editions"] == ["ms-enterprise-ai-coc@4.0"]
    assert str(shown["digest"]).startswith("sha256:")
    assert shown["entry"] == 7
    assert shown["pictures"] == [
        {"where": "messages[0].content[1]", "width": 64, "height": 48, "frames": 1,
         "faces": [{"box": [1, 2, 3.2, 4], "frame": 0, "score": 0.988}]},
    ]  # fmt: skip


def test_where_nothing_is_decided_that_is_said() -> None:
    assert nothing_was_decided()["entry"] is None


def test_every_verdict_has_words() -> None:
    assert set(READING_WORDS) == set(Verdict)


def test_ids_that_stand_for_nothing_are_named_beside_the_reason() -> None:
    why = Told(clause="15", way_on="you may ask for a description")
    places = tuple(f"faceIds[{place}]" for place in range(5))

    assert lost(why, places).way_on == (
        "you may ask for a description · `faceIds[0]`, `faceIds[1]`, `faceIds[2]`: given out to "
        "nobody here, or its time is over; search for the face again"
    )
    assert lost(Told(clause="15"), ("faceId",)).way_on.startswith("`faceId`: given out")


@pytest.mark.parametrize(
    ("place", "says"),
    [("faceId1", "search for the face again"), ("messages[0].file.file_id", "upload the file")],
)
def test_an_id_that_stands_for_nothing_is_told_with_the_way_on(place: str, says: str) -> None:
    why = lost(Told(clause="silent", way_on="ask for less"), (place,))

    assert why.way_on.startswith(f"ask for less · `{place}`: given out to nobody here")
    assert says in why.way_on


def test_a_refusal_by_a_ruling_names_it_and_says_how_it_reads() -> None:
    oslo = police("NO", capture_device="fixed_cctv", environment="controlled")
    strict = ruling(
        edition="ms-aoai-coc@2024-05-03", clause="AOAI-ID", reading="older sentence", ends=None,
    )  # fmt: skip
    judgement = judged(oslo, act(Label.IDENTIFY), book=ruled_book(strict))

    why = told(judgement, 7)

    assert why.named == "ms-aoai-coc@2024-05-03#AOAI-ID+in-public"
    assert why.says.startswith("Read by the ruling `in-public`: The sentence that bars any user")
    (named,) = why.more["rulings"]
    assert named == {
        "ruling": "in-public", "digest": strict.digest, "edition": "ms-aoai-coc@2024-05-03",
        "clause": "AOAI-ID", "reading": "older sentence",
    }  # fmt: skip
    assert rulings_of(judged(oslo, act(Label.IDENTIFY))) == []
