"""Certificates: what facts leave, proved without the gate."""

import json
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from codes.small import V
from countenance.decisions.certificate import MOST_BYTES, certify, verify
from countenance.decisions.decide import reach
from countenance.errors import CertificateError, DecisionError
from countenance.facts.known import Facts
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


def test_a_claim_with_a_digest_of_its_own_is_still_refused() -> None:
    """Whoever changes the verdicts and seals the text anew still cannot make it fit."""
    facts = Facts.open(V).narrowed({"operation": "identify", "camera": "body", "live": "true"})
    content = json.loads(certify(COMPILED, facts))

    def lies(node: object) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if value == ["deny"]:
                    node[key] = ["allow"]
                lies(value)
        elif isinstance(node, list):
            for value in node:
                lies(value)

    lies(content)
    with pytest.raises(CertificateError):
        verify(json.dumps(content).encode())


def test_certificates_under_the_packaged_codes_fit_and_verify() -> None:
    sizes = []
    for facts in packaged_states(200, seed=3, unknown=0.2):
        if reach(packaged(), facts):
            made = certify(packaged(), facts)
            sizes.append(len(made))
            assert verify(made).verdicts == reach(packaged(), facts)

    assert sizes
    assert max(sizes) <= MOST_BYTES


def test_facts_that_contradict_each_other_are_not_certified() -> None:
    with pytest.raises(DecisionError, match="contradict"):
        certify(COMPILED, Facts.open(V).narrowed({"camera": "none", "live": "true"}))


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"\xff", b'{"a": 1}'])
def test_what_is_no_certificate_is_refused(text: bytes) -> None:
    with pytest.raises(CertificateError):
        verify(text)


def test_random_bytes_are_refused() -> None:
    chance = random.Random(0)
    for _ in range(200):
        with pytest.raises(CertificateError):
            verify(chance.randbytes(chance.randrange(1, 400)))
