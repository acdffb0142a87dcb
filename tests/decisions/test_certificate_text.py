"""The text of a certificate: one form, sealed, and everything else is refused."""

import json
import random

import pytest

from codes.small import V
from countenance.decisions.certificate import certify
from countenance.decisions.certificate_text import MOST_BYTES, Node, Stub, content_of, sealed
from countenance.errors import CertificateError
from countenance.facts.known import Facts
from decisions.states import COMPILED

WHOLE = certify(COMPILED, Facts.open(V))


def test_what_was_written_is_read() -> None:
    content = content_of(WHOLE)

    assert content.digest == COMPILED.digest
    assert all(isinstance(node, Node | Stub) for node in content.nodes)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: {**content, "format": "countenance certificate 1"},
        lambda content: {**content, "more": ""},
        lambda content: {**content, "signed": "A" * 42},
        lambda content: {**content, "roots": [10_000]},
        lambda content: {**content, "nodes": "none"},
        lambda content: {name: content[name] for name in content if name != "verdicts"},
        lambda content: {**content, "version": "x" * MOST_BYTES},
    ],
)
def test_another_form_is_refused_though_it_is_sealed(change: object) -> None:
    content = json.loads(WHOLE)
    del content["seal"]
    assert sealed(content) == WHOLE
    assert callable(change)

    with pytest.raises(CertificateError):
        content_of(sealed(change(content)))


def test_spaces_and_another_order_break_the_seal() -> None:
    content = json.loads(WHOLE)

    for text in (json.dumps(content), json.dumps(dict(reversed(content.items())))):
        with pytest.raises(CertificateError):
            content_of(text.encode())


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"\xff", b'{"a": 1}'])
def test_what_is_no_certificate_is_refused(text: bytes) -> None:
    with pytest.raises(CertificateError):
        content_of(text)


def test_random_bytes_are_refused() -> None:
    chance = random.Random(0)
    for _ in range(200):
        with pytest.raises(CertificateError):
            content_of(chance.randbytes(chance.randrange(1, 400)))
