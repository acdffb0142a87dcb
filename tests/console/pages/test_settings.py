"""The page of the settings."""

from pathlib import Path

from console.inside import Inside


def test_what_differs_is_told_first_and_each_has_what_it_does(tmp_path: Path) -> None:
    inside = Inside(tmp_path)
    try:
        shown = inside.get("operator", "/console/settings").text

        first = shown[: shown.index("<h2>Every setting</h2>")]
        assert "<code>gate.port</code>" in first
        assert "instead of 8800" in first
        assert "<code>gate.host</code>" not in first
        assert "where it listens" in shown
        assert inside.get("board", "/console/settings").status_code == 403
    finally:
        inside.close()
