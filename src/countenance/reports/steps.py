"""How a report goes on until it may be signed: each step by one person, or by the gate.

    decided ─> transcribed ─> accounted ─> attributed ─> drafted ─> settled ─> signed ─> reviewed
                                                            ^  └─ any number of times ┘     │
                                                            └──────── a new version ────────┘

Every step gives the report as it is after it, and what its entry has to say; nothing changes a
report but a step. What cannot be done raises, and changes nothing.

Rules kept here:
 * What comes first comes first: nobody sees a draft before the officer's own account is sealed and
   somebody has said who is speaking.
 * It is the officer whose report it is who does it, and nobody else; a supervisor reviews.
 * Another draft is another generation, with the next number; no draft is ever changed.
 * A signed text is never changed: what is written after it is a new version.
 * A report does not grow without end: so many drafts, transcripts and steps, and no more.
 * Nobody has listened for longer than twice the time since the draft was shown.

How what is doubtful is settled is in `countenance.reports.settling`, the signature and what comes
after it in `countenance.reports.signing`.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

import msgspec

from countenance.errors import NotForYouError, OutdatedError, ReviewError
from countenance.reports.digests import digest
from countenance.reports.draft import Draft, IncidentType
from countenance.reports.open_items import Terms, state_of
from countenance.reports.recording import Recording
from countenance.reports.report import (
    LONGEST,
    Account,
    Confirmed,
    Decided,
    Generation,
    Listened,
    Report,
)
from countenance.reports.speakers import Speakers
from countenance.reports.transcript import Support, Transcript
from countenance.review.people import May, Person
from countenance.review.typed import check_seen

__all__ = [
    "Change",
    "Step",
    "begin",
    "check_officer",
    "check_room",
    "check_support",
    "check_to_draft",
    "check_to_hear",
    "check_unsigned",
    "confirm",
    "generate",
    "hear",
    "listen",
    "may_have_played",
    "plain",
    "seal_account",
]

_MOST_HEARD = 20
"""Transcripts of one report."""

_MOST_DRAFTS = 100
"""Drafts of one report."""

_MOST_STEPS = 10_000
"""Steps of one report after which it is signed as it is, or begun anew."""

_MOST_PLAYED = 24 * 3_600_000
"""Milliseconds of the longest listening that is counted at once."""

_FASTEST = 2
"""How many times as fast as it was said anything is played: the most that our pages offer."""

_MOST_PEOPLE = 100
"""People who speak in one recording."""

_VOICE = 8
"""Letters of what a voice is called by in a transcript."""

_NAME = 80
"""Letters of the longest name of somebody who speaks."""


class Change(Enum):
    """What was done to a report; the words of entries."""

    BEGUN = "begun"
    TRANSCRIBED = "transcribed"
    ACCOUNT_SEALED = "account-sealed"
    ROLES_CONFIRMED = "roles-confirmed"
    GENERATED = "generated"
    EDITED = "edited"
    SETTLED = "settled"
    LISTENED = "listened"
    SIGNED = "signed"
    APPROVED = "approved"
    SENT_BACK = "sent-back"
    REVISED = "revised"
    DISCLOSED = "disclosed"
    HANDED_OUT = "handed-out"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the report after it, and what its entry says. `number`: of the generation or of
    the edit; `what`: what was settled, by its id; `how`: the word for that, or for whom something
    was handed out; `more`: what its entry commits to besides."""

    report: Report
    change: Change
    person: str | None
    number: int | None = None
    what: str = ""
    how: str = ""
    reason: str = ""
    more: Mapping[str, bytes] = field(default_factory=dict)


def begin(
    id_: str,
    recording: Recording,
    decided: Decided,
    who: Person,
    organization: str,
    incident: str,
    evidence: str,
    incident_type: IncidentType,
    at: str,
) -> Step:
    """A report about a recording that the codes let be heard."""
    who.check(May.WRITE_REPORTS)
    if not who.belongs_to(organization):
        raise NotForYouError("an officer writes reports of their own organisation alone")
    made = Report(
        id=id_,
        incident=plain("incident", incident, 1, 120),
        evidence=plain("evidence", evidence, 0, 120),
        organization=organization,
        officer=who.ref,
        incident_type=incident_type,
        opened=at,
        recording=recording,
        state="decided",
        decision=decided,
    )
    return Step(made, Change.BEGUN, who.ref)


def hear(report: Report, transcript: Transcript, terms: Terms) -> Step:
    """The recording was put into words. Once more before a draft: another transcript."""
    check_to_hear(report)
    if transcript.samples_sha256 != report.recording.samples_sha256:
        raise ReviewError(f"report `{report.id}`: the transcript is of another recording")
    heard = msgspec.structs.replace(
        report, transcripts=(*report.transcripts, transcript), speakers=()
    )
    return _stepped(heard, Change.TRANSCRIBED, None, terms, number=len(heard.transcripts))


