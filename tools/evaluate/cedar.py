"""The Cedar engine against the diagram: every edition exported, and random situations asked.

Each edition goes out as Cedar text, is read back and has to have the same digest; and Cedar itself
is asked about random situations that can happen, all facts stated, and about states in which some
facts are not known: each completion is decided, and the set of verdicts compared. The bar is no
difference.
"""

import itertools
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence

import cedarpy
import click
import numpy as np
from part import Part

from countenance.codes.model import Edition, Verdict
from countenance.decisions.cedar import CedarExport, to_cedar
from countenance.decisions.cedar_reader import read_cedar
from countenance.decisions.compile import Compiled, bound_editions, compile_editions
from countenance.decisions.differ import situations
from countenance.facts.vocabulary import Vocabulary
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

__all__ = ["cedar"]

SAMPLES, STATES, SEED = 24_000, 600, 2026
"""Situations and states of knowledge over all editions together."""

MOST_COMPLETIONS = 120

Situation = Mapping[str, str]


def cedar() -> Part:
    """The comparison, its counts, and the first differences."""
    editions, vocabulary = packaged_editions(), packaged_vocabulary()
    rows = [f"  {'':40} {'digest':>7} {'asked':>8} {'states':>7} {'differ':>7}"]
    content: dict[str, object] = {}
    short: list[str] = []
    asked = 0
    with click.progressbar(editions, label="editions in Cedar", file=sys.stderr) as bar:
        for number, edition in enumerate(bar):
            one = _one(edition, vocabulary, number, len(editions))
            content[edition.name] = one
            asked += one["asked"]
            rows.append(
                f"  {edition.name:40} {'same' if one['same_digest'] else 'OTHER':>7} "
                f"{one['asked']:8,} {one['states']:7,} {one['differ']:7}"
            )
            if not one["same_digest"]:
                short.append(f"{edition.name}: another digest after Cedar")
            if one["differ"]:
                short.append(f"{edition.name}: {one['differ']} answers of Cedar differ")
    if asked < 20_000:
        short.append(f"only {asked:,} situations were asked")
    rows.append(f"  {'all':40} {'':7} {asked:8,}")
    return Part("diagram against Cedar\n" + "\n".join(rows), content, tuple(short))


def _one(edition: Edition, vocabulary: Vocabulary, number: int, of: int) -> dict[str, int]:
    compiled = compile_editions([edition], vocabulary, day=None)
    export = to_cedar(bound_editions([edition], day=None)[0], vocabulary)
    read = read_cedar(cedarpy.policies_to_json_str(export.policies), vocabulary)
    engine = _Engine(export)
    chance = np.random.default_rng(SEED + number)
    drawn = situations([edition], vocabulary, chance, SAMPLES // of + 1).T.tolist()
    masks = [[1 << value for value in situation] for situation in drawn]
    told = [(each, _reach(compiled, each)) for each in masks]
    possible = [(each, verdict) for each, verdict in told if verdict]
    found = engine.verdicts([_stated(vocabulary, each) for each, _ in possible])
    differ = sum(f != e for f, (_, e) in zip(found, possible, strict=True))
    asked, states = len(found), 0
    pick = random.Random(SEED + number)  # noqa: S311 - a repeatable sample, not a secret
    for state in _states(export, vocabulary, masks, pick, STATES // of + 1):
        ways = [each for each in _completions(state) if _reach(compiled, each)]
        verdicts = Verdict(0)
        for verdict in engine.verdicts([_stated(vocabulary, each) for each in ways]):
            verdicts |= verdict
        differ += verdicts != _reach(compiled, state)
        asked += len(ways)
        states += 1
    same = read.digest == compiled.digest
    return {"same_digest": int(same), "asked": asked, "states": states, "differ": differ}


def _reach(compiled: Compiled, masks: Sequence[int]) -> Verdict:
    return Verdict(compiled.reach(masks))


def _stated(vocabulary: Vocabulary, masks: Sequence[int]) -> Situation:
    return {
        fact.name: fact.values[mask.bit_length() - 1]
        for fact, mask in zip(vocabulary.facts, masks, strict=True)
    }


def _states(
    export: CedarExport,
    vocabulary: Vocabulary,
    masks: Sequence[Sequence[int]],
    chance: random.Random,
    number: int,
) -> Iterator[list[int]]:
    """States in which a few of the facts that Cedar is asked about are not known."""
    levels = [vocabulary.index(name) for name in export.facts]
    for known in chance.sample(masks, min(number, len(masks))):
        state, ways = list(known), 1
        for level in chance.sample(levels, min(3, len(levels))):
            size = len(vocabulary.facts[level].values)
            if ways * size <= MOST_COMPLETIONS:
                state[level], ways = vocabulary.facts[level].full, ways * size
        yield state


def _completions(state: Sequence[int]) -> Iterator[list[int]]:
    parts = [[1 << i for i in range(mask.bit_length()) if mask >> i & 1] for mask in state]
    return map(list, itertools.product(*parts))


class _Engine:
    """An export loaded into Cedar."""

    def __init__(self, export: CedarExport) -> None:
        self._facts = export.facts
        self._policies = cedarpy.PolicySet.from_str(export.policies)
        self._entities = cedarpy.Entities.from_json_str("[]")
        read = json.loads(cedarpy.policies_to_json_str(export.policies))
        self._words = {
            name: policy["annotations"]["verdict"]
            for name, policy in read["staticPolicies"].items()
        }

    def verdicts(self, asked: Sequence[Situation]) -> list[Verdict]:
        """The verdict of each situation, by the rule at the head of the export."""
        requests = [
            {
                "principal": 'Caller::"any"',
                "action": 'Action::"decide"',
                "resource": 'Call::"any"',
                "context": {name: situation[name] for name in self._facts},
            }
            for situation in asked
        ]
        answers = cedarpy.is_authorized_batch(requests, self._policies, self._entities)
        return [self._verdict(answer) for answer in answers]

    def _verdict(self, answer: cedarpy.AuthzResult) -> Verdict:
        if answer.diagnostics.errors:
            return Verdict(0)
        if answer.allowed:
            return Verdict.ALLOW
        words = {self._words[reason] for reason in answer.diagnostics.reasons}
        if "deny" in words:
            return Verdict.DENY
        return Verdict.UNCLEAR if words else Verdict.SILENT
