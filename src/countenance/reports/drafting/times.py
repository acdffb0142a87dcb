"""The camera's clock, as it ran on from what was typed of it."""

from datetime import datetime, timedelta

from countenance.errors import ReportError
from countenance.reports.recording import Overlay

__all__ = ["camera_clock"]


def camera_clock(overlay: Overlay, milliseconds: int) -> str:
    """What the camera's clock showed then, as it ran on from what was typed.

    Raises `ReportError`.
    """
    try:
        began = datetime.fromisoformat(overlay.at)
    except ValueError as cause:
        raise ReportError(
            "overlay: its time is written otherwise than `2026-02-11T02:41:30Z`"
        ) from cause
    return f"{began + timedelta(seconds=milliseconds // 1000):%H:%M:%S}"
