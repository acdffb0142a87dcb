"""Which changes of a registration take two operators."""

from dataclasses import replace
from datetime import date

import pytest

from countenance.callers import alter
from countenance.callers.registration import RegisteredFact, Registration, Span
from countenance.callers.sensitive import sensitive

OSLO = Registration("oslo", "c-1", "Oslo police", (
    RegisteredFact("actor_kind", ("law_enforcement_agency",)),
    RegisteredFact("on_behalf_of", ("none",)),
    RegisteredFact("agency_country", ("NO",), "letter 1"),
    RegisteredFact("provider_approval", ("none",)),
), pin="ms-aoai-coc@2024-05-03")  # fmt: skip


def with_(name: str, value: str, **more: object) -> Registration:
    return alter.with_facts(OSLO, [RegisteredFact(name, (value,), **more)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "names"),
    [
        (with_("actor_kind", "private_entity"), ("actor_kind",)),
        (with_("on_behalf_of", "law_enforcement_agency"), ("on_behalf_of",)),
        (with_("agency_country", "SE"), ("agency_country",)),
        (with_("agency_type", "national_police"), ("agency_type",)),
        (with_("agency_country", "NO", span=Span(date(2026, 1, 1))), ("agency_country",)),
        (alter.with_facts(OSLO, [], ["agency_country"]), ("agency_country",)),
        (alter.unpinned(OSLO), ("pin",)),
        (alter.pinned(OSLO, "ms-aoai-coc@2023"), ("pin",)),
        (replace(with_("actor_kind", "private_entity"), pin=None), ("actor_kind", "pin")),
        (with_("provider_approval", "limited_access_use_case"), ()),
        (with_("agency_country", "NO", reference="letter 2"), ()),
        (alter.renamed(OSLO, "Oslo politi"), ()),
        (alter.with_stated(OSLO, ["timeliness"]), ()),
        (OSLO, ()),
    ],
)
def test_who_acts_for_whom_and_the_pin_take_two(
    after: Registration, names: tuple[str, ...]
) -> None:
    assert sensitive(OSLO, after) == names
    assert sensitive(after, OSLO) == names
