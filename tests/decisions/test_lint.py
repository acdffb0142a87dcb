"""What lint finds is there, and what is there it finds: against the reference, by brute force."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings

from codes.small import TEXT, V, edition
from countenance.codes.flaws import Flaw, FlawKind
from countenance.codes.model import Clause, Edition
from countenance.decisions.bound import bound_alone
from countenance.decisions.compile import Workbench
from countenance.decisions.lint import lint
from countenance.decisions.reference import reference_verdict
from countenance.facts.vocabulary import Vocabulary
from decisions.random_codes import World, worlds
from decisions.spaces import every

IDLE = {FlawKind.DEAD, FlawKind.SHADOWED, FlawKind.REDUNDANT}
ALONE = TEXT.split('\n[[clause]]\nid = "VERIFY"')[0]


def verdicts(world: World, text: Edition, signed: frozenset[str]) -> list[object]:
    return [
        reference_verdict([text], world.vocabulary, situation, signed=signed)
        for situation in every(world)
    ]


def makes_sense(text: Edition, vocabulary: Vocabulary) -> bool:
    bound = bound_alone(text)
    return Workbench([bound], vocabulary).verdict_if_sound(bound) is not None


def changes_nothing(world: World, text: Edition, clause: Clause) -> bool:
    left = replace(text, clauses=tuple(c for c in text.clauses if c is not clause))
    # What is an exception to nothing that is left is no clause of its own.
    names = {c.id for c in left.clauses}
    while orphans := [
        c for c in left.clauses if c.exception_to and names.isdisjoint(c.exception_to)
    ]:
        left = replace(left, clauses=tuple(c for c in left.clauses if c not in orphans))
        names = {c.id for c in left.clauses}
    every_one = frozenset(c.digest for c in text.clauses)
    return makes_sense(left, world.vocabulary) and all(
        verdicts(world, text, signed) == verdicts(world, left, signed)
        for signed in (frozenset[str](), every_one)
    )


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_a_clause_is_found_idle_just_where_taking_it_out_changes_no_verdict(
    drawn: tuple[World, random.Random],
) -> None:
    world, _ = drawn
    text = world.editions[0]

    found = {flaw.where.split("#")[1]: flaw.kind for flaw in lint(text, world.vocabulary)
             if flaw.kind in IDLE}  # fmt: skip

    for clause in text.clauses:
        if clause.id in found or makes_sense(
            replace(text, clauses=tuple(c for c in text.clauses if c is not clause)),
            world.vocabulary,
        ):
            assert (clause.id in found) == changes_nothing(world, text, clause)


def found_in(text: str) -> dict[str, Flaw]:
    return {flaw.where: flaw for flaw in lint(edition(text), V) if not flaw.kind.is_note}


def clause(name: str, when: str, verdict: str = "deny", more: str = "") -> str:
    return f"""
[[clause]]
id = "{name}"
verdict = "{verdict}"
says = "Something."
section = "9"
text_basis = "verified"
when = {when}
{more}
"""


def test_a_code_that_is_in_order_has_no_flaw() -> None:
    assert found_in(TEXT) == {}


@pytest.mark.parametrize(
    ("more", "kind", "says"),
    [
        (clause("X", '{ camera = ["none"], live = ["true"] }'), "dead", "never answers"),
        (clause("X", '{ operation = ["verify"] }', more="from = 2030-01-01"),
         "dead", "never in force while its edition is"),
        (clause("X", '[{ operation = ["detect"] }, { camera = ["none"], live = ["true"] }]'),
         "dead-case", "case 2 of `when` never holds"),
        (clause("X", '{ operation = ["identify"], camera = ["body"], live = ["true"] }', "allow"),
         "shadowed", "where it answers, `MOBILE` is stricter"),
        (clause("X", '{ operation = ["identify"], camera = ["body"], live = ["true"] }'),
         "redundant", "so does `MOBILE`"),
        (clause("X", '{ camera = ["body"] }', more='exception_to = ["MOBILE"]')
         + clause("Y", '{ camera = ["body"] }', "allow", 'exception_to = ["MOBILE"]'),
         "conflicting", "`Y`"),
    ],
    ids=["dead", "out of force", "dead case", "shadowed", "redundant", "conflicting"],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(more: str, kind: str, says: str) -> None:
    (flaw,) = found_in(ALONE + more).values()

    assert flaw.kind.value == kind
    assert says in flaw.what
    assert flaw.where in ("test.toml", "test-code/1.toml", "test-code/1.toml#X")
    assert flaw.right


def test_a_scope_that_cannot_happen_is_found_instead_of_every_clause() -> None:
    scope = '[scope]\ncamera = ["none"]\nlive = ["true"]\n\n[[clause]]'

    (flaw,) = found_in(ALONE.replace("[[clause]]", scope, 1)).values()

    assert flaw.kind is FlawKind.EMPTY_SCOPE


def test_a_clause_that_says_what_has_to_be_done_is_not_redundant() -> None:
    when = '{ operation = ["detect"], camera = ["fixed"] }'
    both = clause("X", when, "allow") + clause("Y", when, "allow")

    told = found_in(ALONE + both.replace('"allow"', '"allow"\nobligations = ["log"]', 1))

    assert set(told) == {"test-code/1.toml#Y"}


def test_two_clauses_of_which_each_counts_on_its_own_days_are_both_needed() -> None:
    when = '{ operation = ["detect"] }'
    days = ("until = 2024-06-01", "from = 2024-06-01")

    assert found_in(ALONE + clause("X", when, more=days[0]) + clause("Y", when, more=days[1])) == {}


def test_a_ban_on_what_another_clause_allows_is_a_note_with_one_example() -> None:
    allowed = clause("X", '{ operation = ["identify"], live = ["true"] }', "allow")

    (note,) = [flaw for flaw in lint(edition(ALONE + allowed), V) if flaw.kind.is_note]

    assert note.where == "test-code/1.toml#MOBILE"
    assert "`X` would allow" in note.what
    assert "operation=identify" in note.what


def test_what_only_an_interpretation_takes_out_is_not_dead() -> None:
    unless = 'unless = { live = ["term:open"] }\n'
    words = ALONE + clause("OPEN", '{ operation = ["detect"] }', more=unless) + """
[[term]]
id = "open"
fact = "live"
question = "which pictures are live?"
members = []
by_interpretation = ["true", "false"]
"""

    kinds = {flaw.kind for where, flaw in found_in(words).items() if where.endswith("#OPEN")}

    assert kinds == set()
