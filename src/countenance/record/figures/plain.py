"""What became of a call, how a fact was known, and why a call did not pass, in plain words."""

__all__ = ["GATE_REASONS", "HOW_KNOWN", "OUTCOME_WORDS", "REASON_WORDS"]

HOW_KNOWN = {
    "measured": "measured by the gate",
    "registered": "registered by the operator",
    "attested": "stated by the caller, with its signature",
    "inferred": "worked out from what was asked",
}
"""The basis of a fact -> how it is known."""

OUTCOME_WORDS = {
    "pass": "it was let through",
    "redact": "it was let through with every face covered",
    "refuse": "it was refused, and nothing went to an AI service",
    "hold": "it was held for people, and nothing went to an AI service",
    "covered and given back": "its faces were covered and it was given back",
}
"""The outcome of a call -> what became of it."""

REASON_WORDS = {
    "denied": "A clause forbids everything that the call may have asked for.",
    "fact-missing": "The answer hangs on a fact that the caller may state, and did not.",
    "obligation-not-accepted": "The codes allow it on a condition that the caller has not taken "
    "on.",
    "capability-not-approved": "The codes allow it, and it compares or collects faces, which is "
    "off until the board of this gate has said yes to it.",
    "review-required": "The codes do not settle it, so people have to decide.",
    "review-allowed": "The codes do not settle it. People have decided to allow it.",
    "review-refused": "The codes do not settle it. People have decided to refuse it, or nobody "
    "decided in time.",
}
"""The reason in an entry -> what it means."""

GATE_REASONS = {
    "unreadable": (
        "The call could not be read: it is not JSON, a field has the wrong form, or a picture is "
        "broken.",
        "Mend what the answer names in `error.param`.",
    ),
    "unsupported": (
        "The call has a field, a part or a path that the gate does not know.",
        "Leave it out, or use another route.",
    ),
    "too-large": ("The body or a picture is over a limit.", "Send less."),
    "attestation": (
        "The signed statement in the call does not hold.",
        "Sign a new one: it is good for five minutes, for this call, and once.",
    ),
    "fact-missing": (
        REASON_WORDS["fact-missing"],
        "Answer the question in an attestation, and send the call again.",
    ),
    "obligation-not-accepted": (
        REASON_WORDS["obligation-not-accepted"],
        "Ask the operator to register that you accept it.",
    ),
    "capability-not-approved": (
        REASON_WORDS["capability-not-approved"],
        "Have the operator ask the board.",
    ),
    "unknown-key": (
        "No key that counts came with the call, so no code was asked. Such calls are counted and "
        "not entered.",
        "Ask whoever keeps the gate for a key; one that was revoked counts no more.",
    ),
    "too-many": (
        "There were more calls than this caller may send, or than the gate takes at once.",
        "Send it later.",
    ),
    "caller-suspended": (
        "The caller is suspended, by people or by the gate where it was told to do so.",
        "Ask the operator.",
    ),
    "silent": (
        "No code speaks about this act on a face. Silence is not permission, so people have to "
        "decide.",
        "You may ask for a description that names nobody.",
    ),
    "contradictory": (
        "What is known about the call contradicts itself, so people have to decide.",
        "Have the operator look at what is registered about you.",
    ),
    "gate-failure": (
        "The gate failed. Nothing passed.",
        "Try again; the operator finds the failure in the record.",
    ),
    "upstream": ("The AI service failed or refused. The call had gone to it.", "Try again."),
}
"""A reason of the gate's own -> what happened, and what to do."""
