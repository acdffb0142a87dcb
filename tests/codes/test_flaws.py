"""Flaws of the texts that come with countenance, and what the words of a text alone show."""

from dataclasses import replace

import pytest

from codes.asking import VOCABULARY
from codes.small import SHARED, TEXT, V, edition
from countenance.codes.flaws import (
    Accepted,
    Flaw,
    FlawKind,
    in_words_of,
    parse_accepted,
    sifted,
    unsaid,
    unused_terms,
)
from countenance.codes.model import Literal
from countenance.decisions.lint import lint
from countenance.errors import CodeError
from countenance.stores.packaged import (
    accepted_flaws,
    code_names,
    edition_text,
    editions_of,
    packaged_editions,
    shared_text,
)


@pytest.mark.parametrize("code", code_names())
def test_a_packaged_code_has_no_flaw_that_is_not_accepted_with_a_reason(code: str) -> None:
    texts = editions_of(code)
    found = [flaw for text in texts for flaw in lint(text, VOCABULARY) if not flaw.kind.is_note]
    for text in texts:
        found += unused_terms(text, edition_text(text.name), shared_text())
    files = [f"{text.code}/{text.edition}.toml" for text in texts]

    left, _ = sifted(found, accepted_flaws(), files)

    assert left == (), "\n".join(f"{f.where}: {f.kind.value}: {f.what}" for f in left)


def test_what_is_accepted_speaks_of_texts_that_are_there() -> None:
    there = {f"{t.code}/{t.edition}.toml" for code in code_names() for t in editions_of(code)}

    assert {each.where.partition("#")[0] for each in accepted_flaws()} <= there


def test_a_clause_that_mentions_many_facts_says_why() -> None:
    (clause, *_) = edition().clauses
    many = tuple(Literal(i, 1) for i in range(9))

    wide = replace(clause, when=(many,))
    found = [
        flaw
        for each in (wide, replace(wide, note="the text lists them"))
        for flaw in in_words_of(replace(edition(), clauses=(each,)), VOCABULARY)
    ]

    assert [flaw.kind for flaw in found] == [FlawKind.MANY_FACTS]
    assert "9 facts: service, operation" in found[0].what


def test_a_clause_that_names_a_scenario_is_found_wherever_it_names_it() -> None:
    texts = [TEXT.replace("Checking one face.", "As in S023."), TEXT.replace("MOBILE", "S023")]

    found = [flaw for text in texts for flaw in in_words_of(edition(text), V)]

    assert [flaw.kind for flaw in found] == [FlawKind.NAMES_SCENARIO] * 2
    assert found[0].where == "test-code/1.toml#VERIFY"


def test_a_term_that_nothing_asks_for_is_found() -> None:
    text = TEXT.replace("[[clause]]", '[[term]]\nid = "x"\nfact = "live"\nquestion = "?"\n'
                        'members = ["true"]\n\n[[clause]]', 1)  # fmt: skip

    (flaw,) = unused_terms(edition(text), text, SHARED)

    assert flaw.where == "test-code/1.toml#x"
    assert "`term:x`" in flaw.right


def test_a_fact_that_no_clause_mentions_is_unsaid() -> None:
    (flaw,) = unsaid([edition()], V)

    assert flaw.where == "vocabulary.toml#signed"


def test_every_fact_of_the_vocabulary_is_asked_about_by_some_packaged_code() -> None:
    assert list(unsaid(packaged_editions(), VOCABULARY)) == []


ACCEPTED = """
[[accepted]]
flaw = "redundant"
where = "a/1.toml#X"
reason = "the act says it twice"
"""
FLAW = Flaw(FlawKind.REDUNDANT, "a/1.toml#X", "it is", "take it out")


def test_a_flaw_that_is_accepted_is_told_with_its_reason() -> None:
    left, taken = sifted([FLAW], parse_accepted(ACCEPTED, "accepted.toml"), ["a/1.toml"])

    assert left == ()
    assert taken[FLAW].reason == "the act says it twice"


def test_what_is_accepted_and_not_found_any_more_is_a_flaw_where_it_was_looked_for() -> None:
    accepted = [Accepted(FlawKind.DEAD, f"{code}/1.toml#X", "?") for code in ("a", "b")]

    left, _ = sifted([FLAW], accepted, ["a/1.toml"])

    assert [(flaw.kind, flaw.where) for flaw in left] == [
        (FlawKind.REDUNDANT, "a/1.toml#X"), (FlawKind.NOT_FOUND, "a/1.toml#X"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ACCEPTED.replace("redundant", "redundent"), "did you mean `redundant`?"),
        (ACCEPTED.replace("redundant", "x"), "there are unreadable, empty-scope"),
        (ACCEPTED.replace("reason", "because"), "`reason` is missing; it takes a text"),
        (ACCEPTED + 'who = "me"', "nothing here is called `who`"),
    ],
)
def test_a_list_of_accepted_flaws_that_is_wrong_says_where(text: str, says: str) -> None:
    with pytest.raises(CodeError, match=r"^accepted\.toml") as raised:
        parse_accepted(text, "accepted.toml")

    assert says in str(raised.value)
