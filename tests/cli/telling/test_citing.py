"""The site's own editions, and their clauses by the names that entries use."""

from pathlib import Path

from cli.running import Commands
from countenance.cli.telling.citing import own_editions
from countenance.record.canonical import as_token
from countenance.stores.citing import Citing
from countenance.stores.own_codes import load_own


def test_without_settings_there_are_none() -> None:
    assert own_editions(None) == ()


def test_a_clause_of_a_sites_own_code_is_found(
    tmp_path: Path, capsys: object, monkeypatch: object
) -> None:
    folder = tmp_path / "codes"
    commands = Commands(tmp_path, capsys)  # type: ignore[arg-type]  # pytest's own
    commands.done("codes", "new", "my-org", "--into", str(folder))
    (edition,) = load_own(folder, {}).editions

    found = Citing([edition]).clause(edition.name, as_token(edition.clauses[0].id))

    assert found is not None
    assert found.title == edition.title
