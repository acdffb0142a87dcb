"""How a case stands, why nobody can allow it, and what happened to it, in words for people."""

from countenance.review.case import Bar, Said, State
from countenance.review.steps import Change

__all__ = ["BARS", "HAPPENED", "SAID", "STATES"]

STATES: dict[State, str] = {
    State.OPEN: "open",
    State.SECOND: "waits for a second person",
    State.ASKED: "waits for its caller",
    State.ALLOWED: "allowed",
    State.USED: "allowed, and used up",
    State.REFUSED: "refused",
    State.EXPIRED: "expired: refused",
    State.SETTLED: "settled by the codes",
    State.WITHDRAWN: "allowed, and taken back",
}

BARS: dict[Bar, tuple[str, str]] = {
    Bar.DENY: (
        "a deny is possible",
        "A deny can still be reached, and nobody makes an allow of a deny. Ask for the missing "
        "fact first, or refuse.",
    ),
    Bar.CONTRADICTORY: (
        "contradictory",
        "What is known contradicts itself. The registration has to be put right first.",
    ),
    Bar.NOT_COVERED: (
        "not covered for certain",
        "Something in it could not be looked at or covered with certainty. Refuse it.",
    ),
    Bar.CAPABILITY: (
        "needs the board",
        "What it asks for stays off until the board has said yes. Ask the board, or refuse.",
    ),
    Bar.OBLIGATION: (
        "an obligation is missing",
        "Its caller has not taken on an obligation that an allow would bring. That is registered "
        "first.",
    ),
}
"""Why nobody can allow it -> in a few words, and what to do."""

SAID: dict[str, str] = {
    Said.ALLOW.value: "would allow it",
    Said.REFUSE.value: "would refuse it",
    Said.VETO.value: "vetoed it",
    "sealed": "has voted; you are told what once you have voted yourself",
}

HAPPENED: dict[str, str] = {
    Change.OPENED.value: "the call was held",
    Change.RENEWED.value: "the same call came again, with another registration, on other "
    "grounds or under other codes; what was said before is void",
    Change.CLAIMED.value: "claimed",
    Change.RELEASED.value: "given back to the queue",
    Change.ASKED.value: "asked its caller for a fact",
    Change.ESCALATED.value: "handed up to a senior reviewer",
    "voted": "voted",
    Said.ALLOW.value: "voted to allow it",
    Said.REFUSE.value: "voted to refuse it",
    Said.VETO.value: "vetoed it",
    "appeal": "its caller appealed",
    Change.USED.value: "the call, or one like it, came and passed",
    Change.SETTLED.value: "the codes decided the same call",
    Change.EXPIRED.value: "nobody decided in time",
    Change.WITHDRAWN.value: "took the allow back",
    Change.KEPT.value: "its pictures were kept for who decides, or could not be",
    Change.REVEALED.value: "had a picture shown without the blur",
    Change.FORGOTTEN.value: "its pictures were erased",
}
"""The word of an entry -> what happened."""
