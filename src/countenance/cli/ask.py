"""One call through the whole walk, step by step.

Rules kept here:
 * It is the gate's own walk, with the entry in the record: nothing here decides.
 * What went out is what the upstream was handed, overheard on its way, not what was meant.
"""

import asyncio
import base64
import io
import json
import os
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import msgspec
from PIL import Image

from countenance.cli.settings_file import load_settings, settings_option
from countenance.cli.words import data_option, json_option, say_json, table, usage
from countenance.dialects.call import Dialect, Outgoing, Reply, Request, Target
from countenance.dialects.replies import To
from countenance.faces.settings import Inspection
from countenance.gate.application import Gate
from countenance.gate.explain import told
from countenance.gate.judging import Decided
from countenance.gate.outcome import Action
from countenance.gate.upstream import Upstream, UpstreamReply
from countenance.gate.upstreams import Behind, open_upstreams
from countenance.stores.registry import RegistryReader

__all__ = ["ask"]

_EXITS = {Action.PASS: 0, Action.REDACT: 0, Action.REFUSE: 1, Action.HOLD: 3}


@dataclass
class _Overheard:
    """An upstream, and what it was handed."""

    upstream: Upstream
    outgoing: Outgoing | None = None

    @property
    def name(self) -> str:
        return self.upstream.name

    @property
    def target(self) -> Target:
        return self.upstream.target

    def send(self, outgoing: Outgoing) -> AbstractAsyncContextManager[UpstreamReply]:
        self.outgoing = outgoing
        return self.upstream.send(outgoing)

    async def close(self) -> None:
        await self.upstream.close()


@dataclass(frozen=True)
class _Walked:
    decided: Decided
    status: int
    answer: dict[str, Any]
    outgoing: Outgoing | None


