"""The gate and its pages at one address, by the real server."""

from pathlib import Path

import httpx2 as httpx

from gate.running import running


def test_pages_and_calls_are_served_at_one_address(tmp_path: Path) -> None:
    with running(tmp_path / "data") as gate:
        page = httpx.get(f"{gate.address}/console/keys")
        call = gate.post("/v1/chat/completions", None, b"{}")
        alive = httpx.get(f"{gate.address}/livez")
        httpx.get(f"{gate.address}/console/canary-1?canary=2")
        httpx.get(f"{gate.address}/public/questions/canary-3")
        httpx.post(f"{gate.address}/console/keys", content=b"canary")
        told = httpx.get(f"{gate.address}/metrics").text

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert call.status_code == 401
    assert alive.status_code == 200
    for page_, status in (
        ("/console/keys", 200), ("/console/keys", 405), ("none", 404),
        ("/public/questions/{id}", 404),
    ):  # fmt: skip
        assert f'countenance_pages_total{{page="{page_}",status="{status}"}} 1.0' in told
    assert 'countenance_page_seconds_count{page="/console/keys"} 2.0' in told
    assert "canary" not in told
