"""Certificates of decisions, checked by the single file: as the package does, and nothing else."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings

from codes.small import V
from countenance.codes.model import Verdict
from countenance.decisions.certificate import MOST_BYTES, certify, verify
from countenance.decisions.compile import compile_editions
from countenance.decisions.decide import reach
from countenance.errors import CertificateError, DecisionError
from countenance.facts.known import Facts
from countenance.stores.packaged import editions_of, packaged_vocabulary
from decisions.random_codes import World, worlds
from decisions.states import COMPILED, packaged, possible_states
from decisions.test_certificate import forged, sealed
from verify.flipping import single_file

SINGLE = single_file()
WHOLE = certify(COMPILED, Facts.open(V))
Proof = tuple[int, dict[str, list[str]], str, str, list[int]] | None


def ours(certificate: bytes) -> Proof:
    """What the package says that it proves, or nothing."""
    try:
        proven = verify(certificate)
    except CertificateError:
        return None
    facts = {name: list(values) for name, values in proven.facts.items()}
    return int(proven.verdicts), facts, proven.digest, proven.vocabulary, list(proven.open)


def theirs(certificate: bytes) -> Proof:
    """What the single file says; anything but a proof or its own error is a fault of it."""
    try:
        found: Proof = SINGLE.proven(certificate.decode("utf-8", "surrogateescape"))
    except (SINGLE.WrongError, UnicodeEncodeError):
        return None
    return found


def content_of(certificate: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(certificate)
    del content["seal"]
    return content


def certified() -> Iterator[tuple[bytes, int]]:
    """Certificates under one code, two, and all at once, with what they have to prove."""
    two = (*editions_of("ms-enterprise-ai-coc"), *editions_of("us-ca-san-francisco-19b"))
    sets = [
        compile_editions(editions, packaged_vocabulary(), day=None)
        for editions in (two[:1], editions_of("eu-ai-act"), two)
    ]
    for compiled, number in (*((each, 72) for each in sets), (packaged(), 8)):
        for facts in possible_states(compiled, number, seed=8, unknown=0.3):
            verdicts = reach(compiled, facts)
            try:
                yield certify(compiled, facts), int(verdicts)
            except DecisionError:  # they contradict each other, or it would be too large
                continue


def test_both_verifiers_find_the_same_in_hundreds_of_certificates() -> None:
    found = [(ours(each), theirs(each), verdicts) for each, verdicts in certified()]

    assert len(found) > 200
    assert len({verdicts for *_, verdicts in found}) > 4
    for one, other, verdicts in found:
        assert one == other
        assert other is not None
        assert other[0] == verdicts


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_both_say_the_same_of_one_that_was_changed_and_sealed_again(
    drawn: tuple[World, random.Random],
) -> None:
    world, chance = drawn
    compiled, facts = world.compiled(), world.facts(chance)
    assume(reach(compiled, facts))
    content = content_of(certify(compiled, facts))

    for _ in range(8):
        changed = forged(content, chance)
        assert isinstance(changed, dict)
        assert theirs(sealed(changed)) == ours(sealed(changed))
    for other in range(16):
        lie = sealed({**content, "verdicts": list(Verdict(other).words)})
        assert (theirs(lie) is None) is (other != int(reach(compiled, facts)))


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value inside a value of JSON."""
    yield way
    keys: list[Any] = list(value) if isinstance(value, dict) else []
    for key in [*keys, *range(len(value) if isinstance(value, list) else 0)]:
        yield from places(value[key], (*way, key))


@pytest.mark.parametrize(
    "other", [None, True, -1, 10**30, 1.5, "", "x", "deny", "-1", "0x1", "A" * 43, [], [[]], {}]
)
def test_another_value_anywhere_proves_nothing_else(other: Any) -> None:
    """What still holds proves the same, as where a list that no fact shown has is another one."""
    content = content_of(WHOLE)
    before, held = theirs(WHOLE), []

    for way in list(places(content))[1:]:
        changed = copy.deepcopy(content)
        inside: Any = changed
        for key in way[:-1]:
            inside = inside[key]
        if inside[way[-1]] == other and type(inside[way[-1]]) is type(other):
            continue
        inside[way[-1]] = other
        found = theirs(sealed(changed))
        assert found == ours(sealed(changed)), way
        assert found in (None, before), way
        held += [way] if found else []

    assert before is not None
    assert all(way[:2] == ("vocabulary", "domains") for way in held)


def test_no_byte_can_be_changed() -> None:
    chance = random.Random(3)
    for _ in range(600):
        at = chance.randrange(len(WHOLE))
        changed = WHOLE[:at] + bytes([WHOLE[at] ^ chance.randrange(1, 256)]) + WHOLE[at + 1 :]

        assert theirs(changed) is None, at


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", "0", "null", '{"seal":"x"}', "\ud800", '"\\ud800"', "[" * 10_000,
        '{"a":' * 3_000, "1" * MOST_BYTES, "x" * (MOST_BYTES + 1), " " + WHOLE.decode(),
        WHOLE.decode().replace(",", ", ", 1), WHOLE.decode()[:-1] + ',"seal":""}',
        WHOLE.decode().replace('"format"', '"\\u0066ormat"'),
    ],
    ids=range(16),
)  # fmt: skip
def test_what_is_no_certificate_is_refused_in_words(text: str) -> None:
    with pytest.raises((SINGLE.WrongError, UnicodeEncodeError), match=r"."):
        SINGLE.proven(text)


def test_wide_and_deep_diagrams_within_the_size_are_walked_to_their_end() -> None:
    """As many nodes and edges as there is room for, in two parts that ask the same."""
    facts, values = 270, 8
    below = SINGLE.short(bytes(32))
    nodes: list[list[Any]] = []
    for part in range(2):
        for level in range(facts):
            last = level == facts - 1
            child = 1 << part if last else 32 + len(nodes) + 1
            nodes.append([level, "f", child, "f0", 2 if last else child])
    content = {
        "format": SINGLE.FORMAT, "digest": "", "verdicts": ["allow"], "facts": {},
        "vocabulary": {"version": "1", "domains": [list("abcdefgh"[:values])],
                       "facts": [[f"f{level}", 0] for level in range(facts)]},
        "signed": below, "roots": [32, 32 + facts], "nodes": nodes,
    }  # fmt: skip

    with pytest.raises(CertificateError, match="do not give the digest"):
        verify(sealed(content))
    content["digest"] = digest_of(content)
    found = theirs(sealed(content))

    assert found is not None
    assert found == ours(sealed(content))
    assert len(sealed(content)) > MOST_BYTES // 2


def digest_of(content: dict[str, Any]) -> str:
    """The digest that a forger would claim, who makes codes of his own."""
    vocabulary, facts = SINGLE.words_shown(content["vocabulary"])
    _, digests, below = SINGLE.nodes_shown(content["nodes"], facts)
    parts = b"".join(
        SINGLE.sha(b"decisions\n" + vocabulary + bytes(32) + bytes([below[at]]) + digests[at])
        for at in content["roots"]
    )
    return f"sha256:{SINGLE.sha(b'parts' + bytes([10]) + parts).hex()}"
