"""The queue: what is due first, so many rows, and the next one to take."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from console.served import ADDRESS, asked, desk
from countenance.console.pages.queue import ROWS, routes
from countenance.review.case import Case, State
from countenance.review.people import Person, Role
from countenance.review.preferences import Preferences
from countenance.review.steps import Step
from countenance.stores.sessions import SignedIn
from review.made_cases import BOB, HOUR, held, opened

ME = Person("p-1", Role.REVIEWER, frozenset({"c-own"}))


class Cases:
    """So many cases, each due an hour after the one before."""

    def __init__(self, *found: Case) -> None:
        self.found = {each.id: each for each in found}

    def waiting(self, limit: int = 200, after: Case | None = None) -> tuple[Case, ...]:
        rows = sorted(self.found.values(), key=lambda each: each.due)
        at = 0 if after is None else rows.index(after) + 1
        return tuple(rows[at : at + limit])

    def newest(self, state: State, limit: int) -> tuple[Case, ...]:
        return tuple(each for each in self.found.values() if each.state is state)[:limit]

    def find(self, id_: str) -> Case:
        return self.found[id_]

    def count(self) -> dict[State, int]:
        return {State.OPEN: len(self.found)}

    def step(self, id_: str, does: Any) -> Case:
        step: Step = does(self.found[id_], 0)
        self.found[id_] = step.case
        return step.case


def case(at: int, **changed: Any) -> Case:
    return replace(opened(0), id=f"hold-{at:032}", due=(at + 1) * HOUR, **changed)


def here(*found: Case) -> Any:
    who = SignedIn(ME, "alice", Preferences())
    callers = SimpleNamespace(registrations=lambda: [SimpleNamespace(ref="c-1", id="acme")])
    signs = SimpleNamespace(sessions=SimpleNamespace(find=lambda *_, **__: who))
    return desk(sign_in=signs, callers=callers, cases=Cases(*found), clock=lambda: 0)


def shown(at: Any, path: str, method: str = "GET", **more: Any) -> Any:
    headers = {"cookie": "countenance=x", "origin": ADDRESS}
    return asked(routes(at), path, method, desk=at, headers=headers, **more)


def test_a_page_has_so_many_rows_whatever_waits() -> None:
    at = here(*(case(each) for each in range(10 * ROWS)))
    first = shown(at, "/console/queue")
    second = shown(at, f"/console/queue?after=hold-{ROWS - 1:032}")

    assert first.text.count("data-row") == ROWS
    assert len(first.content) < 100_000
    assert f"hold-{ROWS - 1:032}" in first.text
    assert f'href="/console/cases/hold-{ROWS:032}"' not in first.text
    assert f'href="/console/cases/hold-{ROWS:032}"' in second.text
    assert "in 1 hour" in first.text
    assert "acme" in first.text
    assert f"waiting ({10 * ROWS})" in first.text


def test_the_next_one_is_the_first_that_one_may_take() -> None:
    own = held(caller="c-own").caller
    at = here(
        case(0, holder=BOB.ref, lease=HOUR // 4, token=1), case(1, caller=own), case(2), case(3)
    )
    token = _token(at)
    led = shown(at, "/console/queue/next", "POST", data={"token": token})

    assert led.headers["location"] == f"/console/cases/hold-{2:032}?done=claimed"
    nothing = here(case(0, caller=own))
    led = shown(nothing, "/console/queue/next", "POST", data={"token": _token(nothing)})
    assert led.headers["location"] == "/console/queue?done=none-to-take"


def test_a_holder_and_what_is_odd_about_a_case_are_shown() -> None:
    text = shown(here(case(0, holder="p-2", lease=HOUR // 4, appealed=True)), "/console/queue").text

    assert "<b>p-2</b>" in text
    assert "lapses in 15 minutes" in text
    assert "an appeal, 2 persons" in text


def _token(at: Any) -> str:
    text = shown(at, "/console/queue").text
    start = text.index('name="token" value="') + len('name="token" value="')
    return str(text[start : text.index('"', start)])
