"""Every field of a request to go on with a text, and what it may carry."""

from countenance.dialects.containers import Field, MapOf, Object
from countenance.dialects.fields import CHAT, MODEL_NAME
from countenance.dialects.prompts import Texts, TokensAre
from countenance.dialects.shapes import Carries, Label, Number, NumberKind, Truth, Words

__all__ = ["COMPLETION"]

_CONTROL = Carries.CONTROL
_LONG = 2**53 - 1


def _whole(low: int, high: int) -> Number:
    return Number(NumberKind.WHOLE, low, high)


_SHARED = (
    "stream",
    "stream_options",
    "temperature",
    "top_p",
    "presence_penalty",
    "frequency_penalty",
    "stop",
    "seed",
    "user",
    "countenance",
)
"""Fields that a chat has as well, of the same shape."""

COMPLETION = Object.of(
    Field("prompt", Carries.WORDS, Texts(TokensAre.REFUSED), required=True),
    Field("model", Carries.LABEL, MODEL_NAME),
    *(CHAT.fields[name] for name in _SHARED),
    Field("n", _CONTROL, _whole(1, 128)),
    Field("best_of", _CONTROL, _whole(1, 20)),
    Field("max_tokens", _CONTROL, _whole(0, _LONG)),
    Field("echo", _CONTROL, Truth()),
    Field("logprobs", _CONTROL, _whole(0, 5)),
    Field("suffix", Carries.WORDS, Words()),
    Field(
        "logit_bias",
        _CONTROL,
        MapOf(
            Label(9, r"[0-9]", "digits", kind=None), Number(NumberKind.ANY, -100, 100), 1024
        ),
    ),
)
"""The body of `POST .../completions`."""
