"""Questions and rulings as a feed (Atom, RFC 4287), for whoever wants to hear of them.

Rules kept here:
 * An entry has one id for good, its permanent link, and the time of its last step.
 * What people wrote is text: it is escaped, and no markup of it is read.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from countenance.gate.people.question_view import link_of
from countenance.record.stamp import time_text
from countenance.review.docket import Docket
from countenance.review.question import Question

__all__ = ["CONTENT_TYPE", "feed"]

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
MOST = 100
"""Entries of one feed, the newest."""

_ATOM = "http://www.w3.org/2005/Atom"


def feed(questions: Iterable[Question], dockets: Iterable[Docket], address: str) -> bytes:
    """The newest steps of questions and rulings. `address`: that of the gate."""
    found = [
        *((_latest(each), _of_question(each, address)) for each in questions),
        *((_moved(each), _of_ruling(each, address)) for each in dockets),
    ]
    found.sort(key=lambda each: each[0], reverse=True)
    root = Element("feed", xmlns=_ATOM)
    _text(root, "title", "Questions and rulings")
    _text(root, "id", f"{address}/v1/questions.atom")
    _text(root, "updated", time_text(found[0][0]) if found else "1970-01-01T00:00:00.000Z")
    SubElement(root, "link", rel="self", href=f"{address}/v1/questions.atom")
    author = SubElement(root, "author")
    _text(author, "name", "the board of this gate")
    root.extend(entry for _, entry in found[:MOST])
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _of_question(question: Question, address: str) -> Element:
    about = question.term or "whether the clause stands"
    told = [question.asks or "(its words are not shown)"]
    if question.ruling:
        told.append(f"Answered by the ruling {question.ruling}.")
    elif question.answer:
        told.append(f"Answered: {question.answer} ({question.source})")
    elif question.why_closed:
        told.append(f"Closed: {question.why_closed}")
    return _entry(
        link_of(address, question.id),
        f"{question.state.value}: {question.edition} {question.clause}, {about}",
        _latest(question),
        "\n".join(told),
    )


def _of_ruling(docket: Docket, address: str) -> Element:
    return _entry(
        f"{address}/public/rulings/{docket.id}",
        f"ruling {docket.state.value}: {docket.edition} {docket.clause} read as {docket.reading}",
        _moved(docket),
        f"{docket.says}\nIt gives {docket.gives}, from {docket.begins}"
        + (f" to {docket.ends}." if docket.ends else "."),
    )


def _entry(link: str, title: str, time: int, says: str) -> Element:
    entry = Element("entry")
    _text(entry, "id", link)
    SubElement(entry, "link", rel="alternate", href=link)
    _text(entry, "title", title)
    _text(entry, "updated", time_text(time))
    _text(entry, "summary", says)
    return entry


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = words


def _latest(question: Question) -> int:
    return max(
        question.asked, question.taken_up or 0, question.answered or 0, question.closed or 0
    )


def _moved(docket: Docket) -> int:
    return max(docket.proposed, docket.adopted or 0, docket.ended or 0)
