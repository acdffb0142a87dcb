"""The caller's side of the examiner; the process behind it is the real one."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest

from countenance.errors import DetectorError
from countenance.faces.examining import Examining
from countenance.faces.messages import Examined, Find, Work
from countenance.media.drawn import portrait
from countenance.media.pixels import Decoded
from countenance.media.process import MemoryFile
from countenance.stores.weights import built_in_weights


@pytest.fixture
def room() -> Iterator[MemoryFile]:
    file = MemoryFile("pixels")
    file.fill(portrait(160).pixels.tobytes())
    yield file
    file.close()


def test_it_is_asked_and_replaced_when_it_is_lost(room: MemoryFile) -> None:
    examining = Examining(built_in_weights(), [room])
    find = Work(Find(Decoded(160, 160, 1, 160, 160), 0, 20.0))
    try:
        with pytest.raises(DetectorError, match="its process was lost"):
            examining.ask(find, Examined, 1)
        examining.start()
        assert len(examining.ask(find, Examined, 30).faces) == 1
        assert examining.number is not None
        os.kill(examining.number, signal.SIGKILL)
        with pytest.raises(DetectorError, match="its process was lost"):
            examining.ask(find, Examined, 30)
        examining.start()
        assert len(examining.ask(find, Examined, 30).faces) == 1
        with pytest.raises(DetectorError, match="did not answer in time"):
            examining.ask(find, Examined, 0)
        assert examining.number is None
    finally:
        examining.close()


def test_a_network_that_is_not_one_does_not_start(room: MemoryFile) -> None:
    weights = built_in_weights()
    with pytest.raises(DetectorError):
        Examining(replace(weights, model=weights.model[:-1]), [room])
