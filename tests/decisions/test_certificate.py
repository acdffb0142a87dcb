"""Certificates: what facts leave, proved without the gate."""

import base64
import hashlib
import json
import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from codes.small import V
from countenance.codes.model import Verdict
from countenance.decisions.certificate import MOST_BYTES, certify, verify
from countenance.decisions.compile import compile_editions
from countenance.decisions.decide import reach
from countenance.errors import CertificateError, DecisionError
from countenance.facts.known import Facts
from countenance.stores.packaged import code_names, editions_of, packaged_vocabulary
from decisions.random_codes import World, worlds
from decisions.states import COMPILED, knowledge, packaged, packaged_states


@given(knowledge())
def test_a_certificate_proves_exactly_the_verdicts(facts: Facts) -> None:
    verdicts = reach(COMPILED, facts)
    assume(verdicts)

    proven = verify(certify(COMPILED, facts))

    assert proven.verdicts == verdicts
    assert proven.digest == COMPILED.digest
    assert proven.vocabulary == "sha256:" + V.digest.hex()


@given(knowledge(), st.data())
def test_no_byte_can_be_changed(facts: Facts, data: st.DataObject) -> None:
    assume(reach(COMPILED, facts))
    whole = certify(COMPILED, facts)
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(1, 255))
    changed = whole[:at] + bytes([whole[at] ^ other]) + whole[at + 1 :]

    with pytest.raises(CertificateError):
        verify(changed)


def sealed(content: dict[str, object]) -> bytes:
    """The content with the digest of itself, as whoever forges a certificate would write it."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256(b"certificate\n" + body).digest()
    seal = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    whole = {**content, "seal": seal}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def forged(content: object, chance: random.Random) -> object:
    """The same content with one thing in it changed."""
    if isinstance(content, dict) and content:
        key = chance.choice(sorted(content))
        return {**content, key: forged(content[key], chance)}
    if isinstance(content, list) and content and chance.random() < 0.9:
        at = chance.randrange(len(content))
        if chance.random() < 0.1:
            return content[:at] + content[at + 1 :]
        return [*content[:at], forged(content[at], chance), *content[at + 1 :]]
    if isinstance(content, int):
        return content + chance.choice([-1, 1, 4, 31])
    if isinstance(content, str) and content:
        at = chance.randrange(len(content))
        return content[:at] + chance.choice("0123456789abcdefAB-_") + content[at + 1 :]
    return chance.choice([[], ["deny"], ["allow"], ["silent", "deny"], {}])


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_a_forged_and_sealed_certificate_proves_nothing_that_is_not_true(
    drawn: tuple[World, random.Random],
) -> None:
    """A forger seals again after changing something: what still verifies is still a truth."""
    world, chance = drawn
    compiled, facts = world.compiled(), world.facts(chance)
    assume(reach(compiled, facts))
    content = json.loads(certify(compiled, facts))
    del content["seal"]
    changed = forged(content, chance)
    assert isinstance(changed, dict)

    try:
        proven = verify(sealed(changed))
    except CertificateError:
        return
    assert proven.digest == compiled.digest
    assert reach(compiled, Facts.open(world.vocabulary).narrowed(proven.facts)) == proven.verdicts


@settings(deadline=None)
@given(worlds())
def test_other_verdicts_or_another_digest_are_refused(
    drawn: tuple[World, random.Random],
) -> None:
    world, chance = drawn
    compiled, facts = world.compiled(), world.facts(chance)
    verdicts = reach(compiled, facts)
    assume(verdicts)
    content = json.loads(certify(compiled, facts))
    del content["seal"]

    for other in range(16):
        if other != verdicts:
            lie = {**content, "verdicts": list(Verdict(other).words)}
            with pytest.raises(CertificateError):
                verify(sealed(lie))
    with pytest.raises(CertificateError):
        verify(sealed({**content, "digest": "sha256:" + "0" * 64}))


def test_a_fact_cannot_be_shown_as_another_with_the_same_digest() -> None:
    """A line end in a name would make a value part of it, and a way with that value disappear."""
    content = json.loads(certify(COMPILED, Facts.open(V)))
    del content["seal"]
    words = content["vocabulary"]
    for level, fact in enumerate(V.facts):
        for cut in range(1, len(fact.values)):
            name = "\n".join((fact.name, *fact.values[:cut]))
            facts = list(words["facts"])
            facts[level] = [name, len(words["domains"])]
            domains = [*words["domains"], list(fact.values[cut:])]
            shown = {**words, "domains": domains, "facts": facts}
            for other in range(1, 16):
                verdicts = list(Verdict(other).words)
                with pytest.raises(CertificateError):
                    verify(sealed({**content, "vocabulary": shown, "verdicts": verdicts}))


@pytest.mark.parametrize("edges", [["-1", 1], ["0", 1], ["0x1", 1], ["1", 1, "3", 1], ["2", 1], []])
def test_the_edges_of_a_node_share_out_its_values(edges: list[object]) -> None:
    content = json.loads(certify(COMPILED, Facts.open(V)))
    del content["seal"]
    content["nodes"][0][1:] = edges

    with pytest.raises(CertificateError):
        verify(sealed(content))


def test_the_helper_seals_as_the_certificate_does() -> None:
    whole = certify(COMPILED, Facts.open(V))
    content = json.loads(whole)
    del content["seal"]

    assert sealed(content) == whole


@pytest.mark.long
@pytest.mark.parametrize("code", code_names())
def test_certificates_under_each_packaged_code_fit_and_verify(code: str) -> None:
    under = compile_editions(editions_of(code), packaged_vocabulary(), day=None)
    sizes = []
    for facts in packaged_states(200, seed=3, unknown=0.3):
        if reach(under, facts):
            made = certify(under, facts)
            sizes.append(len(made))
            assert verify(made).verdicts == reach(under, facts)

    assert sizes
    assert max(sizes) <= MOST_BYTES


def test_under_all_codes_at_once_a_certificate_fits_or_is_refused_with_a_way_on() -> None:
    made, refused = 0, []
    for facts in packaged_states(200, seed=3, unknown=0.3):
        if not reach(packaged(), facts):
            continue
        try:
            proof = certify(packaged(), facts)
        except DecisionError as error:
            refused.append(str(error))
            continue
        made += 1
        assert len(proof) <= MOST_BYTES
        assert verify(proof).verdicts == reach(packaged(), facts)

    assert made
    assert all("certify each code by itself" in message for message in refused)


def test_facts_that_contradict_each_other_are_not_certified() -> None:
    with pytest.raises(DecisionError, match="contradict"):
        certify(COMPILED, Facts.open(V).narrowed({"camera": "none", "live": "true"}))
