"""Calls about the same picture: linked, judged as one, and never more loosely for it."""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from skimage import data

from countenance.codes.model import Verdict
from countenance.errors import RecordError
from countenance.evidence.labels import Label
from countenance.gate.linking import Linked, judged_as_one, stricter
from countenance.gate.outcome import Action, Judged, Outcome, Pictured, Visible, outcome_of
from countenance.gate.recording import said
from gate.fakes import NOON, Client, Fakes, body_of
from gate.judged import TODAY, act, judged, private
from gate.running import Running, face, running

WHO, DESCRIBE = "Who is this?", "Describe this picture."


def tried(work: Callable[[Fakes], Awaitable[None]]) -> Fakes:
    async def walk() -> Fakes:
        fakes = Fakes()
        fakes.callers.registration = private(provider_approval="none")
        await work(fakes)
        await fakes.recorder.drain()
        return fakes

    return asyncio.run(walk())


def checks(fakes: Fakes) -> list[list[str]]:
    """The acts that each decision was made about."""
    return [[one["label"] for one in entry["acts"]] for entry in fakes.log.read("decision")]


def test_a_question_that_was_refused_counts_when_the_picture_is_described_next() -> None:
    async def work(fakes: Fakes) -> None:
        first = await Client(body_of(WHO, b"face one")).ask(fakes)
        second = await Client(body_of(DESCRIBE, b"face one")).ask(fakes)
        other = await Client(body_of(DESCRIBE, b"face two")).ask(fakes)
        assert [each.status for each in (first, second, other)] == [400, 200, 200]

    fakes = tried(work)

    first, second, other = fakes.log.read("decision")
    assert second["linked"] == [{"entry": first["id"], "by": "pixels", "together": True}]
    assert checks(fakes) == [["identify"], ["describe", "identify"], ["describe"]]
    assert (second["outcome"], second["row"]) == ("redact", 4)
    assert (other["outcome"], other["row"], other["linked"]) == ("redact", 3, [])


def test_a_question_for_a_name_is_refused_whatever_was_asked_before() -> None:
    async def work(fakes: Fakes) -> None:
        await Client(body_of(DESCRIBE, b"face one")).ask(fakes)
        refused = await Client(body_of(WHO, b"face one")).ask(fakes)
        assert refused.status == 400

    fakes = tried(work)

    first, second = fakes.log.read("decision")
    assert (second["outcome"], second["row"]) == ("refuse", 2)
    assert second["linked"] == [{"entry": first["id"], "by": "pixels", "together": True}]


def test_after_the_conversation_calls_are_linked_and_no_more() -> None:
    async def work(fakes: Fakes) -> None:
        await Client(body_of(WHO, b"face one")).ask(fakes)
        fakes.now = NOON + 1800 * 10**9
        await Client(body_of(DESCRIBE, b"face one")).ask(fakes)

    fakes = tried(work)

    first, second = fakes.log.read("decision")
    assert second["linked"] == [{"entry": first["id"], "by": "pixels", "together": False}]
    assert second["row"] == 3


def test_what_is_only_asked_about_is_judged_so_and_leaves_no_look() -> None:
    async def work(fakes: Fakes) -> None:
        await Client(body_of(WHO, b"face one"), "/v1/decide").ask(fakes)
        assert fakes.looks.kept == []
        await Client(body_of(WHO, b"face one")).ask(fakes)
        await Client(body_of(DESCRIBE, b"face one"), "/v1/decide").ask(fakes)

    fakes = tried(work)

    assert len(fakes.looks.kept) == 1
    assert [entry["row"] for entry in fakes.log.read("decision")] == [2, 2, 4]


def test_text_alone_and_a_picture_that_cannot_be_read_leave_no_look() -> None:
    async def work(fakes: Fakes) -> None:
        await Client(body_of("hello")).ask(fakes)
        fakes.eyes.fault = "unreadable"
        await Client(body_of(WHO, b"face one")).ask(fakes)

    assert tried(work).looks.kept == []


def test_where_it_cannot_be_looked_up_nothing_passes() -> None:
    async def work(fakes: Fakes) -> None:
        fakes.looks.fail = RecordError("the disk is full")
        refused = await Client(body_of(DESCRIBE, b"face one")).ask(fakes)
        assert (refused.status, refused.clause) == (503, "gate-failure")

    assert tried(work).upstream.sent == []


