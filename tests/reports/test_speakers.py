import msgspec
import pytest

from countenance.reports.speakers import Speaker, Speakers
from reports.made import SPEAKERS


def test_speakers_are_read_back_as_they_were_written() -> None:
    assert msgspec.json.decode(msgspec.json.encode(SPEAKERS), type=Speakers) == SPEAKERS


def test_a_standing_that_is_not_known_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="standing"):
        msgspec.convert({"voice": "A", "standing": "suspect", "called": "x"}, Speaker)