@click.command()
@click.argument("picture", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("prompt")
@click.option("--as", "caller", required=True, metavar="CALLER", help="The registered caller.")
@click.option("--key", "key_name", metavar="NAME", help="Which of its keys, when it has several.")
@click.option("--model", default="gpt-4o", show_default=True, help="The model that is asked for.")
@click.option("--save", type=click.Path(path_type=Path), help="Write both pictures side by side.")
@settings_option
@data_option
@json_option
def ask(
    picture: Path,
    prompt: str,
    caller: str,
    key_name: str | None,
    model: str,
    save: Path | None,
    settings: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Take one picture and one prompt through the whole walk, and show every step.

    Exit code 0 when it passed (covered or not), 1 when it was refused, 3 when it is held.

    \b
    Example:
        countenance ask photo.jpg "What is going on here?" --as development --save both.png
    """
    read = load_settings(settings)
    read = msgspec.structs.replace(read, gate=msgspec.structs.replace(read.gate, data=str(folder)))
    registry = RegistryReader(folder)
    try:
        with usage():
            registration = registry.registration(caller, key_name)
    finally:
        registry.close()
    overheard: list[_Overheard] = []

    def listening(behind: Behind) -> Behind:
        overheard.append(_Overheard(behind.upstream))
        return replace(behind, upstream=overheard[-1])

    opened = open_upstreams(read.upstream, os.environ)
    gate = Gate(read, os.environ, upstreams=opened.through(listening), serves=False)

    async def walked() -> _Walked:
        await gate.open()
        try:
            request = _request(picture.read_bytes(), prompt, model)
            decided = await gate.walk.decide(request, registration, what_if=False)
            reply = await gate.walk.forward(decided, To(Dialect.OPENAI))
            assert isinstance(reply, Reply)  # the request does not ask for a stream
            sent = [each.outgoing for each in overheard if each.outgoing is not None]
            return _Walked(decided, reply.status, json.loads(reply.body), sent[0] if sent else None)
        finally:
            await gate.close()

    found = asyncio.run(walked())
    if save is not None:
        _side_by_side(picture, _picture_out(found.outgoing), save)
    if as_json:
        say_json(_as_object(found))
    else:
        _show(found, picture, prompt, save)
    raise click.exceptions.Exit(_EXITS[found.decided.judgement.outcome.action])


def _request(data: bytes, prompt: str, model: str) -> Request:
    # What the bytes are is found by content; the declared type is only a form to be filled in.
    url = "data:image/jpeg;base64," + base64.b64encode(data).decode()
    content = [
        {"type": "text", "text": prompt},
        {"type": "image_url", "image_url": {"url": url}},
    ]
    body = {"model": model, "messages": [{"role": "user", "content": content}]}
    return Request(
        "POST",
        "/v1/chat/completions",
        (),
        (("content-type", "application/json"),),
        json.dumps(body).encode(),
    )


def _picture_out(outgoing: Outgoing | None) -> bytes | None:
    if outgoing is None:
        return None
    body = json.loads(outgoing.body)
    for part in body["messages"][0]["content"]:
        if part["type"] == "image_url":
            return base64.b64decode(part["image_url"]["url"].split(",", 1)[1])
    return None


def _side_by_side(came_in: Path, went_out: bytes | None, save: Path) -> None:
    """Both pictures on one sheet; the right half stays empty when nothing went out."""
    with Image.open(came_in) as opened:
        left = opened.convert("RGB")
    left.thumbnail((640, 640))
    sheet = Image.new("RGB", (left.width * 2 + 16, left.height), (238, 238, 238))
    sheet.paste(left, (0, 0))
    if went_out is not None:
        with Image.open(io.BytesIO(went_out)) as opened:
            right = opened.convert("RGB")
        right.thumbnail((640, 640))
        sheet.paste(right, (left.width + 16, 0))
    sheet.save(save)


def _show(found: _Walked, picture: Path, prompt: str, save: Path | None) -> None:
    decided = found.decided
    judgement = decided.judgement
    outcome = judgement.outcome
    seen = decided.media.inspections[decided.call.pictures[0].where]
    click.echo("1. the call")
    click.echo(f"   {decided.call.operation.value}, model {decided.call.model}, 1 picture")
    click.echo("2. the faces")
    click.echo(
        f"   {seen.kind.value} {seen.width} x {seen.height}, {len(seen.faces)} found by "
        f"{', '.join(seen.passes)}"
    )
    for face in seen.faces:
        click.echo(f"   box {face.x0:.0f},{face.y0:.0f} - {face.x1:.0f},{face.y1:.0f}")
    for says in _of_its_making(seen):
        click.echo(f"   {says}")
    click.echo("3. the facts")
    rows = [
        (f"   {piece.fact}", "|".join(piece.values), piece.basis.value, piece.source)
        for piece in judgement.facts.evidence
    ]
    table(("   fact", "may be", "known as", "from"), rows)
    if judgement.facts.contested:
        click.echo(f"   contested: {', '.join(sorted(judgement.facts.contested))}")
    click.echo("4. what may be asked, and what the codes say about each")
    rows_of_acts = [
        (f"   {judged.label}", f"{act.permille / 10:.0f} %", " or ".join(judged.verdicts.words))
        for act, judged in zip(judgement.acts, judgement.judged, strict=True)
    ]
    table(("   act", "likely", "verdicts"), rows_of_acts)
    why = told(judgement, decided.entry)
    click.echo(f"5. the decision, under {', '.join(judgement.applied.editions)}")
    click.echo(f"   {why.message}")
    click.echo(f"6. the outcome: {outcome.action.value} (row {outcome.row})")
    click.echo(f"7. the entry: {decided.entry}")
    click.echo("")
    table(("came in", "went out"), list(_in_and_out(found, picture, prompt)))
    if save is not None:
        click.echo(f"both pictures: {save}")


def _of_its_making(seen: Inspection) -> Iterator[str]:
    """What the file says of its making, and how much was read in it; nothing where it is silent."""
    said = seen.capture
    told = {
        "make": said.make,
        "model": said.model,
        "software": said.software,
        "taken": said.taken,
        "place": "stated" if said.located else "",
        "made by": said.origin.value,
        "source type": ", ".join(said.sources),
        "credentials": said.signed.value,
        "created as": ", ".join(said.credentials),
        "claimed by": said.generator,
    }
    if any(told.values()):
        yield "the file says: " + ", ".join(f"{name} {word}" for name, word in told.items() if word)
    if seen.printed:
        yield f"lines read in it: {len(seen.printed)}"


def _in_and_out(found: _Walked, picture: Path, prompt: str) -> list[tuple[str, str]]:
    came = picture.stat().st_size
    if found.outgoing is None:
        error = found.answer["error"]
        said = f"nothing; the caller was told: {found.status} {error['code']}"
        return [(prompt, said), (f"{picture.name}, {came} bytes", "nothing")]
    body = json.loads(found.outgoing.body)
    words = body["messages"][0]["content"][0]["text"]
    went = _picture_out(found.outgoing) or b""
    covered = len(found.decided.media.inspections) and found.decided.judgement.outcome.cover
    faces = sum(len(seen.faces) for seen in found.decided.media.inspections.values())
    state = f"{faces} covered" if covered else f"{faces} visible"
    choices = found.answer.get("choices") or [{}]
    said = choices[0].get("message", {})
    return [
        (prompt, words),
        (f"{picture.name}, {came} bytes", f"new picture, {len(went)} bytes, faces: {state}"),
        ("", f"answer: {said.get('content') or said.get('refusal') or found.answer}"),
    ]


def _as_object(found: _Walked) -> dict[str, Any]:
    decided = found.decided
    judgement = decided.judgement
    why = told(judgement, decided.entry)
    return {
        "outcome": judgement.outcome.action.value,
        "row": judgement.outcome.row,
        "clause": why.named,
        "says": why.message,
        "faces": [
            {"where": where, "boxes": [[f.x0, f.y0, f.x1, f.y1] for f in seen.faces]}
            for where, seen in decided.media.inspections.items()
        ],
        "acts": [
            {"act": judged.label, "verdicts": list(judged.verdicts.words)}
            for judged in judgement.judged
        ],
        "contested": sorted(judgement.facts.contested),
        "facts": [
            {"fact": p.fact, "values": list(p.values), "basis": p.basis.value, "source": p.source}
            for p in judgement.facts.evidence
        ],
        "editions": list(judgement.applied.editions),
        "entry": decided.entry,
        "status": found.status,
        "answer": found.answer,
    }
