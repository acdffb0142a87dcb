"""An input guardrail for the Agents SDK of OpenAI, which asks a gate before an agent starts.

    agent = Agent(..., input_guardrails=[face_guardrail("http://127.0.0.1:8800", key, "gpt-4o")])

Rules kept here:
 * It runs before the agent, not beside it: beside it the model would have the picture already.
 * It cannot change what goes in. Whatever would not simply pass stops the run, also what the gate
   would have covered: to have it covered, let the agent's client go through the gate.
 * A gate that does not answer, in time and in its own form, stops the run.
 * It sees the input of a run: not what tools bring in later, and no answers.

Needs the extra `agents`.
"""

from collections.abc import Sequence
from typing import Any

import httpx2
from agents import Agent, GuardrailFunctionOutput, InputGuardrail, RunContextWrapper

__all__ = ["face_guardrail"]

_FAILED = {"outcome": "refuse", "clause": "gate-failure", "says": "the gate gave no decision"}


def face_guardrail(
    address: str, key: str, model: str, *, seconds: float = 60.0
) -> InputGuardrail[Any]:
    """The guardrail. `address` and `key` are those of a gate and a caller of it.

    `model` is the model that the agent uses, as the settings of the gate name it.
    """
    url = f"{address.rstrip('/')}/v1/decide/v1/responses"

    async def countenance(
        _context: RunContextWrapper[Any], _agent: Agent[Any], given: str | Sequence[Any]
    ) -> GuardrailFunctionOutput:
        asked = {"model": model, "input": given if isinstance(given, str) else list(given)}
        told = await _told(url, key, asked, seconds)
        return GuardrailFunctionOutput(
            output_info=told, tripwire_triggered=told.get("outcome") != "pass"
        )

    return InputGuardrail(countenance, name="countenance", run_in_parallel=False)


async def _told(url: str, key: str, asked: dict[str, Any], seconds: float) -> dict[str, Any]:
    try:
        async with httpx2.AsyncClient(timeout=seconds) as client:
            answer = await client.post(url, json=asked, headers={"x-api-key": key})
        told = answer.json()
    except (httpx2.HTTPError, ValueError, TypeError):
        return dict(_FAILED)
    if not isinstance(told, dict):
        return dict(_FAILED)
    if answer.status_code == 200:
        return told if told.get("object") == "countenance.decision" else dict(_FAILED)
    error = told.get("error")
    explained = error.get("countenance") if isinstance(error, dict) else None
    return {**_FAILED, **(explained if isinstance(explained, dict) else {}), "outcome": "refuse"}
