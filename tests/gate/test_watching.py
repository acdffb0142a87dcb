"""What a gate says of itself, as somebody reads it from `/metrics`."""

from pathlib import Path

import httpx2 as httpx

from gate.running import running


def test_entries_standings_and_what_could_not_be_done_are_told(tmp_path: Path) -> None:
    with running(tmp_path) as gate:
        gate.ask(gate.caller("acme", "actor_kind=private_entity"), "Hello")
        told = httpx.get(f"{gate.address}/metrics").text

    values = {
        line.split(" ")[0].removeprefix("countenance_"): float(line.split(" ")[1])
        for line in told.splitlines()
        if line.startswith("countenance_") and "{" not in line
    }
    assert values["entries"] >= 5
    for name in ("callers_noticed", "callers_review", "callers_suspended", "entries_unwritten",
                 "codes_refused", "witnesses_missing", "log_rolled_back", "cases_open",
                 "cases_second", "cases_asked", "cases_expired", "motions_open",
                 "motions_lapsed", "rulings_lapsed"):  # fmt: skip
        assert values[name] == 0, name
    assert values["questions_open"] == 7
    assert values["questions_oldest_days"] > 900
