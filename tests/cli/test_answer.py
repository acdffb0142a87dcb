"""A decision in words and in JSON: the verdict first, its source beside it, silence never a yes."""

import json
from typing import Any

import pytest

from codes.asking import ask
from countenance.cli.answer import (
    Answer,
    exit_code,
    in_json,
    in_words,
    next_in_words,
    verdict_word,
)
from countenance.codes.model import Verdict
from countenance.stores.packaged import edition

MAY_3 = "ms-aoai-coc@2024-05-03"
POLICE = {
    "actor_kind": "law_enforcement_agency",
    "on_behalf_of": "none",
    "agency_type": "municipal_police",
}
IDENTIFY = {"operation": "biometric_identification"}
PATROL = {"capture_device": "body_worn", "timeliness": "real_time", "environment": "uncontrolled"}


def answer(name: str, stated: dict[str, str], *, signed: bool = False) -> Answer:
    decision = ask(name, stated, signed=signed)
    return Answer(decision, (edition(name),), {}, None, (), None, ("a remark",))


def first(found: Answer) -> str:
    return in_words(found).splitlines()[0]


@pytest.mark.parametrize(
    ("verdicts", "word", "code"),
    [
        (Verdict.ALLOW, "allow", 0),
        (Verdict.DENY, "deny", 1),
        (Verdict.UNCLEAR, "unclear", 3),
        (Verdict.SILENT, "silent", 4),
        (Verdict.ALLOW | Verdict.DENY, "undetermined", 3),
        (Verdict.SILENT | Verdict.ALLOW, "undetermined", 3),
        (Verdict(0), "contradictory", 3),
    ],
)
def test_a_set_of_verdicts_has_one_word_and_one_exit_code(
    verdicts: Verdict, word: str, code: int
) -> None:
    assert (verdict_word(verdicts), exit_code(verdicts)) == (word, code)


def test_a_denial_names_clause_sense_basis_source_and_date() -> None:
    line = first(answer(MAY_3, {**POLICE, **IDENTIFY, "agency_country": "US"}))

    assert line == (
        "deny · ms-aoai-coc@2024-05-03 AOAI-USPD · no face recognition by or for US police "
        "departments (our words · press quotation · https://readwrite.com/new-rules-bans-law-"
        "enforcement-from-using-microsoft-ai-for-facial-recognition/, 2026-11-22)"
    )


def test_an_unclear_answer_names_the_readings_and_what_a_ruling_would_settle() -> None:
    fixed = {"capture_device": "fixed_cctv", "environment": "controlled"}
    line = first(answer(MAY_3, {**POLICE, **IDENTIFY, **fixed, "agency_country": "NO"}))

    assert line.startswith("unclear · the readings differ: ms-aoai-coc@2024-05-03 AOAI-ID (")
    assert "older sentence → deny, reporter → silent, publisher's answer → unclear" in line
    assert "what a ruling would have to settle: does the older sentence" in line


def test_a_weak_text_is_marked_until_it_is_signed_off() -> None:
    sheriff = {**POLICE, **IDENTIFY, "agency_type": "sheriff", "agency_country": "US"}
    parked = {"capture_device": "fixed_cctv"}
    line = first(answer(MAY_3, {**sheriff, **parked}))

    assert "the text is not established: ms-aoai-coc@2024-05-03 AOAI-USPD" in line
    assert first(answer(MAY_3, {**sheriff, **parked}, signed=True)).startswith("deny · ")


def test_missing_facts_are_asked_for_and_kept_apart_from_an_unclear_law() -> None:
    open_camera = {k: v for k, v in PATROL.items() if k != "capture_device"}
    line = first(answer(MAY_3, {**POLICE, **IDENTIFY, **open_camera, "agency_country": "NO"}))

    assert line == (
        "undetermined: unclear or deny · ask next: capture_device (What recorded the picture?)"
    )


def test_silence_is_never_called_permission() -> None:
    line = first(answer(MAY_3, {"operation": "scene_description"}))

    assert line.startswith("silent · no clause of ms-aoai-coc@2024-05-03 speaks to this")
    assert "silence is not permission" in line


def test_a_contradiction_says_what_cannot_be() -> None:
    line = first(answer(MAY_3, {"operation": "detection", "modality": "text"}))

    assert (
        line == "contradictory · text alone shows nobody: nothing about a face can be asked of it"
    )


def test_the_clauses_that_do_not_decide_stand_below() -> None:
    found = answer(MAY_3, {**POLICE, **IDENTIFY, **PATROL, "agency_country": "US"})

    words = in_words(found)

    assert "\n  applies: deny · ms-aoai-coc@2024-05-03 AOAI-MOBILE" in words
    assert "\n  applies: unclear · ms-aoai-coc@2024-05-03 AOAI-ID" in words
    assert "\n  way on: you may ask for the faces to be covered" in words
    assert words.endswith("\n  a remark")


def test_many_clauses_are_counted_and_not_all_printed() -> None:
    words = in_words(answer("ms-azure-face@2025-07-28", IDENTIFY))

    assert "more clauses; --json lists them" in words


def test_the_next_question_comes_with_its_values_and_what_would_settle() -> None:
    open_camera = {k: v for k, v in PATROL.items() if k != "capture_device"}
    words = next_in_words(answer(MAY_3, {**POLICE, **IDENTIFY, **open_camera}))

    assert words.startswith("capture_device: What recorded the picture?\n  it may be: body_worn, ")
    assert words.endswith("once these are known: agency_country, capture_device")


def test_there_is_nothing_to_ask_once_it_is_settled() -> None:
    found = answer(MAY_3, {"operation": "scene_description"})

    assert next_in_words(found) == "nothing to ask: silent"


def test_the_json_says_the_same_and_survives_a_round_trip() -> None:
    stated = {
        **POLICE,
        **IDENTIFY,
        "agency_country": "NO",
        "capture_device": "drone",
        **{k: v for k, v in PATROL.items() if k != "capture_device"},
    }

    told: dict[str, Any] = json.loads(json.dumps(in_json(answer(MAY_3, stated))))

    assert told["verdict"] == "unclear"
    assert told["verdicts"] == ["unclear"]
    assert told["ask_next"] is None
    assert {c["name"] for c in told["causes"]} == {"AOAI-ID", "mobile-camera"}
    assert {r["clause"] for r in told["readings"]} == {"AOAI-ID", "AOAI-MOBILE"}
    assert told["facts"]["capture_device"] == ["drone"]
    assert told["editions"][0]["name"] == MAY_3
    assert told["editions"][0]["digest"].startswith("sha256:")
    assert told["digest"].startswith("sha256:")


def test_the_json_of_a_denial_cites_its_clause_in_full() -> None:
    told: dict[str, Any] = in_json(answer(MAY_3, {**POLICE, **IDENTIFY, "agency_country": "US"}))

    clause = told["clauses"][0]

    assert (clause["clause"], clause["verdict"], clause["applies"]) == ("AOAI-USPD", "deny", "yes")
    assert clause["text_basis"] == "press_quote"
    assert clause["retrieved"] == "2026-11-22"
    assert clause["source"].startswith("https://")
