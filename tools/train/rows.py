"""Labelled requests: read from JSON lines, told apart by situation, made into `Asked`.

A row is written as in the OpenAI chat format, with `IMAGE_WITH_FACE` and `IMAGE_NO_FACE` in place
of pictures. Rows that tell of one situation in several languages, or in other words, share a
group, so that a fold never tests on what it was trained on in translation.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countenance.evidence.asked import Asked, Turn
from countenance.evidence.labels import Label
from countenance.evidence.senses import Sense, senses_of

__all__ = ["FILES", "Row", "digest_of_rows", "read_rows"]

#: The files that the model is trained from, in order.
FILES = ("dev.jsonl", "dev2_en.jsonl", "dev2_multi.jsonl", "added.jsonl")


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

    @property
    def sense(self) -> Sense:
        """Its label, and which part of it: of an age, a range; of a likeness, a stylised one."""
        barred, *harmless = senses_of(self.label)
        return harmless[0] if harmless and not self.prohibited else barred


def read_rows(folder: Path, files: Iterable[str] = FILES) -> list[Row]:
    """The rows of `files` in `folder`, in order; a file that is absent raises `OSError`."""
    rows: list[Row] = []
    for name in files:
        with (folder / name).open(encoding="utf-8") as lines:
            rows.extend(_row(json.loads(line), name.removesuffix(".jsonl")) for line in lines)
    return rows


def digest_of_rows(folder: Path, files: Iterable[str] = FILES) -> str:
    """`sha256:` over the bytes of the files, in order."""
    digest = hashlib.sha256()
    for name in files:
        digest.update((folder / name).read_bytes())
    return f"sha256:{digest.hexdigest()}"


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
