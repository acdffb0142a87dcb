"""The entries of reports: each step of one, by digests and names of ours.

The rules are those of `countenance.record.entry`. Nothing of what was said, drafted or written
stands in an entry: a recording, a transcript, an account, a draft and a text are commitments to
their digests, whose openings are of the case of the report and go with it.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from countenance.record.members import (
    Base,
    CallerRef,
    Count,
    Digest,
    Member,
    Name,
    ObligationRef,
    VerdictWord,
)

__all__ = ["ProgramRef", "ReportStep", "ReportWord", "Tally"]

ReportWord: TypeAlias = Literal[
    "decided", "transcribed", "accounted", "attributed", "drafted", "settled", "signed", "reviewed"
]


class ProgramRef(Member, frozen=True):
    """A program that had a part in this step: its weights, its prompt and its settings by digest.

    The settings are names and numbers of ours, so that their digest may stand in the open.
    """

    part: Name
    name: Name
    version: Name
    weights: Digest | None
    prompt: Digest | None
    settings: Digest | None


class Tally(Member, frozen=True):
    """How many of what is listed: brackets, flags and omissions that are open, and sentences of the
    text by who wrote them."""

    brackets: Count
    flags: Count
    omissions: Count
    ai: Count
    ai_edited: Count
    human: Count
    structured_field: Count


class ReportStep(Base, frozen=True, tag="report"):
    """A report went a step on; `prev` is the last entry about it. It is a case of its own.

    `decisions` are the entries that let its recording be heard. `number`: of the generation, of the
    transcript, of the edit, or of the version. `what` and `how`: which bracket, flag or omission
    was settled, and in what way. `obligations` are those that this step kept; `verdicts` what the
    codes say about the finished report, where they were asked again.
    """

    caller: CallerRef
    case: Name
    change: Literal[
        "begun", "transcribed", "account-sealed", "roles-confirmed", "generated", "edited",
        "settled", "listened", "signed", "approved", "sent-back", "revised", "disclosed",
        "handed-out",
    ]  # fmt: skip
    state: ReportWord
    person: Name | None
    decisions: tuple[Name, ...]
    incident_type: Name
    version: Annotated[int, msgspec.Meta(ge=1)]
    number: Count | None
    what: Name | None
    how: Name | None
    programs: tuple[ProgramRef, ...]
    tally: Tally
    obligations: tuple[ObligationRef, ...]
    verdicts: tuple[VerdictWord, ...]
