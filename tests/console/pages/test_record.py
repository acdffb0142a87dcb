"""The pages of the record."""

from collections.abc import Iterator

import pytest

from console.inside import Inside
from console.logs import KEY
from countenance.record.proof import read_proof, verify_proof
from countenance.record.receipt import read_receipt, verify_receipt
from record.examples import decided, maker


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    inside = Inside(tmp_path_factory.mktemp("record"))
    yield inside
    inside.close()


@pytest.fixture(scope="module")
def call(here: Inside) -> int:
    """The index of an entry about a call."""
    return here.log.newest(1, "decision")[0].index


def test_the_head_and_the_newest_entries_are_shown(here: Inside, call: int) -> None:
    shown = here.get("auditor", "/console/record").text

    assert "<b>unwitnessed</b>" in shown
    assert f'href="/console/record/{call}"' in shown
    assert '<option value="registration">' in shown


def test_entries_are_looked_for_by_kind_outcome_and_clause(here: Inside, call: int) -> None:
    link = f'href="/console/record/{call}"'

    assert link in here.get("auditor", "/console/record?kind=decision&outcome=pass").text
    assert link not in here.get("auditor", "/console/record?kind=registration").text
    assert link not in here.get("auditor", "/console/record?clause=AOAI-ID").text
    assert here.get("auditor", "/console/record?colour=red").status_code == 400


def test_a_call_is_told_in_words_and_as_it_is(here: Inside, call: int) -> None:
    shown = here.get("reviewer", f"/console/record/{call}").text

    assert "It was let through." in shown
    assert "registered by the operator" in shown
    assert "&#34;kind&#34;: &#34;decision&#34;" in shown


def test_a_change_is_told_as_what_it_changed(here: Inside) -> None:
    index = here.log.newest(1, "registration")[0].index

    shown = here.get("auditor", f"/console/record/{index}").text

    assert "agency_country: not said -&gt; NO" in shown


def test_a_receipt_and_a_proof_are_taken_along_and_verify(here: Inside, call: int) -> None:
    receipt = here.get("auditor", f"/console/record/{call}/receipt")
    proof = here.get("auditor", f"/console/record/{call}/proof")

    assert f'filename="receipt-{call}.json"' in receipt.headers["content-disposition"]
    verify_receipt(read_receipt(receipt.content), [KEY.key])
    read = read_proof(proof.content)
    verify_proof(read, read.extra or b"", [KEY.key])


def test_an_entry_that_no_head_covers_yet_says_so(here: Inside) -> None:
    making = maker()
    decided(making)  # the one that is there already
    made = decided(making)
    index = here.log.append_now(made.data, made.openings)

    shown = here.get("auditor", f"/console/record/{index}").text

    assert "not yet: the next head covers it" in shown
    assert here.get("auditor", f"/console/record/{index}/receipt").status_code == 503


@pytest.mark.parametrize("which", ["99999", "x", "9" * 30])
def test_what_is_not_there_is_said(here: Inside, which: str) -> None:
    assert here.get("auditor", f"/console/record/{which}").status_code == 404