def seal_account(report: Report, who: Person, text: str, at: str, terms: Terms) -> Step:
    """The officer writes down what they remember: once, and before there is a draft."""
    check_officer(report, who)
    check_unsigned(report)
    if report.account is not None:
        raise OutdatedError(f"report `{report.id}`: the account is sealed; it is never changed")
    if report.generations and terms.account_first:
        raise OutdatedError(f"report `{report.id}`: there is a draft already")
    words = plain("account", text, 1, LONGEST)
    sha256 = f"sha256:{hashlib.sha256(words.encode()).hexdigest()}"
    sealed = msgspec.structs.replace(report, account=Account(words, who.ref, at, sha256))
    return _stepped(sealed, Change.ACCOUNT_SEALED, who.ref, terms)


def confirm(report: Report, who: Person, speakers: Speakers, at: str, terms: Terms) -> Step:
    """The officer says who each voice is."""
    check_officer(report, who)
    check_unsigned(report)
    check_room(report)
    transcript = _heard(report)
    if report.account is None and terms.account_first:
        raise OutdatedError(
            f"report `{report.id}`: the officer's own account is sealed first, "
            "before who speaks is confirmed"
        )
    _check_speakers(report, transcript, speakers)
    confirmed = msgspec.structs.replace(
        report, speakers=(*report.speakers, Confirmed(speakers, who.ref, at))
    )
    return _stepped(
        confirmed, Change.ROLES_CONFIRMED, who.ref, terms, number=len(confirmed.speakers)
    )


def generate(
    report: Report,
    who: Person,
    draft: Draft,
    at: str,
    terms: Terms,
    fields: Mapping[str, str] | None = None,
) -> Step:
    """A draft, as its drafter made it. Its entry is on the disk before anybody sees it; the id of
    that entry is filled in with it. What was written into the text before is in the edits alone.
    `fields`: of the case file, that the drafter was given.
    """
    check_officer(report, who)
    check_to_draft(report)
    transcript = _heard(report)
    if report.account is None and terms.account_first:
        raise OutdatedError(f"report `{report.id}`: the officer's own account is sealed first")
    if not report.speakers:
        raise OutdatedError(f"report `{report.id}`: somebody confirms who is speaking first")
    if draft.transcript != digest(transcript):
        raise ReviewError(f"report `{report.id}`: the draft is of another transcript")
    if draft.speakers != digest(report.speakers[-1].speakers):
        raise ReviewError(f"report `{report.id}`: the draft is of other speakers")
    _check_draft(report, transcript, draft)
    drafter = next((each for each in draft.programs if each.part == "drafter"), None)
    made = Generation(
        number=len(report.generations) + 1,
        at=at,
        by=who.ref,
        draft=draft,
        digest=digest(draft),
        entry="",
        settings=dict(drafter.settings) if drafter else {},
        prompt=drafter.prompt if drafter else None,
        fields=dict(fields or {}),
    )
    after = msgspec.structs.replace(
        report,
        generations=(*report.generations, made),
        sentences=draft.sentences,
        flags=draft.flags,
        omissions=draft.omissions,
        listened={},
    )
    return _stepped(after, Change.GENERATED, who.ref, terms, number=made.number)


def may_have_played(report: Report, at: str) -> int:
    """Milliseconds of sound that can have been played by now, beside those that are counted: since
    the draft was shown, at the fastest that anything plays."""
    if not report.generations:
        return 0
    since = datetime.fromisoformat(at) - datetime.fromisoformat(report.generations[-1].at)
    counted = sum(each.milliseconds for each in report.listened.values())
    return max(0, round(since.total_seconds() * 1000) * _FASTEST - counted)


def listen(report: Report, who: Person, played: Mapping[str, int], at: str, terms: Terms) -> Step:
    """What of the sound was played: sentence -> milliseconds, counted for this officer. Nobody can
    have listened for longer than the clock lets."""
    check_officer(report, who)
    check_unsigned(report)
    check_room(report)
    listened = dict(report.listened)
    for sentence, milliseconds in played.items():
        if all(each.id != sentence for each in report.sentences):
            raise ReviewError(f"report `{report.id}` has no sentence `{sentence}`")
        if not 0 < milliseconds <= _MOST_PLAYED:
            raise ReviewError(f"`{sentence}`: {milliseconds} ms is no time that something plays")
        before = listened.get(sentence, Listened())
        listened[sentence] = Listened(before.milliseconds + milliseconds, before.times + 1)
    if not played:
        raise ReviewError("nothing was played")
    total, most = sum(played.values()), may_have_played(report, at)
    if total > most:
        raise ReviewError(
            f"report `{report.id}`: {total / 1000:.1f} seconds cannot have been played, but at "
            f"most {most / 1000:.1f}: since the draft was shown, at double speed, beside what is "
            "counted"
        )
    after = msgspec.structs.replace(report, listened=listened)
    return _stepped(after, Change.LISTENED, who.ref, terms, number=len(played))


