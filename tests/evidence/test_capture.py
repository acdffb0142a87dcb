"""From what a file says of its making to evidence that contests."""

import pytest

from countenance.evidence.capture import captured, matches
from countenance.facts.known import Evidence, settle
from countenance.facts.vocabulary import Basis
from countenance.media.capture import NOTHING, Capture, Origin
from countenance.media.printed import Line
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.patterns import packaged_patterns

TABLE = packaged_patterns()
NOW = 1_795_348_800  # 22 November 2026, 12:00 UTC
WATERMARK = Line("AXON BODY 3 X60A12345", 850, 30)


def sources(*files: tuple[Capture, list[Line]]) -> set[str]:
    return {piece.source for piece in captured(TABLE, files, NOW)}


def stated(fact: str, value: str) -> Evidence:
    return Evidence(fact, (value,), Basis.ATTESTED, "attestation")


def test_a_file_that_says_nothing_is_no_evidence() -> None:
    assert captured(TABLE, [(NOTHING, [])], NOW) == ()


@pytest.mark.parametrize(
    ("capture", "source"),
    [
        (Capture(origin=Origin.CAMERA), "capture:exif-camera"),
        (Capture(origin=Origin.SCANNER), "capture:exif-scanner"),
        (Capture(properties=("dc:x", "drone-dji:FlightYawDegree")), "capture:dji-flight"),
        (Capture(sources=("trainedAlgorithmicMedia",)), "capture:generated"),
        (Capture(credentials=("trainedAlgorithmicMedia",)), "capture:generated"),
        (Capture(sources=("digitalCapture",)), "capture:captured"),
        (Capture(sources=("negativeFilm",)), "capture:digitised"),
    ],
)
def test_every_kind_of_mark_is_named_by_its_row(capture: Capture, source: str) -> None:
    assert sources((capture, [])) == {source}


def test_the_name_of_a_camera_alone_is_no_evidence() -> None:
    """A racing game writes its own name there, for pictures that no camera took."""
    game = Capture("Polyphony Digital Inc.", "Gran Turismo 5", "PMB", "2012-06-23T06:55:49")

    assert sources((game, [])) == set()


def test_the_same_mark_on_several_pictures_is_one_piece() -> None:
    file = (NOTHING, [WATERMARK])

    assert len(captured(TABLE, [file, file], NOW)) == 1
    assert [row.id for row in matches(TABLE, *file)] == ["axon-body"]


@pytest.mark.parametrize(
    ("taken", "live"),
    [
        ("2026-11-22T12:00:00+00:00", True),
        ("2026-11-22T13:59:10+02:00", True),
        ("2026-11-22T12:00:30Z", True),
        ("2026-11-22T11:58:30Z", False),
        ("2026-11-22T12:00:00", False),
        ("2025-11-22T12:00:00Z", False),
        ("", False),
        ("soon", False),
    ],
)
def test_a_time_counts_when_the_moment_is_known_and_near(taken: str, live: bool) -> None:
    assert ("capture:time" in sources((Capture(taken=taken), []))) is live


def test_a_mark_contests_a_statement_that_it_does_not_fit() -> None:
    measured = captured(TABLE, [(NOTHING, [WATERMARK])], NOW)

    facts = settle([stated("capture_device", "fixed_cctv"), *measured], packaged_vocabulary())

    assert facts.contested == {"capture_device"}
    assert facts.values("capture_device") == ("body_worn", "fixed_cctv")
    assert len(facts.evidence) == 2


def test_a_mark_that_fits_changes_nothing() -> None:
    said = stated("capture_device", "body_worn")
    measured = captured(TABLE, [(NOTHING, [WATERMARK])], NOW)

    assert settle([said, *measured], packaged_vocabulary()).masks == settle(
        [said], packaged_vocabulary()
    ).masks


def test_a_mark_establishes_nothing_where_nobody_stated_anything() -> None:
    measured = captured(TABLE, [(NOTHING, [WATERMARK])], NOW)

    facts = settle(measured, packaged_vocabulary())

    assert facts.masks == packaged_vocabulary().open
    assert not facts.contested
