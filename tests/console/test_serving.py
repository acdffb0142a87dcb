"""The gate and its pages at one address, by the real server."""

from pathlib import Path

import httpx2 as httpx

from gate.running import running


def test_pages_and_calls_are_served_at_one_address(tmp_path: Path) -> None:
    with running(tmp_path / "data") as gate:
        page = httpx.get(f"{gate.address}/console/keys")
        call = gate.post("/v1/chat/completions", None, b"{}")
        alive = httpx.get(f"{gate.address}/livez")

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert call.status_code == 401
    assert alive.status_code == 200