def check_officer(report: Report, who: Person) -> None:
    """Raise `NotForYouError` for anybody but the officer whose report it is, and for that officer
    once they are of another organization."""
    who.check(May.WRITE_REPORTS)
    if who.ref != report.officer:
        raise NotForYouError(f"report `{report.id}` is another officer's")
    if not who.belongs_to(report.organization):
        raise NotForYouError(
            f"report `{report.id}` is of an organization that you are not of any more; it is read, "
            "and not changed"
        )


def check_unsigned(report: Report) -> None:
    """Raise `OutdatedError` once it is signed."""
    if report.signature is not None:
        raise OutdatedError(
            f"report `{report.id}` is signed, and its text is never changed; begin a new version"
        )


def check_room(report: Report) -> None:
    """Raise `OutdatedError` once so much was done about it that only a signature is left."""
    if len(report.entries) >= _MOST_STEPS:
        raise OutdatedError(
            f"report `{report.id}` has {_MOST_STEPS} steps, and that is the most; it can still be "
            "signed as it is"
        )


def check_to_hear(report: Report) -> None:
    """Raise `OutdatedError` where its recording is not put into words any more."""
    check_unsigned(report)
    check_room(report)
    if report.generations:
        raise OutdatedError(f"report `{report.id}`: there is a draft of the words that were heard")
    if len(report.transcripts) >= _MOST_HEARD:
        raise OutdatedError(f"report `{report.id}` was heard {_MOST_HEARD} times; that is the most")


def check_to_draft(report: Report) -> None:
    """Raise `OutdatedError` where no draft is made any more."""
    check_unsigned(report)
    check_room(report)
    if len(report.generations) >= _MOST_DRAFTS:
        raise OutdatedError(f"report `{report.id}` has {_MOST_DRAFTS} drafts; that is the most")


def plain(name: str, words: str, least: int, most: int) -> str:
    """Words that somebody typed, as they are seen. Raises `ReviewError`, also for a sign in them
    that nobody sees."""
    check_seen(name, words)
    found = words.replace("\r\n", "\n").strip()
    if not least <= len(found) <= most:
        raise ReviewError(f"`{name}` has {len(found)} letters; it takes {least} to {most}")
    return found


def _stepped(
    report: Report, change: Change, person: str | None, terms: Terms, *, number: int | None = None
) -> Step:
    state = state_of(report, terms)
    return Step(msgspec.structs.replace(report, state=state), change, person, number)


def _heard(report: Report) -> Transcript:
    if report.transcript is None:
        raise OutdatedError(f"report `{report.id}`: the recording was not put into words yet")
    return report.transcript


def _check_speakers(report: Report, transcript: Transcript, speakers: Speakers) -> None:
    known = [each.voice for each in speakers.people]
    if len(set(known)) != len(known):
        raise ReviewError("speakers: a voice is named twice")
    if len(known) > _MOST_PEOPLE or any(len(voice) > _VOICE for voice in known):
        raise ReviewError(
            f"speakers: at most {_MOST_PEOPLE} speak, and a voice is at most {_VOICE} letters"
        )
    for each in speakers.people:
        for what, words in (("called", each.called), ("name", each.name)):
            if not words.isprintable() or len(words) > _NAME:
                raise ReviewError(
                    f"speakers: `{what}` of voice `{each.voice[:8]}` is one line of at most "
                    f"{_NAME} letters, and has no signs that nobody sees"
                )
    segments = {each.id: each.voice for each in transcript.segments}
    for segment, voice in speakers.moved.items():
        if segment not in segments:
            raise ReviewError(f"speakers: report `{report.id}` has no segment `{segment}`")
        segments[segment] = voice
    unnamed = sorted(set(segments.values()) - set(known))
    if unnamed:
        listed = ", ".join(f"`{each}`" for each in unnamed)
        raise ReviewError(f"speakers: nobody has said who {listed} is; every voice needs somebody")


def _check_draft(report: Report, transcript: Transcript, draft: Draft) -> None:
    """A sentence that a program wrote rests on words that are there, and ids are ids."""
    ids = [each.id for each in draft.sentences] + [each.id for each in draft.brackets]
    ids += [each.id for each in draft.omissions] + [each.id for each in draft.flags]
    if len(set(ids)) != len(ids):
        raise ReviewError(f"report `{report.id}`: the draft has an id twice")
    silences = (*report.recording.muted, *transcript.unintelligible)
    for sentence in draft.sentences:
        if sentence.origin == "ai" and not sentence.support and sentence.span not in silences:
            raise ReviewError(f"`{sentence.id}` of the draft of `{report.id}` rests on nothing")
        check_support(report, transcript, sentence.support)


def check_support(report: Report, transcript: Transcript, support: Iterable[Support]) -> None:
    """Raise `ReviewError` where words are named that the transcript does not have."""
    for each in support:
        try:
            transcript.words(each)
        except KeyError as error:
            raise ReviewError(f"report `{report.id}`: there are no words {error}") from error
