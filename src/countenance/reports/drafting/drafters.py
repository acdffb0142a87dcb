"""Who drafts and checks, for a desk of reports: the rules of this room, or a model behind a gate.

Both give a draft with its flags, check an edited sentence, and say what a text leaves out, all by
the same rules: a model drafts, and never checks itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from countenance.reports.checking.check import check, checker
from countenance.reports.checking.meaning import installed
from countenance.reports.checking.omissions import omissions
from countenance.reports.draft import Draft, Flag, IncidentType, Omission, Sentence
from countenance.reports.drafting.draft import draft
from countenance.reports.drafting.model import Asks, Model, model_draft
from countenance.reports.recording import Recording
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Transcript

__all__ = ["ByModel", "Extractive"]


class _Checks:
    """What both do alike."""

    def check(
        self,
        sentence: Sentence,
        transcript: Transcript,
        speakers: Speakers,
        fields: Mapping[str, str] | None = None,
    ) -> tuple[Flag, ...]:
        """What is doubtful about one sentence. `fields`: of the case file. Raises `ReportError`."""
        return check((sentence,), transcript, speakers, fields or {}, installed())

    def omissions(
        self, sentences: Sequence[Sentence], transcript: Transcript, speakers: Speakers
    ) -> tuple[Omission, ...]:
        """What has to appear and does not."""
        return omissions(sentences, transcript, speakers)


class Extractive(_Checks):
    """Quotations alone, by rules."""

    def draft(
        self,
        transcript: Transcript,
        speakers: Speakers,
        recording: Recording,
        incident_type: IncidentType,
        fields: Mapping[str, str],
    ) -> Draft:
        """A draft with its flags. Raises `ReportError`."""
        made = draft(transcript, speakers, incident_type, fields, recording)
        return _flagged(made, transcript, speakers, fields)


@dataclass(frozen=True, slots=True)
class ByModel(_Checks):
    """A model, asked by way of a gate."""

    model: Model
    gate: Asks

    def draft(
        self,
        transcript: Transcript,
        speakers: Speakers,
        recording: Recording,
        incident_type: IncidentType,
        fields: Mapping[str, str],
    ) -> Draft:
        """A draft with its flags. Raises `ReportError`."""
        made = model_draft(
            transcript, speakers, incident_type, fields, recording, self.model, self.gate
        )
        return _flagged(made, transcript, speakers, fields)


def _flagged(
    made: Draft, transcript: Transcript, speakers: Speakers, fields: Mapping[str, str]
) -> Draft:
    flags = check(made.sentences, transcript, speakers, fields, installed())
    programs = (*made.programs, checker(installed()))
    return msgspec.structs.replace(made, flags=flags, programs=programs)
