"""Labelled requests: read from JSON lines, told apart by situation, made into `Asked`.

A row is written as in the OpenAI chat format, with `IMAGE_WITH_FACE` and `IMAGE_NO_FACE` in place
of pictures. Rows that tell of one situation in several languages, or in other words, share a
group, so that a fold never tests on what it was trained on in translation.

A long row is a row of another file among passages that ask for nothing: before it, after it, around
it, in the system prompt, in an earlier turn. It shares the group of that row. Passages come with
barred and with harmless rows alike, in any fold; how long rows do among passages that were never
seen is measured by holding the file out.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from countenance.evidence.asked import Asked, Turn
from countenance.evidence.labels import Label
from countenance.evidence.senses import Sense, senses_of

__all__ = ["FILES", "LONG", "PASSAGES", "Row", "digest_of_rows", "read_rows"]

#: The files that the model is trained from, in order; long rows are made from these and `PASSAGES`.
FILES = ("dev.jsonl", "dev2_en.jsonl", "dev2_multi.jsonl", "added.jsonl", "more.jsonl")
LONG = "long.jsonl"
PASSAGES = "passages.jsonl"


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled request."""

    id: str
    part: str
    lang: str
    asked: Asked
    label: Label
    prohibited: bool
    tactic: str
    has_face: bool
    #: What the author says about its situation; rows that share it share a group.
    situation: str
    #: Of a long row, the texts in which something is asked; of any other row none.
    asking: tuple[str, ...] = ()

    @property
    def sense(self) -> Sense:
        """Its label, and which part of it: of an age, a range; of a likeness, a stylised one."""
        barred, *harmless = senses_of(self.label)
        return harmless[0] if harmless and not self.prohibited else barred


def read_rows(folder: Path, files: Iterable[str] = FILES, long: str | None = LONG) -> list[Row]:
    """The rows of `files` in `folder`, in order; a file that is absent raises `OSError`."""
    rows: list[Row] = []
    told: dict[str, Mapping[str, Any]] = {}
    for name in files:
        for line in _lines(folder / name):
            told[line["id"]] = line
            rows.append(_row(line, name.removesuffix(".jsonl")))
    if long is None:
        return rows
    passages = {each["name"]: each for each in _lines(folder / PASSAGES)}
    place = {row.id: at for at, row in enumerate(rows)}
    for line in _lines(folder / long):
        base = rows[place[line["of"]]]
        situation = base.situation or base.id
        rows[place[base.id]] = replace(base, situation=situation)
        texts = [passages[name]["text"] for name in line["passages"]]
        made = {**told[base.id], "id": line["id"], "tactic": "long", "situation": situation}
        made["messages"] = _among(told[base.id]["messages"], texts, line["where"])
        spoken = (*base.asked.system, *(turn.text for turn in base.asked.turns))
        longest = max(map(len, spoken))
        # "Go on" stands anywhere, and asks nothing by itself.
        asking = tuple(text for text in spoken if len(text) > 12 or len(text) == longest)
        rows.append(replace(_row(made, "long"), asking=asking))
    return rows


def digest_of_rows(folder: Path, files: Iterable[str] = (*FILES, LONG, PASSAGES)) -> str:
    """`sha256:` over the bytes of the files, in order."""
    digest = hashlib.sha256()
    for name in files:
        digest.update((folder / name).read_bytes())
    return f"sha256:{digest.hexdigest()}"


def _lines(path: Path) -> list[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _among(
    messages: Sequence[Mapping[str, Any]], texts: Sequence[str], where: str
) -> list[Mapping[str, Any]]:
    """The messages of a row with passages around what it asks."""
    half = (len(texts) + 1) // 2
    first, rest = "\n\n".join(texts[:half]), "\n\n".join(texts[half:])
    match where:
        case "system":
            return [{"role": "system", "content": "\n\n".join(texts)}, *messages]
        case "earlier":
            spoken = [
                {"role": "user", "content": "\n\n".join(texts)},
                {"role": "assistant", "content": "Noted."},
            ]
            at = next(k for k, each in enumerate(messages) if each["role"] == "user")
            return [*messages[:at], *spoken, *messages[at:]]
        case "before":
            return _around(messages, f"{first}\n\n{rest}".strip(), "")
        case "after":
            return _around(messages, "", f"{first}\n\n{rest}".strip())
        case "middle":
            return _around(messages, first, rest or first)
        case "document":
            cut = first.rfind(". ", 0, len(first) // 2) + 1
            return _around(messages, first[:cut], f"{first[cut:]}\n\n{rest}".strip())
        case _:
            raise ValueError(f"long row: `{where}` is no place; see `_among`")


def _around(
    messages: Sequence[Mapping[str, Any]], before: str, after: str
) -> list[Mapping[str, Any]]:
    """The texts before and after what the last user turn says."""
    at = max(k for k, each in enumerate(messages) if each["role"] == "user")
    content = messages[at]["content"]
    items = [{"type": "text", "text": content}] if isinstance(content, str) else list(content)
    texts = [item["text"] for item in items if item["type"] == "text"]
    shown = [item for item in items if item["type"] != "text"]
    text = "\n\n".join(part for part in (before, *texts, after) if part)
    turn = {"role": "user", "content": [*shown, {"type": "text", "text": text}]}
    return [*messages[:at], turn, *messages[at + 1 :]]


def _row(told: Mapping[str, Any], part: str) -> Row:
    turns: list[Turn] = []
    system: list[str] = []
    faces = pictures = 0
    for message in told["messages"]:
        content = message["content"]
        items: list[dict[str, Any]] = (
            [{"type": "text", "text": content}] if isinstance(content, str) else content
        )
        text = "\n".join(item["text"] for item in items if item["type"] == "text")
        shown = [item["image_url"]["url"] for item in items if item["type"] == "image_url"]
        pictures += len(shown)
        faces += sum(url == "IMAGE_WITH_FACE" for url in shown)
        if message["role"] in ("system", "developer"):
            system.append(text)
        else:
            turns.append(Turn(message["role"], text, len(shown)))
    tools = json.dumps(told["tools"], ensure_ascii=False) if told.get("tools") else ""
    schema = json.dumps(told["schema"], ensure_ascii=False) if told.get("schema") else ""
    return Row(
        id=told["id"],
        part=part,
        lang=told["lang"],
        asked=Asked(tuple(system), tuple(turns), tools, schema, pictures, faces),
        label=Label(told["function"]),
        prohibited=bool(told["prohibited_under_azure_openai"]),
        tactic=told["tactic"],
        has_face=faces > 0,
        situation=told.get("situation", ""),
    )
