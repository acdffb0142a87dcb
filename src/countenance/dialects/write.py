"""A call in our own writing, for an upstream.

Rules kept here:
 * A medium goes out only with bytes that were handed in for its slot; one that nobody handed in
   stops the writing.
 * The attestation and everything about who asks stays behind.
"""

from countenance.dialects.call import Call, Outgoing, Target
from countenance.dialects.forms import FORMS
from countenance.dialects.writing import Made
from countenance.errors import UnsupportedCallError

__all__ = ["write"]


def write(
    call: Call, made: Made, target: Target = Target.OPENAI, model: str | None = None
) -> Outgoing:
    """The call as it goes upstream.

    `made` gives media type and bytes for the `where` of each medium, no more and no fewer. `model`
    renames the model; left out, it stays. Raises `UnsupportedCallError` for a call that no upstream
    is asked for, and `ValueError` when media and slots do not match.
    """
    form = FORMS.get(call.operation)
    if form is None:
        raise UnsupportedCallError("lists of models are answered by the gate itself")
    if {part.where for part in call.media} != set(made):
        raise ValueError("pictures and the places for them do not match")
    return form.write(call, made, target, call.model if model is None else model)
