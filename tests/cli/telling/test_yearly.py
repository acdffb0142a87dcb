"""`record yearly`: calls by authority and code, and the days without a witness."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.running import Commands
from cli.telling.made_log import ORIGIN, Made, made_log
from cli.telling.test_stats import commands, folder
from countenance.record import entry as kinds
from countenance.record.make import Maker
from countenance.record.note import Note, cosign, read_note
from countenance.stores.log_keys import LogKeys, open_publisher
from countenance.stores.published import FOLDER, Published
from countenance.stores.witnessed import keep_head
from record.signing import WITNESS, WITNESS_KEY, WITNESS_NAME

__all__ = ["commands", "folder"]


def test_calls_are_counted_by_authority_and_code(commands: Commands, tmp_path: Path) -> None:
    page, text = tmp_path / "a.html", tmp_path / "a.md"
    made = commands.done("record", "yearly", "2026", "--json").json
    stats = commands.done("record", "stats", "--json").json

    said = commands.done("record", "yearly", "2026").out
    commands.done("record", "yearly", "2026", "--html", str(page), "--markdown", str(text))

    assert sum(row["calls"] for row in made["rows"]) == stats["calls"]
    assert {row["code"] for row in made["rows"]} == {"ms-enterprise-ai-coc", "none"}
    assert sum(len(row["overdue"]) for row in made["rows"]) > 0
    assert (made["people"], made["rulings"]) == ([], [])
    assert text.read_text(encoding="utf-8") == said
    assert "officer_signed_review" in page.read_text(encoding="utf-8")


def test_a_duty_of_december_is_overdue_in_the_year_in_which_it_fell_due(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Made(tmp_path / "var", begins=int(datetime(2026, 12, 20, 8, tzinfo=UTC).timestamp()))
    LogKeys(made.folder, made.maker, made.random).begin(ORIGIN)
    made.caller("oslo-police", actor_kind="law_enforcement_agency", agency_country="NO")
    owed = kinds.ObligationRef(
        "audit_trail", "later", "pending", "2027-01-19", ("ms-enterprise-ai-coc@4.0#11",)
    )
    made.append(made.call("oslo-police", "pass", obligations=(owed,)))
    monkeypatch.setattr(time, "time", lambda: datetime(2028, 3, 1, tzinfo=UTC).timestamp())
    data = ("--data", str(made.folder))

    before, after, never = (
        commands.done("record", "yearly", year, "--json", *data).json
        for year in ("2026", "2027", "2028")
    )
    page = commands.done("record", "yearly", "2027", *data).out

    counted = [[(r["calls"], r["duties"], r["due"], len(r["overdue"])) for r in year["rows"]]
               for year in (before, after, never)]  # fmt: skip
    assert counted == [[(1, 1, 0, 0)], [(0, 0, 1, 1)], []]
    assert (before["overdue_on"], after["overdue_on"]) == ("2027-01-01", "2028-01-01")
    assert after["rows"][0]["agency"] == "oslo-police"
    assert after["rows"][0]["kind"] == "law_enforcement_agency"
    assert "| audit\\_trail | 2027-01-19 |  | ms-enterprise-ai-coc@4.0 11 |" in page


def test_one_authority_under_one_code(commands: Commands) -> None:
    words = ("--agency", "oslo-police", "--code", "ms-enterprise-ai-coc", "--json")

    (row,) = commands.done("record", "yearly", "2026", *words).json["rows"]

    assert (row["agency"], row["code"]) == ("oslo-police", "ms-enterprise-ai-coc")


def test_without_a_policy_every_day_is_without_a_witness(commands: Commands) -> None:
    days = commands.done("record", "yearly", "2026", "--json").json["days"]

    assert days["policy"] == "none"
    assert len(days["without_a_witness"]) == days["with_entries"] == 30


@pytest.fixture
def witnessed(tmp_path: Path, commands: Commands) -> Path:
    """A log of which the heads of two days were kept, one signed on its day."""
    made = made_log(tmp_path / "var", calls=9, days=3)
    publisher, reader = open_publisher(
        made.folder, LogKeys(made.folder, Maker(time.time_ns, os.urandom)).signers()
    )
    publisher.publish()
    publisher.close()
    reader.close()
    head = read_note(Published(made.folder / FOLDER).head() or b"")
    for day, signed in (("2026-10-01", "2026-10-01"), ("2026-10-02", "2026-10-05")):
        at = int(datetime.fromisoformat(f"{signed}T12:00:00").replace(tzinfo=UTC).timestamp())
        more = cosign(head.text, WITNESS_NAME, WITNESS, at)
        note = Note(head.text, (*head.signatures, more))
        keep_head(made.folder / FOLDER, day, str(note).encode())
    (tmp_path / "trust.txt").write_text(f"witness court {WITNESS_KEY}\nquorum court\n")
    return made.folder


def test_a_day_is_witnessed_when_enough_signed_a_head_of_this_log_on_it(
    witnessed: Path, commands: Commands
) -> None:
    words = ("--data", str(witnessed), "--trust", str(witnessed.parent / "trust.txt"), "--json")
    commands.done("record", "rotate", "--data", str(witnessed))
    keys = commands.done("record", "head", "--json", "--data", str(witnessed)).json["keys"]
    commands.done("record", "retire", keys[0].split("+")[1], "--data", str(witnessed))

    days = commands.done("record", "yearly", "2026", *words).json["days"]

    assert "2026-10-01" not in days["without_a_witness"]
    assert days["without_a_witness"][:2] == ["2026-10-02", "2026-10-03"]
    assert days["policy"] == "given"


def test_a_head_of_another_log_is_an_error(witnessed: Path, commands: Commands) -> None:
    path = witnessed / FOLDER / "witnessed" / "2026-10-01"
    path.write_bytes(path.read_bytes().replace(b"2", b"3", 1))
    words = ("--data", str(witnessed), "--trust", str(witnessed.parent / "trust.txt"))

    ran = commands.run("record", "yearly", "2026", *words)

    assert (ran.code, "the head that was kept of 2026-10-01" in ran.err) == (5, True), ran.err


def test_wrong_words_are_named(commands: Commands, tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("x", encoding="utf-8")
    for words, says in (
        ((), "Missing argument"),
        (("26",), "not in the range"),
        (("2026", "--agency", "nobody"), "no caller is called"),
        (("2026", "--code", "eu-ai-ac"), "did you mean `eu-ai-act`?"),
        (("2026", "--trust", str(tmp_path / "bad")), "trust, line 1"),
    ):
        ran = commands.run("record", "yearly", *words)
        assert (ran.code, says in ran.err) == (2, True), (words, ran.err)
    empty = commands.done("record", "yearly", "2031", "--json").json
    assert (empty["rows"], empty["days"]["with_entries"]) == ([], 0)
