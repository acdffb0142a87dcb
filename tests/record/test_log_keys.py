"""The entry of a key of the log."""

import pytest

from countenance.errors import RecordError
from countenance.record.canonical import parse
from countenance.record.log_keys import log_key_entry
from countenance.record.note import read_key
from record.examples import maker
from record.signing import LOG_KEY


def test_it_says_what_happened_to_which_key() -> None:
    first = log_key_entry(maker(), "begun", LOG_KEY)
    entry = parse(log_key_entry(maker(), "retired", LOG_KEY, prev=first.id).data)

    assert (entry["kind"], entry["change"], entry["prev"]) == ("log-key", "retired", first.id)
    assert read_key(entry["key"]) == LOG_KEY


def test_an_unknown_change_is_refused() -> None:
    with pytest.raises(RecordError):
        log_key_entry(maker(), "lost", LOG_KEY)
