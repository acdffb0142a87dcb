"""`make bench`: what the parts cost, in CPU time or ratios within this one run, with the load.

Rules kept here:
 * CPU time of this process, or ratios of commands run in turn: the load of the machine is printed,
   not hidden.
 * A figure beside its target says whether it was met; the exit code is 0 either way.
"""

import datetime
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pictures import measured

from countenance.callers.registration import RegisteredFact, Registration
from countenance.decisions.ask import next_question
from countenance.decisions.compile import compile_editions
from countenance.decisions.decide import decide, reach
from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.evidence.gather import facts_of
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Cube
from countenance.gate.codebook import Codebook
from countenance.gate.judging import judge
from countenance.gate.outcome import Pictured, Visible
from countenance.gate.recording import Sources, decision_entry
from countenance.record.make import Maker
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from countenance.stores.weights import built_in_weights

V = packaged_vocabulary()
STATES = 3000
BODY = b'{"model":"gpt-4o","messages":[{"role":"user","content":"What is a notary?"}]}'


def main() -> None:
    """Print one row for each figure."""
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors\n")
    for rows in (engine, text_call, commands, big_pictures):
        print(f"... {rows.__name__.replace('_', ' ')}", file=sys.stderr)
        for what, found, target, unit in rows():
            met = "" if target is None else ("met" if found <= target else "NOT met")
            bar = "" if target is None else f"<= {target:g}"
            print(f"{what:44} {found:10.2f} {unit:3} {bar:10} {met}")


Row = tuple[str, float, float | None, str]


def engine() -> list[Row]:
    """The composed codes, asked about random states in which a fifth of the facts is unknown."""
    compiled = compile_editions(packaged_editions(), V, day=None)
    chance = random.Random(1)  # noqa: S311 - a repeatable sample, not a secret
    states = []
    for _ in range(STATES):
        facts = Facts.open(V)
        for i, fact in enumerate(V.facts):
            if chance.random() >= 0.2:
                # A value that nothing known so far rules out: what cannot happen costs nothing.
                more = facts.narrowed(Cube(((i, 1 << chance.randrange(len(fact.values))),)))
                facts = more if reach(compiled, more) else facts
        states.append(Facts.open(V).narrowed(Cube(tuple(enumerate(facts.masks)))))
    reached = _each(lambda facts: reach(compiled, facts), states)
    decided = _each(lambda facts: decide(compiled, facts), states)
    open_ones = [facts for facts in states if reach(compiled, facts).bit_count() > 1]
    asked = _each(lambda facts: next_question(compiled, facts), open_ones[:1000])
    return [
        ("verdict set, p50", _quantile(reached, 50), 25, "us"),
        ("verdict set, p99", _quantile(reached, 99), 1000, "us"),
        ("explained decision, p50", _quantile(decided, 50), 300, "us"),
        ("next question, p95", _quantile(asked, 95), 20_000, "us"),
    ]


def text_call() -> list[Row]:
    """A call of text alone, from its bytes to its entry, without the server and the disk."""
    book, day = Codebook(V, packaged_editions()), datetime.date(2026, 11, 22)
    rows = (("actor_kind", "private_entity"), ("on_behalf_of", "none"))
    facts = tuple(RegisteredFact(name, (value,)) for name, value in rows)
    caller = Registration("acme", "c-1", "Acme", facts, key="k")
    headers = (("content-type", "application/json"),)
    request = Request("POST", "/v1/chat/completions", (), headers, BODY)
    call = read(request)
    applied = book.applied("azure_openai", day)
    maker = Maker(time.time_ns, os.urandom)
    sources = Sources(vocabulary="v", detector="d", act_model="a", models=frozenset())

    def judged() -> object:
        known = facts_of(call, caller, day, "azure_openai", V)
        return judge(applied, known, (), Pictured.NOTHING, caller, Visible.NEEDED)

    judgement = judge(
        applied, facts_of(call, caller, day, "azure_openai", V), (), Pictured.NOTHING, caller,
        Visible.NEEDED,
    )  # fmt: skip

    def entered() -> object:
        return decision_entry(
            maker, sources, call, caller, judgement, {}, "azure_openai", day
        )

    return [
        ("reading a text call", _mean(lambda: read(request)), None, "us"),
        ("facts and decision of a text call", _mean(judged), 200, "us"),
        ("its entry", _mean(entered), None, "us"),
    ]


def commands() -> list[Row]:
    """Starting commands, in turn with a bare interpreter."""
    bare = [sys.executable, "-c", "pass"]
    program = [str(Path(sys.executable).with_name("countenance"))]
    check = [*program, "check", "--code", "ms-aoai-coc@2024-05-03", "operation=detection"]
    times: dict[str, list[float]] = {"bare": [], "version": [], "check": []}
    for _ in range(9):
        for name, words in (("bare", bare), ("version", [*program, "--version"]), ("check", check)):
            before = os.times()
            subprocess.run(words, check=False, capture_output=True)
            after = os.times()
            spent = after.children_user + after.children_system
            times[name].append(spent - before.children_user - before.children_system)
    middle = {name: statistics.median(each) for name, each in times.items()}
    return [
        ("countenance --version, to a bare start", middle["version"] / middle["bare"], 6, "x"),
        ("countenance check, to a bare start", middle["check"] / middle["bare"], 16, "x"),
    ]


def big_pictures() -> list[Row]:
    """Twelve million pixels from bytes to verdict, to scaled decoding and the passes that ran."""
    return [
        (f"12 MP picture, {cost.picture}", cost.ratio, 1.3, "x")
        for cost in measured(built_in_weights())
    ]


def _each(work: Callable[[Facts], object], states: list[Facts]) -> list[float]:
    spent = []
    for facts in states:
        before = time.process_time_ns()
        work(facts)
        spent.append((time.process_time_ns() - before) / 1000)
    return spent


def _mean(work: Callable[[], object], times: int = 3000) -> float:
    work()
    before = time.process_time_ns()
    for _ in range(times):
        work()
    return (time.process_time_ns() - before) / 1000 / times


def _quantile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


if __name__ == "__main__":
    main()
