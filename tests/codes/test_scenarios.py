"""Every conformance scenario of the packaged codes gets its verdict, and its cause.

A line whose text nobody read in the original (`recalled`, `interpretation`, `press_conflict`) gets
its verdict once what it rests on is signed off; until then it is unclear and says why, unless
nothing speaks to it.
"""

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from codes.asking import ask, words
from countenance.codes.model import TextBasis
from countenance.decisions.decide import Decision
from countenance.decisions.findings import CauseKind
from countenance.stores.packaged import code_names, edition_names, packaged_editions

LINES = Path(__file__).parent.parent / "data" / "scenarios" / "scenarios.jsonl"
VERDICTS = {
    "prohibited": "deny",
    "permitted": "allow",
    "unclear": "unclear",
    "not_addressed": "silent",
}

#: What a scenario says it is undecided by, as a kind of cause and the fact, term or clause meant.
CAUSES = {
    "capture_device": (CauseKind.FACT, "capture_device"),
    "subject_minor": (CauseKind.FACT, "subject_minor"),
    "audit_trail": (CauseKind.FACT, "audit_trail"),
    "offence": (CauseKind.FACT, "offence"),
    "definition of mobile camera": (CauseKind.TERM, "mobile-camera"),
    "definition of uncontrolled environment": (CauseKind.TERM, "uncontrolled-environment"),
    "timeliness: real_time or post": (CauseKind.TERM, "real-time"),
    "whether silent live matching is real-time use": (CauseKind.TERM, "real-time"),
    "whether verification is within AOAI-MOBILE": (CauseKind.TERM, "identify-people"),
    "whether detection counts as facial recognition purposes": (
        CauseKind.TERM,
        "facial-recognition-purposes",
    ),
    "whether AOAI-ID survives in this version": (CauseKind.READING, "AOAI-ID"),
    'whether one search is "aggregate, monitor, profile"': (CauseKind.TERM, "compromise-privacy"),
    "which bullet prevails": (CauseKind.READING, "law-enforcement.2-MISSING"),
    "meaning of police department for federal agencies": (CauseKind.TERM, "police-department"),
    "lawful basis in use_jurisdiction": (CauseKind.FACT, "national_law_enables"),
    "consent": (CauseKind.FACT, "consent"),
    # There is none, and whether a search for a missing person needs any is the question.
    "anthropic-aup: consent": (CauseKind.READING, "law-enforcement.2-MISSING"),
    "scope of 34.10.020(B)": (CauseKind.TERM, "face-recognition-technology"),
    "whether a template derived from a photo is a biometric identifier": (
        CauseKind.READING,
        "19.375.010",
    ),
    "whether the 2026 session extended the sunset": (CauseKind.READING, "sunset"),
    "authorisation required by the enacted text": (CauseKind.READING, "reversal"),
}


@dataclass(frozen=True)
class Meant:
    """What a scenario means and does not say, because the scenario `by` contradicts it.

    `by` adds facts and has another verdict, and learning more never moves a verdict: so the first
    one means another value of one of these facts. `alike`: facts whose value the text does not
    tell apart.
    """

    by: str
    stated: dict[str, str]
    alike: frozenset[str] = frozenset()


MEANT = {
    "S130": Meant("S131", {"face_template_created": "false"}),
    # One sentence of 5(1)(g) leaves data sets out, whatever the trait: this line is about none.
    "S110": Meant("S111", {"database_origin": "none"}, frozenset({"inferred_attribute"})),
}


@dataclass(frozen=True)
class Line:
    """One scenario of a packaged code."""

    id: str
    edition: str
    clause: str
    facts: dict[str, str]
    day: datetime.date | None
    verdict: str
    basis: TextBasis
    undecided_by: tuple[str, ...]

    def __str__(self) -> str:
        return self.id

    def asked(self, *, signed: bool) -> Decision:
        meant = MEANT[self.id].stated if self.id in MEANT else {}
        return ask(self.edition, {**self.facts, **meant}, day=self.day, signed=signed)


def read(line: str) -> Line:
    told = json.loads(line)
    stated = {name: words(value) for name, value in told["facts"].items()}
    day = stated.pop("as_of", None)
    return Line(
        told["id"],
        f"{told['code']}@{told['version']}",
        told["clause"],
        stated,
        datetime.date.fromisoformat(day) if day else None,
        VERDICTS[told["verdict"]],
        TextBasis(told["text_basis"]),
        tuple(told.get("undecided_by", ())),
    )


ALL = [read(line) for line in LINES.read_text(encoding="utf-8").splitlines()]
OURS = [line for line in ALL if line.edition.split("@")[0] in code_names()]
WEAK = [line for line in OURS if line.basis.weak]
FIRM = [line for line in OURS if not line.basis.weak]
UNDECIDED = [line for line in OURS if line.undecided_by]


def causes(line: Line) -> list[tuple[CauseKind, str]]:
    """What a line says it is undecided by; a few words mean something else in one code."""
    code = line.edition.split("@")[0]
    return [CAUSES.get(f"{code}: {text}") or CAUSES[text] for text in line.undecided_by]


