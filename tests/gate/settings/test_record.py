"""The table `[record]`."""

import pytest

from countenance.errors import SettingsError
from countenance.gate.settings.record import RecordSettings
from countenance.gate.settings.settings import parse_settings


def test_entries_are_for_nobody_unless_it_is_said() -> None:
    usual = RecordSettings(origin="", entries="nobody", witnesses="")
    assert parse_settings("", {}).record == usual
    assert parse_settings('[record]\nentries = "everyone"', {}).record.entries == "everyone"


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(SettingsError, match="did you mean `origin`"):
        parse_settings('[record]\norigins = "x"', {})
    with pytest.raises(SettingsError, match="entries"):
        parse_settings('[record]\nentries = "auditors"', {})


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ('bucket = "s3://AK:secret@b"', "`record.bucket`: the address holds a name, a key"),
        ('bucket = "ftp://b"', "`record.bucket`: the address of a bucket begins with one of"),
        ('bucket = "s3://b"\nbucket_endpoint = "http://s3.example"', "in the open"),
        ('bucket_keys = "bucket.keys"', "`record.bucket` names none"),
        ('bucket_endpoint = "https://s3.example"', "`record.bucket` names none"),
        ('entries = "bucket"', '`record.entries` is "bucket", and `record.bucket` names none'),
        ('bucket = "s3://b"\nbucket_seconds = 0', "bucket_seconds"),
    ],
)
def test_a_bucket_that_cannot_be_meant_is_refused(words: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as refused:
        parse_settings(f"[record]\n{words}", {})

    assert "secret" not in str(refused.value)


def test_the_embedded_database_has_no_password() -> None:
    assert parse_settings('[record]\ndatabase = "embedded"', {}).record.database == "embedded"
    with pytest.raises(SettingsError, match="the embedded database has no password"):
        parse_settings('[record]\ndatabase = "embedded"\npassword_env = "X"', {})
