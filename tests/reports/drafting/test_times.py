import pytest

from countenance.errors import ReportError
from countenance.reports.drafting.times import camera_clock
from countenance.reports.recording import Overlay


def test_the_camera_s_clock_runs_on_from_what_was_typed() -> None:
    assert camera_clock(Overlay("2026-02-11T02:41:30Z"), 61_900) == "02:42:31"


def test_a_clock_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ReportError, match="2026-02-11T02:41:30Z"):
        camera_clock(Overlay("half past two"), 0)
