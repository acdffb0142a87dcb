"""Private callers whose calls look like work for the police, and all those whose do not."""

from dataclasses import replace

import pytest

from countenance.callers.registration import RegisteredFact, Registration
from countenance.evidence.act import Asked, Turn
from countenance.evidence.police_work import looks_like, police_work
from countenance.media.capture import NOTHING
from countenance.media.printed import Line
from countenance.stores.patterns import packaged_patterns
from gate.judged import police, private

TABLE = packaged_patterns()
WATERMARK = Line("AXON BODY 3 X60A12345", 850, 30)


def asked(text: str = "", system: str = "", tools: str = "") -> Asked:
    return Asked((system,) if system else (), (Turn("user", text, 1),), tools)


def sources(registration: Registration, words: Asked) -> set[str]:
    return {piece.source for piece in police_work(TABLE, registration, words)}


OFFICER = asked(system="You help officers. You are deployed in patrol cars.")


def test_it_makes_contested_who_acts_and_for_whom() -> None:
    pieces = police_work(TABLE, private(), OFFICER)

    assert {piece.fact for piece in pieces} == {
        "actor_kind", "on_behalf_of", "agency_type", "agency_country",
    }  # fmt: skip
    assert {piece.source for piece in pieces} == {"police-work:serves-the-police"}


@pytest.mark.parametrize(
    "registration",
    [
        police("US"),
        private(on_behalf_of="law_enforcement_agency"),
        replace(private(), facts=(RegisteredFact("actor_kind", ("court",)),)),
        replace(private(), facts=(RegisteredFact("actor_kind", ("other_government_agency",)),)),
        replace(private(), facts=()),
    ],
)
def test_only_private_callers_are_asked_about(registration: Registration) -> None:
    assert police_work(TABLE, registration, OFFICER, [(NOTHING, [WATERMARK])]) == ()


def test_a_person_is_private_too() -> None:
    person = replace(private(), facts=(RegisteredFact("actor_kind", ("individual_personal_use",)),))

    assert sources(person, OFFICER) == {"police-work:serves-the-police"}


def test_a_watermark_of_a_body_camera_is_work_for_the_police() -> None:
    pieces = police_work(TABLE, private(), asked("What is this?"), [(NOTHING, [WATERMARK])])

    assert {piece.source for piece in pieces} == {"police-work:axon-body"}


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (asked(system="Assistant for Northport police officers."), "serves-the-police"),
        (asked(system="Deployed in patrol cars of the county."), "serves-the-police"),
        (asked(system="Used by the Northport Police Department."), "serves-the-police"),
        (asked(system="Helps law enforcement agencies close cases."), "serves-the-police"),
        (asked("Write the narrative of my arrest report from these notes."), "police-reports"),
        (asked("Turn the bodycam audio into a police report."), "police-reports"),
        (asked("Match this face against the booking photos."), "police-records"),
        (asked(tools='{"name": "search_mugshots"}'), "police-records"),
        (asked("Is the driver a known felon?"), "wanted-status"),
        (asked(tools='{"properties": {"wanted_status": {"type": "string"}}}'), "wanted-status"),
        (asked("Detective Sgt. Bray, Major Crimes. Who is he?"), "an-officer-asks"),
        (asked("This is a frame of my body-worn camera."), "an-officer-asks"),
        # Letters that only look like the right ones.
        (asked("This is a frame of my b\u043edy camera."), "an-officer-asks"),
    ],
)
def test_what_hardly_anybody_else_writes_is_met(words: Asked, row: str) -> None:
    assert row in looks_like(TABLE, words)


@pytest.mark.parametrize(
    "words",
    [
        asked(""),
        asked("Who is this person?"),
        asked("What does this picture show?"),
        # Journalists.
        asked("This body camera footage was released by the city. Describe what is to be seen."),
        asked("Summarise the police report about the fire at the harbour."),
        asked("The man, known to police, was arrested on Monday. Shorten this."),
        asked("Write a headline: city buys body cameras for all officers."),
        asked(system="You write news about crime. You summarize statements of the police."),
        # Lawyers and their clients.
        asked("Compare the officer's statement with what the picture shows."),
        asked("Does the arrest report say when he was read his rights?"),
        asked("Draft a letter that asks for the body camera video of my arrest."),
        asked(system="You help people complain about police officers."),
        asked(system="You explain their rights to people who were stopped by the police."),
        # Citizens.
        asked("Help me write a police report about my stolen bike, here is a photo."),
        asked("A warrant card was shown at my door. Is this one real?"),
        asked("The officer here was friendly. What is the breed of his dog?"),
        asked("officer standing with a child at a parade"),
        # Novels, games, studies, other trades.
        asked("You're Inspector Blot, a detective who looks at shoes. Introduce yourself."),
        asked("In my novel a detective compares two photos. Three twists, please."),
        asked(system="You are a police officer in a role-playing game."),
        asked("Write an essay against face recognition by the police."),
        asked("Our client wants face recognition on body cameras. Say no, politely."),
        asked("What does the mugshot board say?"),
        asked("Design a mug: shot of the harbour, our logo on it."),
        asked("Make a WANTED poster of my cat."),
        asked("Press officer Lind here, shorten this statement."),
        asked("Our dashcam saw this. Read the plate of the lorry for the insurance."),
        asked("Which of our former employees sent this postcard?"),
        asked(tools='{"name": "run_checks", "description": "Checks the photo for glare"}'),
    ],
)
def test_what_others_write_about_the_police_is_not_met(words: Asked) -> None:
    assert looks_like(TABLE, words) == frozenset()
