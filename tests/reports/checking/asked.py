"""What the check says about one sentence over a few turns, for the tests of its rules."""

from collections.abc import Mapping

from countenance.reports.checking.check import check
from countenance.reports.checking.cutting import Frame
from countenance.reports.checking.frames import frames
from countenance.reports.checking.ground import Ground, Judged
from countenance.reports.checking.heard import heard
from countenance.reports.checking.people import people_of
from countenance.reports.draft import Flag, Sentence
from countenance.reports.language.polarity import negated
from countenance.reports.speakers import Speaker, Speakers
from reports.made import spoken

__all__ = ["PEOPLE", "flags", "ground", "judged", "kinds"]

PEOPLE = Speakers(
    (
        Speaker("A", "officer", "Officer Lund", "Officer Lund"),
        Speaker("B", "community", "the tenant"),
        Speaker("C", "community", "the neighbor"),
        Speaker("D", "dispatch", "dispatch"),
    )
)
Turns = tuple[tuple[str, str], ...]


def flags(
    text: str, *turns: tuple[str, str], fields: Mapping[str, str] | None = None
) -> list[Flag]:
    """The flags of a sentence that somebody wrote."""
    sentence = Sentence("d1", text, "human")
    return list(check((sentence,), spoken(*turns), PEOPLE, fields or {}))


def kinds(text: str, *turns: tuple[str, str], fields: Mapping[str, str] | None = None) -> set[str]:
    """Their kinds."""
    return {flag.kind for flag in flags(text, *turns, fields=fields)}


def ground(*turns: tuple[str, str]) -> Ground:
    """What some turns show."""
    transcript = spoken(*turns)
    everything = heard(transcript, PEOPLE)
    return Ground(everything, people_of(everything, PEOPLE), transcript, PEOPLE, {})


def judged(text: str, on: Ground) -> Judged:
    """A sentence, cut into its frames."""
    found, parts = frames(text, on.people)
    assert all(isinstance(each, Frame) for each in parts)
    return Judged(Sentence("d1", text, "human"), found, negated(found), parts)
