"""The steps that calls share whose body is one JSON object."""

import json

import pytest

from countenance.dialects.call import Dialect, Operation, Role, Target
from countenance.dialects.completions.fields import COMPLETION
from countenance.dialects.json_calls import read_by, write_at
from countenance.dialects.reading import LIMITS, Limits
from countenance.dialects.route import Route
from countenance.errors import CallError, UnsupportedCallError
from dialects.asking import request

FOUND = Route(Dialect.OPENAI, Operation.COMPLETIONS)
STATEMENT = "a.b.c"


def test_the_table_reads_the_body_and_the_attestation_stays_behind() -> None:
    body = {
        "model": "m", "prompt": "Once", "stream": True,
        "stream_options": {"include_usage": True}, "countenance": STATEMENT,
    }  # fmt: skip
    call = read_by(COMPLETION, request(body), FOUND, LIMITS, "none here")

    assert (call.model, call.stream, call.include_usage) == ("m", True, True)
    assert call.attestation == STATEMENT
    assert [(turn.role, turn.text) for turn in call.turns] == [(Role.USER, "Once")]
    out = write_at("/completions", call, {}, Target.OPENAI, "m")
    assert "countenance" not in json.loads(out.body)
    assert out.stream


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"prompt": "a"}', b'{"model": "m"}'])
def test_what_is_not_such_a_body_is_refused(body: bytes) -> None:
    with pytest.raises(CallError):
        read_by(COMPLETION, request(body), FOUND, LIMITS, "none here")


def test_more_parts_than_are_read_are_refused() -> None:
    body = {"model": "m", "prompt": ["a"] * 9}
    with pytest.raises(UnsupportedCallError, match="9 parts"):
        read_by(COMPLETION, request(body), FOUND, Limits(parts=8), "none here")