VERDICTS = st.sampled_from([
    Verdict.ALLOW, Verdict.SILENT, Verdict.DENY, Verdict.UNCLEAR, Verdict.ALLOW | Verdict.DENY,
    Verdict.SILENT | Verdict.UNCLEAR, Verdict.ALLOW | Verdict.SILENT,
])  # fmt: skip
ACTS = st.lists(
    st.builds(Judged, st.just("x"), VERDICTS, st.booleans(), st.booleans(), st.booleans()),
    min_size=1, max_size=4,
)  # fmt: skip
_LEVEL = {Action.PASS: 0, Action.REDACT: 1, Action.REFUSE: 2, Action.HOLD: 2}


@settings(max_examples=500)
@given(ACTS, ACTS, st.sampled_from([Pictured.FACES, Pictured.NO_FACE, Pictured.UNCERTAIN]),
    st.sampled_from(Visible), st.one_of(st.none(), st.just("consent")))  # fmt: skip
def test_what_was_asked_before_never_makes_anything_looser(
    own: list[Judged],
    before: list[Judged],
    pictured: Pictured,
    visible: Visible,
    question: str | None,
) -> None:
    def outcome(acts: list[Judged]) -> Outcome:
        return outcome_of(acts, pictured, visible=visible, question=question)

    alone = outcome(own)
    found = stricter(alone, outcome([*own, *before]))

    assert _LEVEL[found.action] >= _LEVEL[alone.action]
    if alone.action in (Action.REFUSE, Action.HOLD):
        assert found == alone
    elif found.action in (Action.PASS, Action.REDACT):
        assert found.cover >= alone.cover
        assert found.strict >= alone.strict
        assert set(found.duties) >= set(alone.duties)


def test_the_stricter_of_two_outcomes_keeps_what_each_asks_for() -> None:
    covered = Outcome(Action.REDACT, 3, cover=True)
    shown = Outcome(Action.PASS, 3, strict=True)
    held = Outcome(Action.HOLD, 6)

    assert stricter(covered, shown) == replace(covered, strict=True)
    assert stricter(shown, covered) == replace(covered, strict=True, row=3)
    assert stricter(shown, held) == held
    assert stricter(held, shown) == held


def test_a_call_is_explained_by_what_it_was_judged_with() -> None:
    def one(acts: Any) -> Any:
        found = judged(private(provider_approval="none"), *acts)
        return found, said(found, TODAY)

    describe, identify = act(Label.DESCRIBE), act(Label.IDENTIFY)

    alone, says = judged_as_one(one, (describe,), Linked())
    same, _ = judged_as_one(one, (describe,), Linked(acts=(replace(describe, permille=3),)))
    more, anew = judged_as_one(one, (describe,), Linked(acts=(identify,)))

    assert alone == same
    assert alone.acts == (describe,)
    assert more.acts == (describe, identify)
    assert more.outcome.strict
    assert says is not None
    assert anew is None


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("linking")
    with running(folder) as started:
        yield started


def test_the_same_pixels_in_another_file_are_the_same_picture(gate: Running) -> None:
    """Another file, other metadata: what counts is what is seen."""
    key = gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
    with Image.open(io.BytesIO(face())) as opened:
        anew = io.BytesIO()
        opened.save(anew, "PNG", dpi=(300, 300))

    first = gate.ask(key, WHO, face())
    second = gate.ask(key, DESCRIBE, anew.getvalue())
    third = gate.ask(key, "Hello.")

    one, two, three = (gate.entries(each.entry)[0] for each in (first, second, third))
    assert [link["entry"] for link in two["linked"]] == [one["id"]]
    assert three["linked"] == []
    assert "identify" in {each["label"] for each in two["acts"]}
    assert json.dumps(two).count("pixels") >= 1


def test_a_cut_of_a_picture_is_linked_with_it(tmp_path: Path) -> None:
    whole = data.astronaut()  # type: ignore[no-untyped-call]
    cup = data.coffee()  # type: ignore[no-untyped-call]

    def jpeg(pixels: Any) -> bytes:
        out = io.BytesIO()
        Image.fromarray(pixels).save(out, "JPEG", quality=85)
        return out.getvalue()

    with running(tmp_path) as started:
        key = started.caller("acme", "actor_kind=private_entity", "provider_approval=none")
        first = started.ask(key, WHO, jpeg(whole))
        cut = started.ask(key, DESCRIBE, jpeg(whole[30:450, 80:480]))
        other = started.ask(key, DESCRIBE, jpeg(cup))
        one, two, three = (started.entries(each.entry)[0] for each in (first, cut, other))

    assert [(link["entry"], link["by"]) for link in two["linked"]] == [(one["id"], "sketch")]
    assert "identify" in {each["label"] for each in two["acts"]}
    assert three["linked"] == []
