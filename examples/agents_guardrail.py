"""An agent of OpenAI's Agents SDK that starts only when a gate lets its input pass.

    export COUNTENANCE_URL=http://127.0.0.1:8800 COUNTENANCE_KEY=...
    python agents_guardrail.py photo.jpg

The model is asked directly, so nothing is covered and no answer is checked. For that, give the
agent a client that goes through the gate: `AsyncOpenAI(base_url=f"{gate}/v1", api_key=key)`.
"""

import asyncio
import base64
import os
import sys
from pathlib import Path

from agents import Agent, InputGuardrailTripwireTriggered, Runner

from countenance.gate.plugins.openai_agents import face_guardrail


async def main(picture: bytes, words: str, model="gpt-4o") -> str:
    guardrail = face_guardrail(
        os.environ["COUNTENANCE_URL"], os.environ["COUNTENANCE_KEY"], "gpt-4o"
    )
    agent = Agent(name="describer", model=model, input_guardrails=[guardrail])
    url = "data:image/jpeg;base64," + base64.b64encode(picture).decode()
    content = [
        {"type": "input_text", "text": words},
        {"type": "input_image", "image_url": url, "detail": "auto"},
    ]
    try:
        done = await Runner.run(agent, [{"role": "user", "content": content}])
    except InputGuardrailTripwireTriggered as stopped:
        told = stopped.guardrail_result.output.output_info
        return f"stopped: {told['outcome']} by {told['clause']}"
    return str(done.final_output)


if __name__ == "__main__":
    print(asyncio.run(main(Path(sys.argv[1]).read_bytes(), "Describe this picture.")))
