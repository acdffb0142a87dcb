"""Patterns of which only those are tried whose words stand in the text: the same is found."""

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from countenance.dialects.sentences import sentences
from countenance.evidence import answer_words
from countenance.evidence.answer_claims import CLAIMS, claim_in
from countenance.evidence.needed import AnyOf, Folded, folded, needs

DATA = Path(__file__).parents[1] / "data"
REFUSES = AnyOf(answer_words.REFUSALS)
EVERY = [*(claims for _, claims in CLAIMS), REFUSES]
JOINED = {
    each: re.compile("|".join(f"(?:{one})" for one in each.patterns), re.IGNORECASE)
    for each in EVERY
}


def _words(*words: str) -> frozenset[str]:
    return frozenset(words)


def _said() -> list[str]:
    """The sentences of all answers and requests that were written while the checks were."""
    found: dict[str, None] = {}
    for path in (DATA / "answers" / "answers.jsonl", *sorted((DATA / "intent").glob("dev*.jsonl"))):
        for line in path.read_text().splitlines():
            found.update(dict.fromkeys(_texts(json.loads(line))))
    return [piece.seen for text in found for piece in sentences(text)]


def _texts(row: object) -> Iterator[str]:
    match row:
        case dict():
            for value in row.values():
                yield from _texts(value)
        case list():
            for value in row:
                yield from _texts(value)
        case str():
            yield row
        case _:
            return


SAID = _said()


def _assert_as_one_pattern(text: str) -> None:
    for each in EVERY:
        plain = [match.span() for match in JOINED[each].finditer(text)]

        assert [match.span() for match in each.matches(text, Folded(text))] == plain
        assert each.found(text) is bool(plain)


def test_in_all_that_was_said_the_same_is_found() -> None:
    assert len(SAID) > 1500

    for sentence in SAID:
        _assert_as_one_pattern(sentence)


def test_in_sentences_that_were_changed_the_same_is_found() -> None:
    chance = random.Random(7)
    words = sorted({w for c in EVERY for p in c.patterns for group in needs(p) for w in group})
    claimed = 0

    for _ in range(3000):
        text = _changed(chance, words)
        begins = chance.randrange(len(text) + 1)
        rules = (
            rule
            for rule, claims in CLAIMS
            if any(match.end() > begins for match in JOINED[claims].finditer(text))
        )
        rule = next(rules, None)
        claimed += rule is not None

        assert claim_in(text, begins) == rule
    assert claimed > 300


def _changed(chance: random.Random, words: list[str]) -> str:
    """Two sentences cut and joined, with words of patterns set in, and letters in another case."""
    one, other = chance.choice(SAID), chance.choice(SAID)
    text = one[: chance.randrange(len(one) + 1)] + other[chance.randrange(len(other)) :]
    for _ in range(chance.randrange(3)):
        at = chance.randrange(len(text) + 1)
        text = f"{text[:at]}{chance.choice(('', ' '))}{chance.choice(words)} {text[at:]}"
    match chance.randrange(6):
        case 0:
            return text.upper()
        case 1:
            return text.title()
        case 2:
            return text.replace("i", "İ").replace("s", "ſ").replace("k", "\u212a")
        case _:
            return text


@pytest.mark.parametrize("claims", EVERY, ids=[*(rule for rule, _ in CLAIMS), "refuses"])
def test_what_a_pattern_matches_has_its_words(claims: AnyOf) -> None:
    @given(st.sampled_from(claims.patterns).flatmap(_matched))
    @settings(max_examples=60, deadline=None)
    def has_its_words(text: str) -> None:
        _assert_as_one_pattern(text)
        _assert_as_one_pattern(f"He said the {text} of the band.")

    has_its_words()


def _matched(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(re.compile(pattern, re.IGNORECASE), fullmatch=True)


def test_no_pattern_of_these_is_tried_always() -> None:
    for each in EVERY:
        for pattern in each.patterns:
            assert needs(pattern), pattern


def test_letters_that_are_the_same_to_a_pattern_are_equal_when_folded() -> None:
    letters = {letter for each in EVERY for one in each.patterns for letter in one}
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    same = re.compile(f"[{re.escape(''.join(sorted(letters)))}]", re.IGNORECASE)

    for found in {match.group() for match in same.finditer(every)}:
        alike = {each for each in letters if re.fullmatch(re.escape(each), found, re.IGNORECASE)}

        assert {folded(each) for each in alike} <= {folded(found)}


@pytest.mark.parametrize(
    ("pattern", "groups"),
    [
        (r"\bmayor\b", (_words("mayor"),)),
        (r"\bcolou?r(?:s|ed)?\b", (_words("color", "colour"),)),
        (r"\b(?:the|our) (?:\w+ ){0,2}King\b", (_words("our ", "the "), _words("king"))),
        (r"\bthe (?:very )?same\b", (_words("the same", "the very same"),)),
        (r"\b(?:\d+|[a-h]) goals\b", (_words(" goals"),)),
        (r"campe[oó]n\w*", (_words("campeon", "campeón"),)),
        (r"\bn['’]t (?!same)[^.!?\n]{0,20}\bmet\b", (_words("n't ", "n’t "), _words("met"))),
        (r"(?:ha){2,}", (_words("ha"),)),
        (r"no\.? ?", (_words("no"),)),
        (r"a|b?", ()),
        (r"\w+ing?|\d", ()),
        (r"(named) (?P<who>him)", ()),
        (r"the (one)", ()),
        (r"x{,3}y", ()),
        (r"tab\tand", ()),
    ],
)
def test_the_words_of_a_pattern(pattern: str, groups: tuple[frozenset[str], ...]) -> None:
    assert set(needs(pattern)) == set(groups)


LETTERS = "abiſİıKkßς"
PIECES = st.recursive(
    st.one_of(
        st.text(LETTERS, min_size=1, max_size=3),
        st.sampled_from([r"\b", r"\w", r"\W", ".", " ", "(?!a)"]),
        st.sampled_from(["[ab]", "[^a]", "[a-b]", r"[\wi]", "[-i]"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: f"(?:{'|'.join(each)})"),
        st.builds(
            "(?:{}){}".format,
            inner,
            st.sampled_from(["?", "*", "+", "{1}", "{1,}", "{0,2}", "{2}?"]),
        ),
    ),
    max_leaves=8,
)


@given(st.lists(PIECES, min_size=1, max_size=3), st.lists(st.text(LETTERS + " ", max_size=12)))
@settings(max_examples=400, deadline=None)
def test_any_patterns_find_what_they_find_in_one(patterns: list[str], texts: list[str]) -> None:
    joined = re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE)
    assume(not any(re.search(each, "", re.IGNORECASE) for each in patterns))
    assume(all(match.group() for text in texts for match in joined.finditer(text)))
    sifted = AnyOf(*patterns)

    for text in texts:
        found = [match.span() for match in sifted.matches(text, Folded(text))]

        assert found == [match.span() for match in joined.finditer(text)]
