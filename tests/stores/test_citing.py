"""Clauses found by the names that entries use."""

from countenance.record.canonical import as_token
from countenance.stores.citing import Citing, cited_clause
from countenance.stores.packaged import packaged_editions


def test_every_clause_is_found_by_the_name_in_an_entry() -> None:
    citing = Citing()
    for edition in packaged_editions():
        for clause in edition.clauses:
            found = citing.clause(edition.name, as_token(clause.id))
            assert found == cited_clause(edition, clause)
            assert found.source
            assert found.known
            assert citing.text(edition.name, as_token(clause.id)) == (edition, clause)


def test_what_is_not_at_hand_is_none() -> None:
    assert Citing().clause("my-code@1", "faces") is None
    assert Citing().clause("ms-enterprise-ai-coc@4.0", "99") is None
    assert Citing().text("my-code@1", "faces") is None
