"""What people do about reports on the machine of the gate, at a desk that is stood in for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.report_at_desk import Desk, desk_in, drafted
from countenance.errors import NotHeardError, TranscriptError
from countenance.reports.ports import Held, Refused
from reports.acting import DEFENSE


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    with desk_in(tmp_path, monkeypatch, capsys) as made:
        yield made


def test_a_report_goes_from_a_file_to_an_approval(desk: Desk, tmp_path: Path) -> None:
    id_ = drafted(desk, tmp_path)
    early = desk.run("reyes", "sign", id_, "--name", "R. Reyes")
    desk.site.clock.now += 60_000
    for words in (
        ("listen", id_, "d2=5.5"),
        ("settle", id_, "b1", "--text", "My radar showed 52."),
        ("settle", id_, "f1", "--reason", "I am sure"),
        ("settle", id_, "o1", "--reason", "it is in the citation"),
        ("sign", id_, "--name", "R. Reyes"),
    ):
        told = desk.done("reyes", *words)

    assert (early.code, "bracket `b1` is open" in early.err) == (2, True)
    assert told["state"] == "signed"
    unread = desk.run("boss", "review", id_, "approve")
    assert (unread.code, "it is at version 1" in unread.err) == (2, True)
    other = desk.run("boss", "review", id_, "approve", "--version", "2")
    assert (other.code, "it is not what you have read" in other.err) == (2, True)
    assert desk.done("boss", "review", id_, "approve", "--version", "1")["state"] == "reviewed"
    disclosed = desk.done("boss", "disclose", id_, "--to", "defense", "--reason", "discovery")
    assert disclosed["disclosed"][0]["to"] == DEFENSE.ref
    assert desk.done("reyes", "revise", id_, "--reason", "a wrong street")["version"] == 2
    assert desk.done("keeper", "expunge", id_, "--basis", "legal-duty")["entry"] == 7


def test_sentences_are_changed_added_and_taken_out(desk: Desk, tmp_path: Path) -> None:
    id_ = drafted(desk, tmp_path)

    desk.done("reyes", "edit", id_, "d2", "--text", "The driver refused a search.")
    desk.done(
        "reyes", "edit", id_, "--new-after", "start", "--text", "It rained.", "--own-knowledge"
    )
    told = desk.done("reyes", "edit", id_, "d1", "--remove")

    assert [each["id"] for each in told["sentences"]] == ["h1", "d2"]
    for words in (("d2",), ("--text", "x"), ("d2", "--text", "x", "--remove"), ("--remove",)):
        assert desk.run("reyes", "edit", id_, *words).code == 2


def test_what_is_settled_is_told_by_its_letter(desk: Desk, tmp_path: Path) -> None:
    id_ = drafted(desk, tmp_path)

    assert desk.done("reyes", "settle", id_, "b1", "--reason", "no stop was made")["settled"]
    assert desk.done("reyes", "settle", id_, "o1", "--text", "The driver denied it.")["settled"]
    for words in (("f1", "--text", "x"), ("x1", "--reason", "y"), ("f1",)):
        assert desk.run("reyes", "settle", id_, *words).code == 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [(Refused("no report", 3, ()), 1), (Held("people decide", 3, (), "hold-1"), 3)],
)
def test_what_the_codes_do_not_let_has_their_exit_code(
    desk: Desk, answer: Refused | Held, code: int
) -> None:
    desk.site.decider.answer = answer

    ran = desk.run("reyes", "new", str(desk.site.file), "--incident", "1")

    assert (ran.code, "entry 3" in ran.err) == (code, True)
    assert ("hold-1" in ran.err) is (code == 3)


@pytest.mark.parametrize(
    "words",
    [
        ("roles", "r", "--voice", "A=boss:x"),
        ("roles", "r", "--voice", "A"),
        ("roles", "r", "--voice", "A=officer"),
        ("listen", "r", "d1=soon"),
        ("draft", "r", "--field", "place"),
    ],
)
def test_words_of_another_form_are_wrong_usage(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk.run("reyes", *words).code == 2


def test_a_token_of_somebody_else_begins_no_report_of_an_officer(desk: Desk) -> None:
    ran = desk.run("reyes", "new", str(desk.site.file), "--incident", "1", "--officer", "boss")

    assert (ran.code, "each begins their own" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (NotHeardError("held", is_held=True, entry=5, clauses=(), case="hold-1"), 3, "hold-1"),
        (NotHeardError("refused", is_held=False, entry=5, clauses=(), case=None), 1, "entry 5"),
        (TranscriptError("[00:07-00:11]: the gate answered 503"), 2, "the gate answered 503"),
    ],
)
def test_what_could_not_be_heard_is_heard_by_another_command(
    desk: Desk, error: Exception, code: int, says: str
) -> None:
    desk.site.ear.fails = error
    ran = desk.run("reyes", "new", str(desk.site.file), "--incident", "1")
    (id_,) = [row["id"] for row in desk.done("reyes", "list")]
    again = desk.run("reyes", "hear", id_)
    desk.site.ear.fails = None

    assert (ran.code, says in ran.err) == (code, True)
    assert f"{id_} is begun; `countenance report hear {id_}`" in ran.err
    assert (again.code, says in again.err) == (code, True)
    assert desk.done("reyes", "hear", id_)["state"] == "transcribed"
