"""Clauses found by the names that entries use."""

from pathlib import Path

from cli.running import Commands
from countenance.cli.telling.citing import Citing, own_editions
from countenance.record.canonical import as_token
from countenance.stores.own_codes import load_own
from countenance.stores.packaged import packaged_editions


def test_every_clause_is_found_by_the_name_in_an_entry() -> None:
    citing = Citing()
    for edition in packaged_editions():
        for clause in edition.clauses:
            found = citing.clause(edition.name, as_token(clause.id))
            assert found is not None
            assert found.source
            assert found.known


def test_what_is_not_at_hand_is_none() -> None:
    assert Citing().clause("my-code@1", "faces") is None
    assert Citing().clause("ms-enterprise-ai-coc@4.0", "99") is None
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
