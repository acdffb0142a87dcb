import msgspec
import pytest

from countenance.errors import ReviewError
from countenance.reports.recording import Overlay, Recording, Span, check_handed_in
from reports.made import RECORDING


def test_a_span_tells_its_length_and_what_it_shares() -> None:
    assert Span(1000, 2500).length == 1500
    assert Span(1000, 2500).overlap(Span(2000, 9000)) == 500
    assert Span(0, 10).overlap(Span(10, 20)) == 0


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends at 5 ms, before it starts at 6 ms"):
        Span(6, 5)


def test_a_recording_is_read_back_as_it_was_written() -> None:
    assert msgspec.json.decode(msgspec.json.encode(RECORDING), type=Recording) == RECORDING


@pytest.mark.parametrize(
    "change", [{"sha256": "sha256:zz"}, {"milliseconds": 0}, {"kind": "exe"}, {"face": 1}]
)
def test_a_recording_with_anything_wrong_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**msgspec.to_builtins(RECORDING), **change}, Recording)


@pytest.mark.parametrize(
    ("name", "overlay", "says"),
    [
        ("", None, "has 0 signs"),
        ("a\nb.wav", None, "the name of the recording"),
        ("x" * 256, None, "has 256 signs"),
        ("a.wav", Overlay("yesterday"), "a time like"),
        ("a.wav", Overlay("2026-11-22T10:15:30"), "a time like"),
        ("a.wav", Overlay("2026-11-22T10:15:30Z", "unit\x00"), "the label"),
        ("a.wav", Overlay("2026-11-22T10:15:30Z", "x" * 81), "the label"),
    ],
)
def test_what_cannot_stand_in_a_report_is_refused(
    name: str, overlay: Overlay | None, says: str
) -> None:
    with pytest.raises(ReviewError, match=says):
        check_handed_in(name, overlay)


def test_what_can_stand_in_a_report_is_taken() -> None:
    check_handed_in("Stop 4, \u00e9t\u00e9.mp4", Overlay("2026-11-22T10:15:30Z", "unit 12"))
