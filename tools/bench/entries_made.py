"""Entries of a usual record, as many as one likes: decisions about calls of text, and outcomes.

Some are made as the gate makes them. The others are these again under new ids, with the openings
of the first: everything that a store does with an entry it does with each.
"""

import datetime
import os
import time
from collections.abc import Callable, Iterator

from countenance.callers.registration import RegisteredFact, Registration
from countenance.dialects.call import Request
from countenance.dialects.read import read
from countenance.evidence.gather import facts_of
from countenance.gate.codebook import Codebook, named_places
from countenance.gate.judging import judge
from countenance.gate.opening import Opened
from countenance.gate.outcome import Pictured, Visible
from countenance.gate.recording import Sources, decision_entry
from countenance.record.make import Maker, Prepared
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

__all__ = ["BODY", "DAY", "caller", "entries", "usual"]

BODY = b'{"model":"gpt-4o","messages":[{"role":"user","content":"What is a notary?"}]}'
DAY = datetime.date(2026, 11, 22)
_PATTERNS = 64


def caller(ref: str = "c-0123456789abcdef0123") -> Registration:
    """A private caller."""
    rows = (
        ("actor_kind", "private_entity"), ("on_behalf_of", "none"), ("use_jurisdiction", "NO")
    )  # fmt: skip
    facts = tuple(RegisteredFact(name, (value,)) for name, value in rows)
    return Registration("acme", ref, "Acme", facts, key="k")


def usual(maker: Maker) -> Callable[[], Prepared]:
    """What makes the entry of a call of text, judged once, as the gate makes it."""
    vocabulary, who = packaged_vocabulary(), caller()
    applied = Codebook(vocabulary, packaged_editions()).applied(
        "azure_openai", DAY, named=named_places(caller().evidence_on(DAY))
    )
    headers = (("content-type", "application/json"),)
    call = read(Request("POST", "/v1/chat/completions", (), headers, BODY))
    known = facts_of(call, who, DAY, "azure_openai", vocabulary)
    judgement = judge(applied, known, (), Pictured.NOTHING, who, Visible.NEEDED)
    sources = Sources(vocabulary="v", detector="d", act_model="a", patterns="p", models=frozenset())
    return lambda: decision_entry(
        maker, sources, call, who, judgement, Opened(), "azure_openai", DAY
    )


def entries(count: int) -> Iterator[Prepared]:
    """So many entries in the order in which a gate writes them: each decision, then its outcome."""
    maker = Maker(time.time_ns, os.urandom)
    make = usual(maker)
    decisions = [make() for _ in range(_PATTERNS)]
    outcomes = [maker.outcome(each.id, "done", status=200, bytes_out=640) for each in decisions]
    for number in range(count):
        turn, is_outcome = divmod(number, 2)
        like = turn % _PATTERNS
        if not is_outcome:
            decision = _under(decisions[like], maker.stamp().id)
            yield decision
        else:
            outcome = _under(outcomes[like], maker.stamp().id)
            data = outcome.data.replace(decisions[like].id.encode(), decision.id.encode())
            yield Prepared(outcome.id, data, outcome.openings)


def _under(like: Prepared, id_: str) -> Prepared:
    """The same entry under another id, which is as long."""
    return Prepared(id_, like.data.replace(like.id.encode(), id_.encode()), like.openings)
