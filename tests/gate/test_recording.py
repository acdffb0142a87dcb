"""The entry of a decision: names, verdicts and digests, never content."""

import json
import os
from dataclasses import replace
from typing import Any

import pytest

from countenance.codes.model import Edition
from countenance.errors import RecordError
from countenance.evidence.labels import Label
from countenance.faces.boxes import Face
from countenance.faces.settings import Inspection
from countenance.gate.judging import Judgement
from countenance.gate.obligations import duties
from countenance.gate.opening import Opened
from countenance.gate.recording import Sources, decision_entry, obligations_done
from countenance.media.kinds import MediaKind
from countenance.record.make import Maker
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from gate.judged import TODAY, act, call, judged, police, private

SOURCES = Sources(
    vocabulary="sha256:v",
    detector="sha256:d",
    act_model="sha256:a",
    patterns="sha256:p",
    models=frozenset({"gpt-4o"}),
)
FACE = Face(1, 2, 3, 4, 0.9)
SEEN = Inspection(
    MediaKind.JPEG, 640, 480, 1, (FACE,), ("upright-640",), "centerface", (640, 480), "00", "11"
)


def entry(judgement: Judgement, text: str = "Who is this?", **more: Any) -> dict[str, Any]:
    asked = call(text, picture=b"picture-bytes" if judgement.acts else None)
    media = Opened({part.where: SEEN for part in asked.pictures})
    made = decision_entry(
        Maker(lambda: 1_800_000_000_000_000_000, os.urandom), SOURCES, asked, private(), judgement,
        media, "azure_openai", TODAY, **more,
    )  # fmt: skip
    read: dict[str, Any] = json.loads(made.data)
    return read


def test_a_refusal_names_editions_clause_facts_and_digest() -> None:
    made = entry(judged(private(provider_approval="none"), act(Label.IDENTIFY)))

    assert made["outcome"] == "refuse"
    assert made["code"]["editions"] == [{"edition": "ms-enterprise-ai-coc@4.0", "pinned": False}]
    assert made["code"]["compiled"].startswith("sha256:")
    assert made["clauses"][0]["clause"] == "15"
    assert {f["name"]: f["basis"] for f in made["facts"]}["actor_kind"] == "registered"
    (asked,) = made["acts"]
    assert (asked["label"], asked["permille"], asked["verdicts"]) == ("identify", 900, ["deny"])
    assert asked["facts"]["operation"] == ["biometric_identification"]


def test_a_pinned_edition_and_its_readings_are_marked() -> None:
    oslo = police("NO", capture_device="fixed_cctv", environment="controlled")

    made = entry(judged(oslo, act(Label.IDENTIFY)))

    assert made["code"]["editions"][0]["pinned"] is True
    assert len(made["clauses"][0]["readings"]) == 3


def test_what_every_act_agrees_to_is_an_inferred_fact() -> None:
    listed = act(Label.IDENTIFY, reference_set="suspects_or_prior_inmates")

    made = entry(judged(private(provider_approval="none"), listed))

    (found,) = [f for f in made["facts"] if f["name"] == "reference_set"]
    assert (found["values"], found["basis"]) == (["suspects_or_prior_inmates"], "inferred")


def test_text_alone_names_no_detector_and_no_classifier() -> None:
    made = entry(judged(private()))

    assert made["code"]["detector"] is None
    assert made["code"]["act_model"] is None
    assert made["none_speaks"] is True
    assert made["parts"][0]["inspected_by"] == ["axiom-text-alone"]


def test_nothing_of_the_content_stands_in_it() -> None:
    text = "Is this Wilhelmina Quist of Harbour Lane?"
    made = json.dumps(entry(judged(private(), act(Label.DESCRIBE)), text))

    assert "Wilhelmina" not in made
    assert "picture-bytes" not in made


def test_a_picture_that_nobody_inspected_makes_the_entry_fail() -> None:
    judgement = judged(private(), act(Label.DESCRIBE))

    with pytest.raises((RecordError, KeyError)):
        decision_entry(
            Maker(lambda: 1, os.urandom), SOURCES, call(), private(), judgement, Opened(),
            "azure_openai", TODAY,
        )  # fmt: skip


def test_a_model_that_the_settings_do_not_know_is_not_written_down() -> None:
    sources = Sources(vocabulary="v", detector="d", act_model="a", patterns="p", models=frozenset())
    made = decision_entry(
        Maker(lambda: 1_800_000_000_000_000_000, os.urandom), sources, call(picture=None),
        private(), judged(private()), Opened(), "azure_openai", TODAY,
    )  # fmt: skip

    assert json.loads(made.data)["ask"]["model"] == "other"


def test_what_the_gate_kept_is_done() -> None:
    kept = obligations_done(duties(["cover_faces", "inform_the_person"], frozenset()))

    assert [(each.what, each.status) for each in kept] == [("cover_faces", "done")]


def _place(edition: Edition) -> dict[str, str]:
    """A place inside the scope of a law, as a registration names it."""
    for cube in edition.scope:
        for level, mask in cube.masks:
            fact = packaged_vocabulary().facts[level]
            if fact.name in ("use_jurisdiction", "use_locality"):
                return {fact.name: fact.names(mask)[0]}
    return {}


LAWS = [law for law in packaged_editions() if _place(law) and law.in_force_on(TODAY)]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_every_law_can_be_entered_for_whoever_it_may_bind(law: Edition) -> None:
    place = _place(law)
    officers = {"actor_kind": "law_enforcement_agency", "agency_type": "municipal_police"}
    for facts in ({}, officers):
        caller = replace(private(**facts, **place), codes=(law.code,))
        for asked in ((), (act(Label.IDENTIFY),), (act(Label.DESCRIBE), act(Label.VERIFY))):
            made = entry(judged(caller, *asked))
            assert law.name in {each["edition"] for each in made["code"]["editions"]}
