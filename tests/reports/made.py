"""A recording, a transcript, speakers and a draft, small enough to read."""

from countenance.reports.digests import digest
from countenance.reports.draft import Bracket, Draft, Omission, Sentence
from countenance.reports.program import Program
from countenance.reports.recording import Recording, Span
from countenance.reports.speakers import Speaker, Speakers
from countenance.reports.transcript import Segment, Support, Transcript, Word

__all__ = ["DRAFT", "RECORDING", "SPEAKERS", "TRANSCRIPT", "said", "spoken"]

_SHA = "sha256:" + "0" * 64

RECORDING = Recording(
    file="stop.wav",
    kind="wav",
    bytes=320_044,
    sha256=_SHA,
    samples_sha256="sha256:" + "1" * 64,
    milliseconds=10_000,
    video="none",
    muted=(Span(0, 1000),),
)


def said(id_: str, voice: str, start: int, text: str, sure: int = 950) -> Segment:
    """A segment of which every word takes 200 ms."""
    words = tuple(
        Word(word, start + 200 * number, start + 200 * number + 180, sure)
        for number, word in enumerate(text.split())
    )
    return Segment(id_, voice, words)


def spoken(*turns: tuple[str, str], sure: int = 950) -> Transcript:
    """A transcript of turns, voice and words, one after the other, of the same sound."""
    segments = []
    start = 1000
    for number, (voice, text) in enumerate(turns, 1):
        segments.append(said(f"s{number}", voice, start, text, sure))
        start = segments[-1].span.end + 500
    return Transcript(RECORDING.samples_sha256, (), tuple(segments))


TRANSCRIPT = Transcript(
    RECORDING.samples_sha256,
    (Program("speech-to-text", "whisper-base", "1.2.1", weights=_SHA),),
    (
        said("s1", "A", 1000, "Do you know why I stopped you?"),
        said("s2", "B", 3000, "No. I did not do anything."),
        said("s3", "A", 5000, "I have you at fifty two in a thirty five."),
        said("s4", "B", 8000, "I do not consent to a search."),
    ),
    (Span(9600, 9900),),
)

SPEAKERS = Speakers(
    (
        Speaker("A", "officer", "the officer", "Officer Reyes"),
        Speaker("B", "community", "the driver"),
    )
)

DRAFT = Draft(
    incident_type="traffic",
    transcript=digest(TRANSCRIPT),
    speakers=digest(SPEAKERS),
    programs=(Program("drafter", "countenance-extractive", "1"),),
    sentences=(
        Sentence(
            "d1",
            'The officer asked: "Do you know why I stopped you?"',
            "ai",
            (Support("s1", 0, 6),),
            "A",
        ),
        Sentence(
            "d2",
            'The driver said: "I do not consent to a search."',
            "ai",
            (Support("s4", 0, 6),),
            "B",
        ),
    ),
    brackets=(Bracket("b1", "the reason for the stop, in your own words"),),
    omissions=(Omission("o1", "denial", (Support("s2", 0, 5),), "B"),),
)
