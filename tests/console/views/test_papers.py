"""What a caller holds about a call, read and verified."""

import json
from pathlib import Path

import pytest

from console.logs import KEY, Logged
from countenance.console.views.papers import Trust, read_paper
from countenance.errors import PageError
from countenance.record.note import cosign, read_note
from countenance.record.signer import Signer
from countenance.stores.published import FOLDER, Published
from record.examples import decided, maker
from record.signing import WITNESS, WITNESS_KEY, WITNESS_NAME

OTHER = Signer("gate.example.org/record", b"o" * 32)


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Logged:
    made = maker()
    return Logged(tmp_path_factory.mktemp("log"), decided(made), made.unknown_outcome("a-1"))


def test_a_receipt_of_this_gate_is_verified(logged: Logged) -> None:
    paper = read_paper(logged.receipt(0), [KEY.key])

    assert (paper.trust, paper.index, paper.size) == (Trust.VERIFIED, 0, 2)
    assert paper.entry is not None
    assert paper.entry["outcome"] == "pass"
    assert paper.witnesses == ()


def test_a_paper_names_no_witness_that_is_not_known_here(tmp_path: Path) -> None:
    logged = Logged(tmp_path, decided())
    text = read_note(Published(tmp_path / FOLDER).head() or b"").text
    seen = cosign(text, WITNESS_NAME, WITNESS, 1_795_348_800)
    logged.write_below(seen)
    receipt = json.loads(logged.receipt(0))
    receipt["witnesses"] = [f"{WITNESS_NAME}+{WITNESS_KEY.id.hex()}"]

    paper = read_paper(json.dumps(receipt), [KEY.key])
    known = read_paper(json.dumps(receipt), [KEY.key, WITNESS_KEY])

    assert (paper.trust, paper.witnesses, paper.others) == (Trust.VERIFIED, (), 1)
    assert (known.trust, known.witnesses, known.others) == (Trust.VERIFIED, (WITNESS_NAME,), 0)


def test_a_receipt_that_does_not_verify_is_read_and_said_so(logged: Logged) -> None:
    paper = read_paper(logged.receipt(0), [OTHER.key])

    assert paper.trust is Trust.OTHERS
    assert paper.why
    assert paper.entry is not None


def test_a_receipt_that_was_changed_does_not_verify(logged: Logged) -> None:
    receipt = json.loads(logged.receipt(0))
    receipt["entry"] = receipt["entry"].replace('"outcome":"pass"', '"outcome":"hold"')

    assert read_paper(json.dumps(receipt), [KEY.key]).trust is Trust.OTHERS


@pytest.mark.parametrize(
    "answer",
    [
        {"error": {"message": "m", "countenance": {"clause": "15", "entry": 7}}},
        {"type": "error", "error": {"countenance": {"clause": "15", "entry": 7}}},
        {"countenance": {"clause": "15", "entry": 7}},
    ],
)
def test_an_answer_of_any_dialect_is_read(answer: dict[str, object]) -> None:
    paper = read_paper(json.dumps(answer), [])

    assert (paper.told, paper.index) == ({"clause": "15", "entry": 7}, 7)
    assert paper.trust is Trust.SAID


def test_an_answer_is_found_behind_what_a_terminal_prints_of_it() -> None:
    answer = json.dumps({"error": {"countenance": {"clause": "unknown-key"}}})

    paper = read_paper(f"HTTP/1.1 401\n{{'server-timing': 'total;dur=0.4'}} {answer}\n", [])

    assert paper.told == {"clause": "unknown-key"}


def test_what_was_only_asked_about_is_an_answer_too() -> None:
    paper = read_paper(json.dumps({"object": "countenance.decision", "outcome": "hold"}), [])

    assert paper.told is not None
    assert paper.told["decision"] == "hold"


def test_an_entry_by_itself_is_read_and_proves_nothing() -> None:
    paper = read_paper(decided().data.decode(), [KEY.key])

    assert paper.entry is not None
    assert paper.trust is Trust.SAID


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "this is not JSON as it came"),
        ("{", "this is not JSON as it came"),
        ("[" * 5000, "this is not JSON as it came"),
        ("[]", "neither a receipt"),
        ('{"error": {"message": "not ours"}}', "neither a receipt"),
        ('{"kind": "decision"}', "no entry as the record has them"),
        ('{"object": "countenance.receipt"}', "receipt: "),
    ],
)
def test_what_is_none_of_these_is_refused_with_what_would_be_right(text: str, says: str) -> None:
    with pytest.raises(PageError, match=says):
        read_paper(text, [])


def test_a_receipt_of_something_else_than_a_call_is_refused(logged: Logged) -> None:
    with pytest.raises(PageError, match="this is the receipt of an entry of the kind `outcome`"):
        read_paper(logged.receipt(1), [KEY.key])


