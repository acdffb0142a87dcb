"""What the desk of reports needs of others, each as a small protocol.

Rules kept here:
 * Whoever hears gets sound and no picture. Whoever drafts or checks gets words and no sound.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from countenance.codes.model import Edition
from countenance.record.members import ErasureWord, VerdictWord
from countenance.reports.draft import Draft, Flag, IncidentType, Omission, Sentence
from countenance.reports.recording import Overlay, Recording
from countenance.reports.report import Decided
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Transcript

__all__ = [
    "NOTHING",
    "Decider", "Drafter", "Ear", "Erases", "Held", "Kept", "Nothing", "Opened", "Refused",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """A recording that was opened: what is known of it, and its samples (`RATE` a second, one
    channel, 16 bits, little end first)."""

    recording: Recording
    samples: bytes | memoryview


class Kept(Protocol):
    """What came already of something that was broken off, each by a name of 64 hex digits."""

    def get(self, name: str) -> bytes | None:
        """What was put there, if it still is as it was. Raises `ReportError`."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Keep it until all of it is done. Raises `ReportError`, `RecordError`."""
        ...


class Nothing:
    """Keeps nothing."""

    def get(self, name: str) -> bytes | None:
        """None."""
        return None

    def put(self, name: str, data: bytes) -> None:
        """Let it go."""


NOTHING: Final = Nothing()


class Ear(Protocol):
    """Opens recordings, and puts them into words."""

    @property
    def service(self) -> str:
        """As what the codes know who hears: `on_premises_model`, or the service of an upstream."""
        ...

    @property
    def separates(self) -> bool:
        """Whether it can tell voices apart by how they sound, where the codes let it."""
        ...

    def open(self, path: Path, name: str, overlay: Overlay | None) -> Opened:
        """A recording; pictures are dropped unseen. Raises `TranscriptError`, `MediaError`."""
        ...

    def hear(
        self,
        samples: bytes | memoryview,
        recording: Recording,
        progress: Callable[[float], None],
        kept: Kept,
        *,
        by_sound: bool = False,
    ) -> Transcript:
        """What is said in it. `progress`: told how much is done, from 0 to 1; what it raises ends
        the hearing. `kept`: what came of one that ended so. `by_sound`: the voices may be told
        apart by how they sound. Raises `TranscriptError`, and
        `NotHeardError` where somebody else lets it not be heard."""
        ...


class Drafter(Protocol):
    """Drafts reports, and checks what people make of a draft."""

    def draft(
        self,
        transcript: Transcript,
        speakers: Speakers,
        recording: Recording,
        incident_type: IncidentType,
        fields: Mapping[str, str],
    ) -> Draft:
        """A draft. `fields`: of the case file, by their names. Raises `ReportError`."""
        ...

    def check(
        self,
        sentence: Sentence,
        transcript: Transcript,
        speakers: Speakers,
        fields: Mapping[str, str],
    ) -> tuple[Flag, ...]:
        """What is doubtful about one sentence. `fields`: those that its draft was made with."""
        ...

    def omissions(
        self, sentences: tuple[Sentence, ...], transcript: Transcript, speakers: Speakers
    ) -> tuple[Omission, ...]:
        """What has to appear and does not."""
        ...


@dataclass(frozen=True, slots=True)
class Refused:
    """The codes let nobody hear it: why, in words, and by which entry."""

    says: str
    entry: int
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """The codes leave it to people: in which case; none where too many of the caller's are held."""

    says: str
    entry: int
    clauses: tuple[str, ...]
    case: str | None


class Decider(Protocol):
    """Asks the codes."""

    async def decide(
        self, organization: str, key: str | None, recording: Recording, incident_type: IncidentType
    ) -> Decided | Refused | Held:
        """Whether this recording may be heard for a report of this kind; it is entered.

        `key`: the name of the registration's key that is used, where it has several.
        """
        ...

    async def separate(
        self, organization: str, key: str | None, recording: Recording, incident_type: IncidentType
    ) -> Decided | Refused | Held:
        """Whether the voices of this recording may be told apart by how they sound, which is a
        biometric act of its own; it is entered."""
        ...

    async def finished(
        self,
        decided: Decided,
        organization: str,
        recording: Recording,
        incident_type: IncidentType,
        facts: dict[str, str],
    ) -> tuple[VerdictWord, ...]:
        """What the codes say about the report as it is finished, as words of verdicts.

        `facts`: those that are known only after the call, each with its value.
        """
        ...

    def editions(self, decided: Decided) -> tuple[Edition, ...]:
        """The editions that it was decided under, those that are still here."""
        ...

    def after_facts(self) -> tuple[str, ...]:
        """The facts that are known only once a report is finished."""
        ...


class Erases(Protocol):
    """Destroys what was sealed of cases of the record."""

    def erase(self, names: Sequence[str], basis: ErasureWord, who: str, note: str) -> int:
        """Destroy these cases, all or none; the index of the entry about the first.

        Raises `LegalHoldError` where one of them is held.
        """
        ...
