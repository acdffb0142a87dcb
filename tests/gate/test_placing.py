"""Where the settings want the record: a fresh folder is told, another one is never moved."""

import importlib.util
from pathlib import Path

import pytest

from countenance.errors import SettingsError
from countenance.gate.placing import place_for, settle_place
from countenance.gate.settings.settings import Settings, parse_settings
from countenance.stores.database import FILE
from countenance.stores.place import Place, embedded_url, place_of

URL = "postgresql://gate@db.example.org/record?sslmode=verify-full"


def told(folder: Path, record: str = "") -> Settings:
    return parse_settings(f'[gate]\ndata = "{folder}"\n[record]\n{record}\n', {})


def test_without_a_word_the_record_is_in_the_folder(tmp_path: Path) -> None:
    assert settle_place(told(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


def test_a_fresh_folder_is_told_and_keeps_it(tmp_path: Path) -> None:
    settings = told(tmp_path, f'database = "{URL}"\npassword_env = "DATABASE_PASSWORD"')

    assert place_for(settings) == Place(URL, "DATABASE_PASSWORD")
    assert place_of(tmp_path) is None
    assert settle_place(settings) == Place(URL, "DATABASE_PASSWORD")
    assert settle_place(told(tmp_path)) == Place(URL, "DATABASE_PASSWORD")


def test_another_variable_for_the_password_is_noted(tmp_path: Path) -> None:
    settle_place(told(tmp_path, f'database = "{URL}"'))
    settle_place(told(tmp_path, f'database = "{URL}"\npassword_env = "OTHER"'))

    assert place_of(tmp_path) == Place(URL, "OTHER")


def test_a_folder_with_a_record_is_not_moved_by_a_setting(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()

    with pytest.raises(SettingsError, match="store migrate` moves it"):
        settle_place(told(tmp_path, f'database = "{URL}"'))
    assert place_of(tmp_path) is None

    (tmp_path / FILE).unlink()
    settle_place(told(tmp_path, f'database = "{URL}"'))
    with pytest.raises(SettingsError, match="has its record in `postgresql://gate@db"):
        settle_place(told(tmp_path, 'database = "postgresql://gate@localhost/record"'))


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ('database = "postgresql://gate:secret@h/r"', "`record.database`: the address has a pass"),
        ('database = "sqlite:///x"', "begins with `postgresql://`"),
        ('password_env = "X"', "names a variable, and `record.database` no database"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, record: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as refused:
        told(tmp_path, record)
    assert "secret" not in str(refused.value)


def test_without_the_driver_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(SettingsError, match=r"install `countenance\[postgres\]`"):
        settle_place(told(tmp_path, f'database = "{URL}"'))
    assert place_of(tmp_path) is None


def test_a_server_of_its_own_is_told_by_a_word_so_that_the_folder_may_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = told(tmp_path, 'database = "embedded"')

    assert settle_place(settings) == place_of(tmp_path) == Place(embedded_url(tmp_path))
    assert settle_place(told(tmp_path)) == Place(embedded_url(tmp_path))
    assert b'"embedded"' in (tmp_path / "database.json").read_bytes()
    with pytest.raises(SettingsError, match="`countenance store migrate` moves it"):
        place_for(told(tmp_path, f'database = "{URL}"'))
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name[:8] == "embedded" else found(name)
    )
    with pytest.raises(SettingsError, match=r"install `countenance\[postgres-server\]`"):
        place_for(settings)
