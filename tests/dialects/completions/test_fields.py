"""Every field of a request to go on with a text."""

from typing import get_type_hints

import pytest
from openai.types.completion_create_params import CompletionCreateParamsStreaming

from countenance.dialects.completions.fields import COMPLETION
from countenance.dialects.shapes import Found
from countenance.errors import CallError


def test_every_field_that_the_client_can_send_is_in_the_table() -> None:
    known = set(get_type_hints(CompletionCreateParamsStreaming))

    assert known - set(COMPLETION.fields) == set()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prompt", None),
        ("prompt", [1]),
        ("n", 0),
        ("n", 129),
        ("best_of", 21),
        ("logprobs", True),
        ("logprobs", 6),
        ("echo", 1),
        ("suffix", ["a"]),
        ("logit_bias", {"a": 1}),
        ("messages", []),
    ],
)
def test_what_is_not_known_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(CallError, match=name):
        COMPLETION.read({"prompt": "a", name: value}, "", Found())
