"""A small world for tests of facts, codes and decisions: four facts, one axiom."""

from countenance.facts.parse import parse_vocabulary
from countenance.facts.vocabulary import Vocabulary

__all__ = ["PLACES", "WORDS", "small"]

PLACES = """
version = "1"
complete = ["US"]
[country]
NO = "Norway"
US = "United States"
CA = "Canada"
[subdivision]
US-TX = "Texas"
US-NY = "New York"
CA-AB = "Alberta"
[locality]
"US-NY/New York City" = "New York City"
[group]
"""

WORDS = """
version = "1"

[[fact]]
name = "operation"
values = ["identify", "verify", "describe", "detect"]
meaning = "what is asked"
ask = "What is asked?"
established_by = ["inferred"]
known = "before"
groups = { biometric = ["identify", "verify"] }

[[fact]]
name = "camera"
values = ["body", "dash", "drone", "fixed", "none"]
meaning = "what recorded it"
ask = "Which camera?"
established_by = ["registered", "attested"]
known = "before"
cost = 2
groups = { mobile = ["body", "dash"] }

[[fact]]
name = "live"
values = ["true", "false"]
meaning = "whether it was live"
ask = "Was it live?"
established_by = ["registered", "attested"]
known = "before"
cost = 3

[[fact]]
name = "signed"
values = ["true", "false"]
meaning = "whether a person signed"
ask = "Did a person sign?"
established_by = ["attested"]
known = "after"
kept = ["true"]

[[impossible]]
says = "Where nothing was captured nothing was live."
cubes = [{ camera = ["none"], live = ["true"] }]
"""


def small() -> Vocabulary:
    """The vocabulary of these texts."""
    return parse_vocabulary(WORDS, PLACES)
