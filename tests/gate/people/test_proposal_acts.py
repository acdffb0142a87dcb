"""Words that somebody sends about a registration, and the change that they mean."""

import pytest

from countenance.callers.registration import RegisteredFact, Registration
from countenance.errors import FactError, ReviewError
from countenance.gate.people.proposal_acts import (
    Proposed,
    alteration,
    parse_proposed,
    row_of_proposal,
    view_of_proposal,
)
from countenance.record.changes import document
from countenance.review.proposal import Proposal
from countenance.stores.packaged import packaged_vocabulary

ACME = Registration(
    "acme", "c-1", "Acme", (RegisteredFact("actor_kind", ("private_entity",)),), pin="a@1"
)


def changed(asked: Proposed) -> tuple[str, Registration]:
    word, alter = alteration(asked, packaged_vocabulary(), lambda name: name.upper())
    return word, alter(ACME)


def test_facts_a_pin_or_none_are_what_can_be_changed() -> None:
    word, after = changed(parse_proposed(
        b'{"caller": "acme", "facts": {"actor_kind": ["law_enforcement_agency"]}}'))  # fmt: skip
    assert (word, after.facts[0].values) == ("changed", ("law_enforcement_agency",))
    assert changed(parse_proposed(b'{"caller": "acme", "pin": "b@2"}'))[1].pin == "B@2"
    assert changed(parse_proposed(b'{"caller": "acme", "unpin": true}'))[1].pin is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "caller"),
        (b'{"caller": "acme"}', "one of `facts`"),
        (b'{"caller": "acme", "pin": "a@1", "unpin": true}', "one of `facts`"),
        (b'{"caller": "acme", "facts": {"actor_kind": []}}', "facts"),
        (b'{"caller": "acme", "colour": "red"}', "colour"),
        (b"\xff", "body"),
    ],
)
def test_a_word_that_is_not_known_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(ReviewError, match=why):
        parse_proposed(body)
    with pytest.raises(FactError, match="actor_knd"):
        changed(Proposed("acme", {"actor_knd": ["private_entity"]}))


def test_a_proposal_says_what_it_would_change() -> None:
    after = changed(Proposed("acme", {"actor_kind": ["law_enforcement_agency"]}))[1]
    made = Proposal("change-1", "c-1", "acme", 1, "changed", ("actor_kind", "pin"),
                    document(after), "p-1", 0, 1000)  # fmt: skip

    view = view_of_proposal(made, ACME)

    assert row_of_proposal(made)["changes"] == ["actor_kind", "pin"]
    assert view["before"] == {"actor_kind": ["private_entity"], "pin": "a@1"}
    assert view["after"] == {"actor_kind": ["law_enforcement_agency"], "pin": "a@1"}
    assert view_of_proposal(made, None)["before"] is None
