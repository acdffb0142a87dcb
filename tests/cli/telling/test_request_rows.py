"""Which entries an answer has, and where their proofs lie."""

from datetime import date
from pathlib import Path

from cli.telling.made_log import made_log
from countenance.cli.telling.log import told
from countenance.cli.telling.request_rows import Rows, proof_file, surveyed
from countenance.record import entry as kinds
from countenance.record.canonical import parse
from countenance.record.cases import Person, erasure_entry
from countenance.record.figures.period import ALWAYS, Period
from countenance.record.make import Prepared
from countenance.record.proof import read_proof
from countenance.stores.citing import Citing


def test_proofs_lie_in_folders_of_a_thousand() -> None:
    assert [str(proof_file(index)) for index in (0, 999, 1000, 123_456)] == [
        "proofs/0/0.tlog-proof", "proofs/0/999.tlog-proof", "proofs/1/1000.tlog-proof",
        "proofs/123/123456.tlog-proof",
    ]  # fmt: skip


def test_what_held_when_the_period_began_is_among_the_changes(tmp_path: Path) -> None:
    made = made_log(tmp_path / "var", calls=12)
    ref = made.callers["acme"].ref
    later = Period(date(2026, 10, 20), date(2026, 10, 31))

    with told(made.folder) as log:
        whole, found = surveyed(log, ref, ALWAYS), surveyed(log, ref, later)
        rows = list(Rows(log, found, tmp_path, {}, Citing()).changes())

    assert whole.in_force == ()
    assert {row["kind"] for row in rows} == {"log-key", "settings", "registration"}
    assert all(row["held_at_the_start"] for row in rows)
    assert [row["change"] for row in rows if row["kind"] == "registration"] == ["added", "changed"]


def test_an_erased_call_is_shown_as_erased_and_the_erasure_is_told(tmp_path: Path) -> None:
    made = made_log(tmp_path / "var", calls=12)
    ref = made.callers["oslo-police"].ref
    with told(made.folder) as log:
        at = min(surveyed(log, ref, ALWAYS).calls)
        stored = log.reader.entry(at)
    assert stored is not None
    case = str(parse(stored.data)["id"])
    made.append([erasure_entry(made.maker, case, "objection", 2, Person("somebody"))])

    with told(made.folder) as log:
        found = surveyed(log, ref, ALWAYS)
        rows = list(Rows(log, found, tmp_path, {}, Citing()).calls())
        changes = list(Rows(log, found, tmp_path, {}, Citing()).changes())

    erasure = log.head.size - 1
    told_ = {row["index"]: row["erased_by_entry"] for row in rows}
    assert told_.pop(at) == erasure
    assert set(told_.values()) == {None}
    assert [row["kind"] for row in changes if row["index"] == erasure] == ["erasure"]


def test_what_people_decided_is_told_to_whom_it_is_about(tmp_path: Path) -> None:
    made = made_log(tmp_path / "var", calls=6)

    def vote(name: str) -> Prepared:
        caller = kinds.CallerRef(made.callers[name].ref, None, 1)
        return made.maker.change(
            lambda id_, time, commit: kinds.Vote(
                id=id_, time=time, commit=commit, caller=caller, case="x", vote="refuse",
                state="refused", person="p-1", token=1, uses=None, until=None, appealed=False,
            ),
            {},
        )  # fmt: skip

    made.append([vote("oslo-police"), vote("acme")])
    with told(made.folder) as log:
        found = surveyed(log, made.callers["oslo-police"].ref, ALWAYS)
        rows = list(Rows(log, found, tmp_path, {}, Citing()).changes())

    votes = [row["index"] for row in rows if row["kind"] == "vote"]
    assert votes == [log.head.size - 2]


def test_a_call_that_is_withheld_tells_nothing_of_its_result(tmp_path: Path) -> None:
    made = made_log(tmp_path / "var", calls=12)
    ref = made.callers["oslo-police"].ref
    with told(made.folder) as log:
        found = surveyed(log, ref, ALWAYS)
        at = next(index for index in sorted(found.calls) if log.reader.entry(index + 1) and any(
            came.index == index + 1 for came in found.came.values()
        ))  # fmt: skip
        rows = list(Rows(log, found, tmp_path, {at: "why"}, Citing()).calls())

    (row,) = (row for row in rows if row["index"] == at)
    assert "result" not in row
    assert read_proof((tmp_path / proof_file(at)).read_bytes()).extra is None
    assert not (tmp_path / proof_file(at + 1)).exists()
