"""How many false sentences the check flags, and how many true ones, on claims that are marked.

A claim is a sentence about a recording, marked as supported or not, with the kind of its mistake.
It is held against the words as they were said, or against what a program heard.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from countenance.reports.checking.check import check
from countenance.reports.checking.meaning import Meaning
from countenance.reports.draft import Sentence
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Transcript

__all__ = ["Claim", "Judgement", "Kind", "Result", "evaluate_claims", "judge", "result_of"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, whether it is true of its recording, and what kind of claim it is."""

    text: str
    supported: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim, and what the check says about it; nothing where it says nothing."""

    claim: Claim
    says: tuple[str, ...]

    @property
    def is_flagged(self) -> bool:
        """Whether the check doubts it."""
        return bool(self.says)


@dataclass(frozen=True, slots=True)
class Kind:
    """Claims of one kind: how many, and how many of them were flagged."""

    name: str
    supported: bool
    flagged: int
    of: int


@dataclass(frozen=True, slots=True)
class Result:
    """False claims that were caught and true ones that were flagged, also by kind."""

    caught: int
    false: int
    flagged: int
    true: int
    kinds: tuple[Kind, ...]

    @property
    def recall(self) -> float:
        """The share of false claims that were flagged; 1 without any."""
        return self.caught / self.false if self.false else 1.0

    @property
    def alarms(self) -> float:
        """The share of true claims that were flagged; 0 without any."""
        return self.flagged / self.true if self.true else 0.0


def judge(
    claims: Iterable[Claim],
    transcript: Transcript,
    speakers: Speakers,
    fields: Mapping[str, str],
    meaning: Meaning | None = None,
) -> tuple[Judgement, ...]:
    """Each claim with what the check says about it; without `meaning` by rules alone."""
    found = []
    for claim in claims:
        sentence = Sentence("d1", claim.text, "human")
        flags = check((sentence,), transcript, speakers, fields, meaning)
        found.append(Judgement(claim, tuple(f"{flag.kind}: {flag.says}" for flag in flags)))
    return tuple(found)


def result_of(judged: Sequence[Judgement]) -> Result:
    """The shares of some judgements."""
    names = dict.fromkeys((each.claim.supported, each.claim.kind) for each in judged)
    kinds = []
    for supported, name in sorted(names):
        same = [
            each for each in judged if (each.claim.supported, each.claim.kind) == (supported, name)
        ]
        kinds.append(Kind(name, supported, sum(each.is_flagged for each in same), len(same)))
    false = [each for each in kinds if not each.supported]
    true = [each for each in kinds if each.supported]
    return Result(
        sum(each.flagged for each in false),
        sum(each.of for each in false),
        sum(each.flagged for each in true),
        sum(each.of for each in true),
        tuple(kinds),
    )


def evaluate_claims(
    claims: Iterable[Claim],
    transcript: Transcript,
    speakers: Speakers,
    fields: Mapping[str, str],
) -> Result:
    """How well the check does on the claims about one recording."""
    return result_of(judge(claims, transcript, speakers, fields))
