"""The pages of the board."""

from collections.abc import Iterator

import pytest

from console.inside import RULING, Inside
from console.served import asked


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    inside = Inside(tmp_path_factory.mktemp("board"))
    yield inside
    inside.close()


@pytest.fixture(scope="module")
def motion(here: Inside) -> str:
    """The address of a motion about a ruling."""
    docket = here.desk.rulings.propose(RULING, here.who["senior"])
    sent = here.send("senior", "/console/board/ask", about="ruling", digest=docket.digest,
                     reason="a case waits")  # fmt: skip
    assert sent.status_code == 303, sent.text
    return sent.headers["location"].partition("?")[0]


def test_a_motion_says_what_it_is_about_and_who_decides_it(here: Inside, motion: str) -> None:
    shown = here.get("auditor", motion).text

    assert 'href="/console/rulings/station"' in shown
    assert "0 of 4; 3 are needed" in shown
    assert "a case waits" in shown
    assert "Cast the vote" not in shown
    assert motion.rpartition("/")[2][:18] in here.get("auditor", "/console/board").text


def test_whose_people_take_no_part_is_on_the_page(here: Inside) -> None:
    ref = here.desk.callers.ref_of("narvik")
    asked = here.send("board", "/console/board/ask", about="capability", needs="gallery",
                      caller="narvik", days="90", reason="staff doors")  # fmt: skip

    shown = here.get("auditor", asked.headers["location"].partition("?")[0]).text

    assert f"<dd><code>{ref}</code>: people of theirs take no part</dd>" in shown


def test_a_vote_is_sealed_from_others_until_it_is_counted(here: Inside, motion: str) -> None:
    sent = here.send("board", f"{motion}/vote", on=motion, vote="yes", reason="the words fit")
    assert sent.status_code == 303

    assert "<td>yes</td>" in here.get("board", motion).text
    others = here.get("berit", motion).text
    assert "<td>sealed</td>" in others
    assert "the words fit" not in others


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"reason": "so"}, "choose yes or no"), ({"vote": "yes"}, "say why; it is kept")],
)
def test_a_vote_needs_a_choice_and_a_reason(
    here: Inside, motion: str, fields: dict[str, str], says: str
) -> None:
    answer = here.send("berit", f"{motion}/vote", on=motion, **fields)

    assert answer.status_code == 400
    assert says in answer.text


def test_the_last_vote_counts_it_and_the_ethics_seat_may_stop_it(
    here: Inside, motion: str
) -> None:
    for who in ("berit", "carl", "ethics"):
        here.send(who, f"{motion}/vote", on=motion, vote="yes", reason="the words fit")
    assert "4 yes, 0 no" in here.get("auditor", motion).text
    assert here.desk.rulings.rulings.find("station").counts

    assert "Veto" not in here.get("board", motion).text
    sent = here.send("ethics", f"{motion}/veto", on=motion, reason="not without a court")

    assert sent.status_code == 303
    assert not here.desk.rulings.rulings.find("station").counts


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"about": "ruling", "reason": "so"}, "name the ruling by its digest"),
        ({"about": "ruling", "reason": "so", "digest": "sha256:" + "0" * 64}, "no ruling"),
        ({"about": "capability", "reason": "so", "needs": "face-matching", "caller": "nobody"},
         "no caller is called"),
        ({"about": "war", "reason": "so"}, "choose what it is about"),
    ],
)  # fmt: skip
def test_what_the_board_cannot_be_asked_is_said(
    here: Inside, fields: dict[str, str], says: str
) -> None:
    answer = here.send("senior", "/console/board/ask", **fields)

    assert answer.status_code == 400
    assert says in answer.text


def test_something_is_asked_to_be_switched_on(here: Inside) -> None:
    sent = here.send("operator", "/console/board/ask", about="capability", needs="face-matching",
                     caller="narvik", days="30", reason="staff doors", expedited="yes")  # fmt: skip

    assert sent.status_code == 303
    shown = here.get("operator", sent.headers["location"].partition("?")[0]).text
    assert "Switch on face-matching?" in shown
    assert "expedited" in shown


def test_an_auditor_changes_nothing(here: Inside, motion: str) -> None:
    sent = here.send("auditor", "/console/board/ask", about="capability", needs="face-matching",
                     reason="so")  # fmt: skip

    assert sent.status_code == 400
    assert "`auditor`" in sent.text


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("senior", "/console/board/ask"),
        ("senior", "/console/rulings/propose"),
        ("operator", "/console/callers/narvik/propose"),
        ("senior", "/public/questions/ask"),
    ],
)
def test_who_asks_whether_a_page_is_there_has_sent_no_form(
    here: Inside, who: str, path: str
) -> None:
    headers = {"cookie": f"countenance={who}"}

    assert here.get(who, path).status_code == 200
    assert asked(here.routes, path, "HEAD", desk=here.desk, headers=headers).status_code == 200
