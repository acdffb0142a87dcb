import msgspec
import pytest

from countenance.reports.draft import Draft, Sentence
from reports.made import DRAFT


def test_a_draft_is_read_back_as_it_was_written() -> None:
    assert msgspec.json.decode(msgspec.json.encode(DRAFT), type=Draft) == DRAFT


def test_an_origin_that_is_not_known_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="origin"):
        msgspec.convert({"id": "d1", "text": "x", "origin": "nobody"}, Sentence)
