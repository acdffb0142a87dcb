"""The pages of changes that take two operators."""

from collections.abc import Iterator

import pytest

from console.inside import Inside

PROPOSE = "/console/callers/narvik/propose"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    inside = Inside(tmp_path_factory.mktemp("changes"))
    yield inside
    inside.close()


def proposed(here: Inside, **fields: str) -> str:
    """The address of a change that an operator proposed."""
    sent = here.send("operator", PROPOSE, **fields)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"].partition("?")[0]


def country(here: Inside) -> tuple[str, ...] | None:
    (one,) = here.desk.callers.registrations()
    found: tuple[str, ...] | None = one.values("agency_country")
    return found


def test_a_change_counts_when_another_operator_confirms_it(here: Inside) -> None:
    change = proposed(here, what="fact", fact="agency_country", values="SE")
    assert country(here) == ("NO",)

    own, other = (here.get(who, change).text for who in ("operator", "kari"))
    assert "another operator lets it count" in own
    assert "<td>Norway (NO)</td><td><b>Sweden (SE)</b></td>" in other
    assert change in here.get("auditor", "/console/changes").text
    assert "Let it count" not in here.get("auditor", change).text

    assert here.send("operator", f"{change}/confirm", on=change).status_code == 403
    assert here.send("kari", f"{change}/confirm", on=change).status_code == 303
    assert country(here) == ("SE",)


def test_one_that_is_refused_does_not_count(here: Inside) -> None:
    change = proposed(here, what="pin", pin="ms-aoai-coc@2024-05-03")

    assert here.send("kari", f"{change}/refuse", on=change, reason="").status_code == 400
    assert here.send("kari", f"{change}/refuse", on=change, reason="no").status_code == 303

    assert here.desk.callers.registrations()[0].pin is None
    assert here.send("kari", f"{change}/refuse", on=PROPOSE, reason="no").status_code == 409


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"what": "fact", "fact": "actor_kind"}, "name its value"),
        ({"what": "fact", "fact": "actor_kind", "values": "privat"}, "privat"),
        ({"what": "pin"}, "choose the edition"),
        ({"what": "pin", "pin": "ms-aoai-coc@2024-05-04"}, "did you mean"),
        ({"what": "else"}, "choose what is to change"),
    ],
)
def test_what_cannot_be_proposed_is_said(here: Inside, fields: dict[str, str], says: str) -> None:
    answer = here.send("operator", PROPOSE, **fields)

    assert answer.status_code == 400
    assert says in answer.text


def test_who_only_reads_proposes_nothing(here: Inside) -> None:
    assert here.get("auditor", PROPOSE).status_code == 403
    assert here.get("operator", "/console/changes/change-none").status_code == 404
