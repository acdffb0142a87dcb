"""The codes asked as the rulings of a site read them."""

import json
import os
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.running import Commands
from countenance.cli.ruled import as_ruled
from countenance.gate.people.ruling_desk import RulingDesk
from countenance.record.make import Maker
from countenance.review.docket import Docket
from countenance.review.people import Person, Role
from countenance.stores.database import connect, writing
from countenance.stores.packaged import edition, packaged_vocabulary
from countenance.stores.rulings import Rulings, adopted
from review.test_ruling_text import TEXT as WITH_END

TEXT = WITH_END.replace("ends = 2028-01-01\n", "")
MAY = "ms-aoai-coc@2024-05-03"
ASKED = (
    "check", "--code", MAY, "operation=biometric_identification",
    "actor_kind=law_enforcement_agency", "agency_type=national_police", "agency_country=NO",
    "capture_device=fixed_cctv", "environment=controlled", "--json",
)  # fmt: skip


def adopt(folder: Path) -> Docket:
    with closing(Rulings(folder)) as kept:
        desk = RulingDesk(kept, edition, packaged_vocabulary(), frozenset(), time.time_ns)
        docket = desk.propose(TEXT, Person("p-1", Role.SENIOR))
    with closing(connect(folder)) as board, writing(board):
        now = time.time_ns() // 1_000_000
        return adopted(board, Maker(time.time_ns, os.urandom), docket.digest, "m-1", now)


def test_check_answers_as_the_rulings_of_a_folder_read_the_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = Commands(tmp_path, capsys)
    data = ("--data", str(tmp_path))
    adopt(tmp_path)

    plain, read = commands.run(*ASKED), commands.run(*ASKED, *data)
    told: Any = json.loads(read.out)

    assert json.loads(plain.out)["verdict"] == "unclear"
    assert (read.code, told["verdict"]) == (0, "allow")
    assert told["digest"] != json.loads(plain.out)["digest"]
    assert told["clauses"][0]["clause"] == "AOAI-ID+station"
    assert f"{MAY} as read by `station`" in told["remarks"]
    early = commands.run(*ASKED, *data, "--as-of", "2025-01-01")
    assert json.loads(early.out)["verdict"] == "unclear"


def test_what_no_ruling_reads_is_said_and_what_lapsed_as_well(tmp_path: Path) -> None:
    docket = adopt(tmp_path)
    day = date(2026, 6, 1)

    assert as_ruled(tmp_path, [edition("ms-aoai-coc@2023")], day).remarks == (
        "no ruling counts on these texts",
    )
    with closing(connect(tmp_path)) as to, writing(to):
        changed = to.execute("SELECT document FROM rulings").fetchone()[0]
        other = bytes(changed).replace(docket.clause_digest.encode(), b"sha256:other")
        to.execute("UPDATE rulings SET document = ?", (other,))
    found = as_ruled(tmp_path, [edition(MAY)], day)
    assert found.editions == (edition(MAY),)
    assert "ruling `station` has lapsed" in found.remarks[1]
