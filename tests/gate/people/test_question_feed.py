"""Questions and rulings as a feed: the newest step first, and words as nothing but text."""

from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

from countenance.gate.people.question_feed import MOST, feed
from countenance.review.docket import Stage
from countenance.review.question import Question, QuestionState
from review.made_rulings import proposal

HERE = "https://gate.example"
ATOM = "{http://www.w3.org/2005/Atom}"
ASKED = Question("q-1", "made@1", "A", "real-time", "Is <script> & co. real time?", 5)


def entries(root: Element) -> list[tuple[str, str, str]]:
    return [
        (each.findtext(f"{ATOM}id", ""), each.findtext(f"{ATOM}title", ""),
         each.findtext(f"{ATOM}summary", ""))
        for each in root.findall(f"{ATOM}entry")
    ]  # fmt: skip


def test_the_newest_step_comes_first_and_words_are_escaped() -> None:
    ruling = replace(proposal(), state=Stage.ADOPTED, adopted=9_000, says="it is so", gives="deny")

    data = feed([ASKED, replace(ASKED, id="q-2", asks="")], [ruling], HERE)

    root = fromstring(data)
    first, second, third = entries(root)
    assert b"<script>" not in data
    assert first[0] == f"{HERE}/public/rulings/in-public"
    assert "it is so\nIt gives deny, from 2026-01-01 to 2027-01-01." in first[2]
    assert second[2] == ASKED.asks
    assert second[1] == "open: made@1 A, real-time"
    assert third[2] == "(its words are not shown)"
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:09.000Z"


def test_an_answer_a_closing_and_a_ruling_are_told() -> None:
    state = QuestionState.ANSWERED
    told = [
        replace(ASKED, id="a", state=state, answer="Seconds.", source="https://made.example"),
        replace(ASKED, id="b", state=state, ruling="station", term=None),
        replace(ASKED, id="c", state=QuestionState.CLOSED, why_closed="asked twice"),
    ]

    summaries = {each[0][-1]: each[2] for each in entries(fromstring(feed(told, [], HERE)))}

    assert "Answered: Seconds. (https://made.example)" in summaries["a"]
    assert "Answered by the ruling station." in summaries["b"]
    assert "Closed: asked twice" in summaries["c"]


def test_a_feed_has_an_end_and_may_be_empty() -> None:
    many = [replace(ASKED, id=f"q-{at}", asked=at) for at in range(MOST + 9)]

    assert len(entries(fromstring(feed(many, [], HERE)))) == MOST
    assert entries(fromstring(feed([], [], HERE))) == []