def expected(line: Line, decision: Decision) -> bool:
    """A missing fact makes a set that holds more than its verdict; else the verdict is the set."""
    if CauseKind.FACT in {kind for kind, _ in causes(line)}:
        return decision.undetermined and decision.verdicts.words[-1] != line.verdict
    return decision.verdicts.words == (line.verdict,)


def test_the_packaged_codes_have_scenarios_and_every_edition_that_they_name() -> None:
    assert OURS
    for line in OURS:
        assert line.edition in edition_names(line.edition.split("@")[0])


@pytest.mark.parametrize("name", MEANT)
def test_a_line_means_more_than_it_says_only_where_another_contradicts_it(name: str) -> None:
    meant = MEANT[name]
    said, more = (next(line for line in ALL if line.id == id_) for id_ in (name, meant.by))
    differing = {fact for fact, value in said.facts.items() if more.facts.get(fact) != value}

    assert said.edition == more.edition
    assert differing == meant.alike
    assert said.verdict != more.verdict
    assert meant.stated.keys() <= more.facts.keys() - said.facts.keys()
    assert all(more.facts[fact] != value for fact, value in meant.stated.items())


def other_than_expected(lines: list[Line], *, signed: bool) -> dict[str, tuple[str, ...]]:
    """The lines that do not get their verdict, each with what it gets."""
    told = [(line, line.asked(signed=signed)) for line in lines]
    return {
        line.id: decision.verdicts.words for line, decision in told if not expected(line, decision)
    }


def test_a_scenario_gets_its_verdict_with_nothing_signed_off() -> None:
    assert FIRM
    assert other_than_expected(FIRM, signed=False) == {}


def test_a_weak_line_gets_its_verdict_once_its_text_is_signed_off() -> None:
    assert WEAK
    assert other_than_expected(WEAK, signed=True) == {}


def test_until_then_a_weak_line_is_unclear_and_says_why() -> None:
    for line in WEAK:
        decision = line.asked(signed=False)

        if line.verdict == "silent":
            assert decision.verdicts.words == ("silent",), line.id
            continue
        # A sheriff's camera that may be live on patrol is barred by another, firm clause: the set
        # may then hold that verdict too, but it is never settled.
        assert "unclear" in decision.verdicts.words, line.id
        if line.verdict != "unclear":
            assert CauseKind.TEXT in {cause.kind for cause in decision.causes}, line.id


@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed"])
def test_what_a_scenario_is_undecided_by_is_among_the_causes(signed: bool) -> None:
    assert UNDECIDED
    for line in UNDECIDED:
        decision = line.asked(signed=signed)

        found = {(cause.kind, cause.name) for cause in decision.causes}

        assert set(causes(line)) <= found, line.id
        facts = [name for kind, name in causes(line) if kind is CauseKind.FACT]
        if facts:
            assert decision.next_question in facts, line.id


def test_the_clause_that_a_scenario_names_speaks() -> None:
    """Our clauses part a text more finely: `AOAI-USPD-OTHER` is a part of `AOAI-USPD`."""
    parts = {
        "AOAI-ID": ("AOAI-ID", "AOAI-DESCRIBE"),
        "FACE-LA": ("FACE-LA", "FACE-FREE"),
        # With consent 17 does not apply, and what the line allows is the exception to 15.
        "17": ("17", "15-APPROVED"),
        "133.741 (face clause)": ("133.741",),
        "34.10 exceptions": ("34.10.040",),
        # With an offence that is not on the list the exception is none, and the ban speaks.
        "5(1)(h)(iii)": ("5(1)(h)",),
        "art 8 ECHR: who / where": ("art-8",),
        "6001(2) exceptions": ("6001(2)-SERIOUS-CRIME",),
        "A (authorized use (i))": ("A-SUSPICION",),
        "105-D:2 (face clause)": ("105-D:2-FACE",),
    }
    for line in OURS:
        if line.verdict in ("deny", "allow"):
            names = parts.get(line.clause, (line.clause,))
            spoken = line.asked(signed=True).clauses

            assert any(each.clause.startswith(names) for each in spoken), f"{line.id}: {spoken}"


def test_the_older_question_of_the_reporter_names_three_readings_and_what_each_gives() -> None:
    (line,) = [line for line in OURS if line.id == "S023"]

    (finding,) = [f for f in line.asked(signed=False).clauses if f.clause == "AOAI-ID"]

    given = {reading.name: reading.verdict.words for reading in finding.readings}
    assert given == {
        "older sentence": ("deny",),
        "reporter": ("silent",),
        "publisher's answer": ("unclear",),
    }


def test_no_clause_whose_readings_differ_says_unclear_itself() -> None:
    for edition in packaged_editions():
        for clause in edition.clauses:
            if clause.readings:
                assert clause.verdict is None


def test_the_first_wording_names_both_the_readings_and_the_conflict_of_the_accounts() -> None:
    """What is known only through accounts that differ is unclear for two reasons, both shown."""
    police = {
        "actor_kind": "law_enforcement_agency",
        "on_behalf_of": "none",
        "agency_type": "municipal_police",
        "agency_country": "US",
        "operation": "report_drafting",
        "modality": "audio",
    }

    decision = ask("ms-aoai-coc@2024-05-01", police)

    assert decision.verdicts.words == ("unclear",)
    assert {CauseKind.READING, CauseKind.TEXT} <= {cause.kind for cause in decision.causes}
