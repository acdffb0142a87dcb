"""How pages say what stands in reports: states, origins, kinds of doubts and of speech."""

from collections.abc import Mapping

__all__ = ["DOUBTS", "HOWS", "KINDS", "ORIGINS", "STATES", "STEPS"]

STATES: Mapping[str, str] = {
    "decided": "not heard yet",
    "transcribed": "in words",
    "accounted": "own account sealed",
    "attributed": "speakers confirmed",
    "drafted": "drafted, something is open",
    "settled": "ready to be signed",
    "signed": "signed",
    "reviewed": "approved",
    "expunged": "expunged",
}
"""How far a report is."""

ORIGINS: Mapping[str, str] = {
    "ai": "a program",
    "ai_edited": "a program, then a person",
    "human": "a person",
    "structured_field": "the case file",
}
"""Who wrote a sentence."""

DOUBTS: Mapping[str, str] = {
    "number": "a number",
    "name": "a name",
    "quotation": "a quotation",
    "negation": "yes or no",
    "act": "who did what",
    "sensory": "no sound shows this",
    "attribution": "who said it",
    "unclear": "heard unclearly",
    "unsupported": "rests on nothing",
    "order": "what came first",
    "certainty": "how sure somebody was",
    "degree": "how much, how far or how often",
    "consent": "what was agreed to",
    "instruction": "sounds like an order to a program",
}
"""What is doubtful about a sentence."""

KINDS: Mapping[str, str] = {
    "denial": "a denial",
    "refusal": "a refusal",
    "exculpatory": "something in somebody's favor",
    "pain": "pain",
    "medical": "a request for medical help",
    "lawyer": "a request for a lawyer",
    "complaint": "a complaint",
    "promise": "a promise",
    "warning": "a warning",
    "rights": "rights that were read",
    "consent": "consent",
    "other": "something else",
}
"""What kind of speech it is."""

HOWS: Mapping[str, str] = {
    "filled": "filled",
    "does-not-apply": "does not apply",
    "changed": "the sentence was changed",
    "overridden": "left as it is",
    "included": "told in the report",
    "left-out": "left out",
}
"""How something was settled."""

STEPS: Mapping[str, str] = {
    "begun": "began the report",
    "transcribed": "put the recording into words",
    "account-sealed": "sealed the own account",
    "roles-confirmed": "said who is speaking",
    "generated": "had a draft made",
    "edited": "changed a sentence",
    "settled": "settled something",
    "listened": "listened",
    "signed": "signed it",
    "approved": "approved it",
    "sent-back": "sent it back",
    "revised": "began a new version",
    "disclosed": "let somebody outside read it",
    "handed-out": "handed it out",
}
"""What a step of a report was."""
