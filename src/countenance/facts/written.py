"""The vocabulary for programs that share nothing with this package: what each word stands for.

Rules kept here:
 * Whoever reads it needs no rule of ours beside it: words for several values, and parts of places
   that are not listed, stand there with what they are read as.
 * Names and values stand in their order, so that they give the digest that entries name.

`verify/vocabulary.json` is this text, made by `make pages`.
"""

import json
from typing import Any

from countenance.facts.vocabulary import WHOLE_DOMAIN, Fact, Known, Vocabulary

__all__ = ["written"]


def written(vocabulary: Vocabulary) -> str:
    """The vocabulary in JSON, a fact a line."""
    facts = ",\n".join(json.dumps(_fact(each), ensure_ascii=False) for each in vocabulary.facts)
    return f'{{"version": {json.dumps(vocabulary.version)}, "facts": [\n{facts}\n]}}\n'


def _fact(fact: Fact) -> dict[str, Any]:
    """`words` stand for several values; `parts`: how a part of a place is read that is not listed,
    `elsewhere`: as what a city that is not; `kept`: the values that count as given of a fact that
    is known only after the call."""
    return {
        "name": fact.name,
        "values": fact.values,
        "words": {**fact.groups, **dict.fromkeys(sorted(WHOLE_DOMAIN), fact.values)},
        "parts": dict(fact.read_as),
        "elsewhere": fact.otherwise,
        "established_by": sorted(basis.value for basis in fact.established_by),
        "kept": fact.kept if fact.known is Known.AFTER else (),
    }
