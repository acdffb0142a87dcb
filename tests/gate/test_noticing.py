"""Notices while a gate runs: told by it, tried again, and no call waits for one."""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from countenance.errors import NoticeError, SettingsError
from countenance.gate.noticing import Noticing, tellers_of
from countenance.gate.settings.notices import NoticesSettings
from countenance.record.make import Maker
from countenance.review.notices import Notice, Topic
from countenance.stores.held_calls import HeldCalls
from countenance.stores.outbox import Outbox
from gate.running import PIN, face, running
from review.made_cases import HOUR, Clock, held, holds
from scripted_http import Seen, scripted_http


class Receiver:
    """Takes what it is told, or does not."""

    receiver = "hook-1"

    def __init__(self) -> None:
        self.told: list[Notice] = []
        self.works = True

    async def tell(self, notice: Notice, now: int) -> None:
        if not self.works:
            raise NoticeError("gone")
        self.told.append(notice)


def test_what_is_held_is_told_and_what_failed_is_told_later(tmp_path: Path) -> None:
    clock, receiver = Clock(), Receiver()
    cases, outbox = HeldCalls(tmp_path, clock), Outbox(tmp_path, clock)
    noticing = Noticing(outbox, cases, [receiver], frozenset(Topic), 12, clock)
    assert asyncio.run(noticing.look()) == 0
    case = cases.hold(held(), holds(Maker(clock, os.urandom)))[1]

    receiver.works = False
    assert asyncio.run(noticing.look()) == 0
    receiver.works = True
    assert asyncio.run(noticing.look()) == 0  # its turn has not come
    clock.now += 30_000
    assert asyncio.run(noticing.look()) == 1
    clock.now = case.due - HOUR
    assert asyncio.run(noticing.look()) == 1
    assert asyncio.run(noticing.look()) == 0

    assert [each.topic for each in receiver.told] == [Topic.CASE_HELD, Topic.CASE_DUE_SOON]
    cases.close()
    outbox.close()


def test_reminders_are_not_made_where_nobody_wants_them(tmp_path: Path) -> None:
    clock, receiver = Clock(), Receiver()
    cases, outbox = HeldCalls(tmp_path, clock), Outbox(tmp_path, clock)
    noticing = Noticing(
        outbox, cases, [receiver], frozenset({Topic.CASE_EXPIRED}), 12, clock
    )
    asyncio.run(noticing.look())
    case = cases.hold(held(), holds(Maker(clock, os.urandom)))[1]
    clock.now = case.due
    cases.expire_overdue()

    asyncio.run(noticing.look())

    assert [each.topic for each in receiver.told] == [Topic.CASE_EXPIRED]
    cases.close()
    outbox.close()


def test_a_password_that_is_not_there_stops_the_gate_at_its_start() -> None:
    chosen = NoticesSettings(
        mail_to=("a@b.example",), mail_from="g@b.example", mail_host="m.example", mail_user="u",
        mail_password_env="MAIL_PASSWORD",
    )  # fmt: skip

    with pytest.raises(SettingsError, match="`MAIL_PASSWORD`"):
        tellers_of(chosen, b"k" * 32, {}, "http://gate")
    (teller,) = tellers_of(chosen, b"k" * 32, {"MAIL_PASSWORD": "x"}, "http://gate")
    assert "a@b" not in teller.receiver


def test_a_running_gate_tells_a_hook_and_a_hook_that_hangs_delays_no_call(tmp_path: Path) -> None:
    def answer(_: Seen) -> tuple[int, dict[str, str], Iterator[bytes]]:
        return 204, {"content-length": "0"}, iter(())

    with scripted_http(answer) as receiver:
        settings = f'[notices]\nhooks = ["{receiver.url}/a", "http://127.0.0.1:1/gone"]\n'
        with running(tmp_path, settings) as gate:
            gate.caller(
                "oslo", "actor_kind=law_enforcement_agency", "agency_country=NO",
                "agency_type=municipal_police", "use_jurisdiction=NO", "provider_approval=none",
            )  # fmt: skip
            gate.run("callers", "pin", "oslo", PIN)
            gate.run("callers", "register", "oslo", "camera", "desk",
                     "capture_device=fixed_cctv", "environment=controlled")  # fmt: skip
            key = gate.run("callers", "new-key", "oslo", "desk", "--carries", "desk").split()[0]
            case = gate.ask(key, "Who is this?", face()).body["countenance"]["case"]
            until = time.monotonic() + 30
            while not receiver.seen and time.monotonic() < until:
                time.sleep(0.05)
            told: dict[str, Any] = json.loads(receiver.seen[0].body)
            metrics = httpx.get(f"{gate.address}/metrics").text
            listed = json.loads(gate.run("notices", "list", "--json"))

    assert (told["type"], told["data"]["about"]) == ("case-held", case)
    assert "Oslo" not in json.dumps(told)
    assert "countenance_notices_given_up 0" in metrics
    assert "countenance_cases_next_due_seconds" in metrics
    assert {each["topic"] for each in listed} == {"case-held"}
    assert len(receiver.seen) == 1
