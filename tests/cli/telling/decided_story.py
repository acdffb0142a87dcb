"""A call that people decided, at a whole gate: the board switches matching on, the call is held,
two allow it, it passes once; held again, it passes by a ruling that settles its case."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from countenance.stores.rulings import adopted
from gate.people.test_case_api import WHO, done, police, token
from gate.people.test_ruling_api import ALLOWS, board, until
from gate.people.test_ruling_api import sent as about_rulings
from gate.running import Answer, Running, face, running

__all__ = ["Story", "told_story"]


@dataclass
class Story:
    """What happened: the gate, the held call and its case, the one that passed by the allow, and
    the one that passed by a ruling; the motion."""

    gate: Running
    case: str = ""
    held: int = -1
    passed: int = -1
    ruled: int = -1
    motion: str = ""
    people: dict[str, str] = field(default_factory=dict)


@contextmanager
def told_story(folder: Path) -> Iterator[Story]:
    """The gate after all of it. The caller is `idp`; its neighbor `acme` has asked for nothing."""
    with running(folder, "[codes]\nlook_seconds = 0.05\n", given=()) as gate:
        story = Story(gate)
        people = story.people
        gate.caller("acme", "actor_kind=private_entity", "provider_approval=none")
        roles = {
            "alice": "reviewer", "bob": "reviewer", "carol": "senior", "anna": "board",
            "berit": "board", "carl": "board", "ola": "ethics",
        }  # fmt: skip
        people.update({name: token(gate, name, "--role", role) for name, role in roles.items()})
        key = police(gate, "idp")
        story.motion = _switched_on(gate, people, folder)
        held = gate.ask(key, WHO, face())
        story.case = held.body["countenance"]["case"]
        story.held = held.entry
        for name in ("alice", "bob"):
            mine = done(gate, people[name], story.case, "claim")["token"]
            done(gate, people[name], story.case, "allow", token=mine, reason="a station", hours=4)
        story.passed = _passed(gate, gate.ask(key, WHO, face()))
        assert gate.ask(key, WHO, face()).outcome == "hold"  # the allow was for one call
        proposal = about_rulings(gate, people["carol"], "POST", body={"text": ALLOWS}).json()
        digest = proposal["digest"]
        board(gate, lambda to, maker, now: adopted(to, maker, digest, "motion-of-it", now))
        story.ruled = _passed(gate, until(gate, key, "pass"))
        _settled_and_published(gate)
        yield story


def _switched_on(gate: Running, people: dict[str, str], folder: Path) -> str:
    files = {}
    for name in ("anna", "berit", "carl", "ola"):
        files[name] = folder / f"token-{name}"
        files[name].write_text(people[name], encoding="utf-8")
    asked = ("--needs", "face-matching", "--caller", "idp", "--days", "30", "--reason", "asked")
    opened = gate.run("board", "open", *asked, "--token-file", str(files["anna"]), "--json")
    motion = str(json.loads(opened)["id"])
    for file in files.values():
        gate.run("board", "vote", motion, "yes", "--reason", "shown", "--token-file", str(file))
    return motion


def _passed(gate: Running, answer: Answer) -> int:
    """The index of a call that passed, once its outcome is entered."""
    assert answer.outcome == "pass", answer
    gate.outcome_of(gate.entries(answer.entry)[0])
    return answer.entry


def _settled_and_published(gate: Running) -> None:
    """Wait until the case that the ruling settled is closed, and all is under a signed head."""
    for _ in range(500):
        entries = gate.entries()
        head: dict[str, Any] = json.loads(gate.run("record", "head", "--json"))
        closed = any(each.get("change") == "settled" for each in entries)
        if closed and head["size"] >= len(entries):
            return
        time.sleep(0.02)
    raise AssertionError("not everything of the story is under a signed head")
