"""The caller's side of the examiner; the process behind it is the real one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from countenance.errors import DetectorError
from countenance.faces.examining import Examining
from countenance.faces.messages import Examined, Find, Painted, Roll, Work
from countenance.media.drawn import portrait
from countenance.media.pixels import Decoded
from countenance.media.process import MemoryFile
from countenance.stores.weights import built_in_weights
from lost_workers import Moment, lose

DECODED = Decoded(160, 160, 1, 160, 160)
FIND = Work(Find(DECODED, 0, 20.0))


@pytest.fixture
def room() -> Iterator[MemoryFile]:
    file = MemoryFile("pixels")
    file.fill(portrait(160).pixels.tobytes())
    yield file
    file.close()


@pytest.fixture
def examining(room: MemoryFile) -> Iterator[Examining]:
    examining = Examining(built_in_weights(), [room])
    yield examining
    examining.close()


def test_it_is_asked_while_it_runs_and_in_time(examining: Examining) -> None:
    with pytest.raises(DetectorError, match="its process was lost"):
        examining.ask(FIND, Examined, 1)
    examining.start()
    assert len(examining.ask(FIND, Examined, 30).faces) == 1
    with pytest.raises(DetectorError, match="did not answer in time"):
        examining.ask(FIND, Examined, 0)
    assert examining.number is None


@pytest.mark.parametrize("moment", Moment)
def test_what_an_examiner_was_lost_over_fails_and_what_it_had_not_begun_is_asked_anew(
    examining: Examining, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    examining.start()
    lost = lose(monkeypatch, moment, examining.number)

    if moment is Moment.READ:
        with pytest.raises(DetectorError, match="its process was lost"):
            examining.ask(FIND, Examined, 30)
        examining.start()

    assert len(examining.ask(FIND, Examined, 30).faces) == 1
    assert len(lost) == 1
    assert examining.number not in lost


def test_a_picture_that_ends_every_examiner_fails_each_time(
    examining: Examining, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = lose(monkeypatch, Moment.READ, job=lambda job: isinstance(job, Work))

    for count in (1, 2):
        examining.start()
        with pytest.raises(DetectorError, match="its process was lost"):
            examining.ask(FIND, Examined, 30)
        assert len(lost) == count


def test_what_two_examiners_did_not_begin_fails(
    examining: Examining, monkeypatch: pytest.MonkeyPatch
) -> None:
    examining.start()
    lost = lose(monkeypatch, Moment.BEFORE, job=lambda job: isinstance(job, Work))

    with pytest.raises(DetectorError, match="its process was lost"):
        examining.ask(FIND, Examined, 30)

    assert len(lost) == 2


def test_frames_that_go_on_with_a_film_are_not_for_a_new_examiner(
    examining: Examining, monkeypatch: pytest.MonkeyPatch
) -> None:
    examining.start()
    lost = lose(monkeypatch, Moment.BEFORE, examining.number)
    later = Roll(DECODED, 0, (40,), (), None, is_first=False, is_last=True)

    with pytest.raises(DetectorError, match="its process was lost"):
        examining.ask(Work(roll=later), Painted, 30)

    assert len(lost) == 1
    assert examining.number is None


def test_a_network_that_is_not_one_does_not_start(room: MemoryFile) -> None:
    weights = built_in_weights()
    with pytest.raises(DetectorError):
        Examining(replace(weights, model=weights.model[:-1]), [room])
