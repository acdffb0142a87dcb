"""A board's reading of a clause: what it moves, and that it decides only what is unclear."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from countenance.codes.conditions import condition
from countenance.codes.load import load_edition
from countenance.codes.model import Edition, Reading, TextBasis, Verdict
from countenance.decisions.compile import compile_editions
from countenance.decisions.decide import decide
from countenance.errors import CodeError, FactError, ReviewError
from countenance.facts.known import settle
from countenance.facts.tables import Table
from countenance.review.rulings import Ruling, effect, ruled
from countenance.stores.packaged import edition, packaged_vocabulary
from review.made_rulings import CODE, EDITION

VOCABULARY = packaged_vocabulary()
DAY = datetime.date(2026, 11, 22)
MAY = edition("ms-aoai-coc@2024-05-03")
STATION = {
    "actor_kind": ("law_enforcement_agency",),
    "agency_country": ("NO",),
    "capture_device": ("fixed_cctv",),
    "environment": ("controlled",),
}
BOARD = Reading(
    "board", "a station is a controlled place", Verdict.ALLOW, TextBasis.INTERPRETATION,
    "https://board.example/12",
)  # fmt: skip
UNCLEAR = Verdict.UNCLEAR


def ruling(**changed: Any) -> Ruling:
    given: dict[str, Any] = {
        "id": "r-1", "edition": MAY.name, "clause": "AOAI-ID", "reading": "board",
        "scope": STATION, "begins": datetime.date(2026, 1, 1), "ends": None,
        "cites": "any user", "says": "a station is not in the wild", "added": BOARD, **changed,
    }  # fmt: skip
    return Ruling(**given)


def made(**changed: Any) -> Ruling:
    """A ruling about the made code."""
    return ruling(**{"edition": EDITION.name, "clause": "A", "scope": {}, "added": None,
                     "reading": "mild", **changed})  # fmt: skip


def verdicts(
    text: Edition, facts: dict[str, str], signed: frozenset[str] = frozenset()
) -> Verdict:
    compiled = compile_editions([text], VOCABULARY, day=DAY, signed=signed)
    supposed = {name: (value,) for name, value in facts.items()}
    return decide(compiled, settle([], VOCABULARY).narrowed(supposed)).verdicts


def test_the_question_of_the_article_is_settled_where_the_board_says_so_and_nowhere_else() -> None:
    found = effect(MAY, ruling(), VOCABULARY)

    found.refuse_beyond()
    assert found.settled == found.table[UNCLEAR, Verdict.ALLOW] > 0
    assert (found.beyond, found.silent) == (0, 0)
    assert found.table[UNCLEAR, UNCLEAR] > 1000 * found.settled
    assert sum(found.table.values()) == found.total


def test_a_ruling_that_would_leave_a_biometric_act_silent_says_so() -> None:
    found = effect(MAY, ruling(reading="reporter", added=None), VOCABULARY)

    assert found.silent == found.settled > 0


def test_the_opposite_ruling_denies() -> None:
    found = effect(MAY, ruling(reading="older sentence", added=None), VOCABULARY)

    found.refuse_beyond()
    assert found.settled == found.table[UNCLEAR, Verdict.DENY] > 0


def test_within_its_scope_the_clause_answers_by_the_chosen_reading_alone() -> None:
    scope = {"agency_country": ("NO",)}
    after = ruled(EDITION, made(scope=scope), VOCABULARY)
    naming = {"operation": "biometric_identification", "environment": "uncontrolled",
              "capture_device": "fixed_cctv"}  # fmt: skip

    assert verdicts(EDITION, {**naming, "agency_country": "NO"}) == UNCLEAR
    assert verdicts(after.edition, {**naming, "agency_country": "NO"}) == Verdict.ALLOW
    assert verdicts(after.edition, {**naming, "agency_country": "SE"}) == UNCLEAR
    assert verdicts(after.edition, naming) == Verdict.ALLOW | UNCLEAR
    drone = {**naming, "capture_device": "drone"}
    assert verdicts(after.edition, {**drone, "agency_country": "NO"}) == Verdict.DENY


def test_no_ruling_makes_an_allow_of_a_deny() -> None:
    """Whatever the reading, the other clauses stand: the strictest answer counts."""
    found = effect(EDITION, made(), VOCABULARY)

    assert found.table[Verdict.DENY, Verdict.ALLOW] == 0
    assert found.beyond == 0


def test_an_added_reading_that_reaches_beyond_what_is_unclear_is_refused() -> None:
    everywhere = condition(
        Table({"when": {"operation": ["biometric_identification"]}}, "here", CodeError), "when",
        {}, VOCABULARY,
    )  # fmt: skip
    wide = replace(BOARD, when=everywhere)

    found = effect(EDITION, made(reading="board", added=wide), VOCABULARY)

    assert found.beyond == found.table[Verdict.SILENT, Verdict.ALLOW] > 0
    with pytest.raises(ReviewError, match="only what is unclear; .* from silent to allow"):
        found.refuse_beyond()


def test_a_ruling_that_settles_nothing_is_refused() -> None:
    found = effect(EDITION, made(scope={"environment": ("controlled",)}), VOCABULARY)

    with pytest.raises(ReviewError, match="would settle nothing"):
        found.refuse_beyond()


def test_choosing_a_weak_reading_signs_it_off() -> None:
    after = ruled(EDITION, made(reading="board", added=BOARD), VOCABULARY)
    naming = {"operation": "biometric_identification", "environment": "uncontrolled",
              "capture_device": "fixed_cctv"}  # fmt: skip

    assert verdicts(after.edition, naming) == UNCLEAR
    assert verdicts(after.edition, naming, after.signed) == Verdict.ALLOW


def test_a_ruled_edition_has_a_digest_of_its_own_and_so_has_a_ruling() -> None:
    first = compile_editions([EDITION], VOCABULARY, day=DAY)
    after = compile_editions([ruled(EDITION, made(), VOCABULARY).edition], VOCABULARY, day=DAY)
    others = [
        made(id="r-2"), made(says="otherwise"), made(scope={"environment": ("uncontrolled",)}),
        made(ends=datetime.date(2027, 1, 1)), made(cites="other words"),
        made(reading="board", added=BOARD),
        made(reading="board", added=replace(BOARD, says="x")),
    ]  # fmt: skip

    assert first.digest != after.digest
    assert len({made().digest, *(each.digest for each in others)}) == 8
    assert made().digest == made().digest


def test_it_counts_on_its_own_days() -> None:
    year = made(ends=datetime.date(2027, 1, 1))

    days = [datetime.date(2025, 12, 31), datetime.date(2026, 1, 1), datetime.date(2027, 1, 1)]
    assert [year.counts_on(day) for day in days] == [False, True, False]
    assert made().counts_on(datetime.date(2099, 1, 1))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"edition": "made@2"}, "is about `made@2`"),
        ({"clause": "C"}, "no clause `C`; with readings there are: `A`"),
        ({"reading": "odd"}, "no reading `odd`; there are: `strict`, `mild`"),
        ({"clause": "B"}, "no reading `mild`; there are: none"),
        ({"cites": " "}, "which words"),
        ({"says": ""}, "why so"),
        ({"ends": datetime.date(2026, 1, 1)}, "ends before it begins"),
        ({"added": replace(BOARD, name="mild")}, "name of its own"),
        ({"added": BOARD}, "name of its own"),
        ({"reading": "board", "added": replace(BOARD, says="")}, "says how it reads"),
    ],
)
def test_what_is_no_ruling_is_refused_by_name(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ReviewError, match=said):
        ruled(EDITION, made(**changed), VOCABULARY)


@pytest.mark.parametrize("scope", [{"enviroment": ("controlled",)}, {"environment": ("x",)}])
def test_a_scope_in_words_that_are_not_known_is_refused(scope: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(FactError):
        ruled(EDITION, made(scope=scope), VOCABULARY)


def test_an_exception_to_a_clause_stays_one_within_the_scope() -> None:
    text = CODE + """
[[clause]]
id = "C"
verdict = "deny"
says = "But never from a car."
section = "3"
text_basis = "verified"
exception_to = "A"
when = { environment = ["uncontrolled"], capture_device = ["dash_mounted"] }
"""
    own = load_edition(text, "", VOCABULARY, "made.toml")
    naming = {"operation": "biometric_identification", "environment": "uncontrolled",
              "capture_device": "dash_mounted"}  # fmt: skip

    after = ruled(own, made(), VOCABULARY)

    assert verdicts(after.edition, naming) == Verdict.DENY
    with pytest.raises(ReviewError, match="is an exception; rule on `A`"):
        ruled(own, made(clause="C"), VOCABULARY)
