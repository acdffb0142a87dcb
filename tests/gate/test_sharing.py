"""What one of several workers may take."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.errors import SettingsError
from countenance.gate.settings.settings import parse_settings
from countenance.gate.sharing import share


def test_the_limits_of_a_gate_are_shared_out() -> None:
    settings = parse_settings(
        "[gate]\nmax_calls = 64\nmax_body_bytes = 1000\n"
        "[limits]\ncalls_per_minute = 601\npictures_waiting = 32\nheld_per_day = 1000\n"
        "[limits.callers.acme]\ncalls_at_once = 8\nbytes_per_minute = 0\n", {},
    )  # fmt: skip

    own = share(settings, 4)

    assert (own.gate.max_calls, own.gate.max_body_bytes) == (16, 1000)
    assert (own.limits.calls_per_minute, own.limits.pictures_waiting) == (150, 8)
    assert (own.limits.held_per_day, own.limits.calls_at_once) == (250, 0)
    acme = own.limits.callers["acme"]
    assert (acme.calls_at_once, acme.bytes_per_minute, acme.calls_per_minute) == (2, 0, None)


def test_one_worker_has_all_of_it() -> None:
    settings = parse_settings("[limits]\ncalls_at_once = 1\n", {})

    assert share(settings, 1) is settings


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[limits]\ncalls_at_once = 1", "`limits.calls_at_once` is 1"),
        ("[limits.callers.acme]\ncalls_per_minute = 3", "`limits.callers.acme.calls_per_minute`"),
        ("[limits]\npictures_waiting = 2", "`limits.pictures_waiting` is 2"),
        ("[gate]\nmax_calls = 3", "`gate.max_calls` is 3"),
    ],
)
def test_what_cannot_be_shared_out_is_named(text: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named) as wrong:
        share(parse_settings(text, {}), 4)

    assert "at least 4" in str(wrong.value)


@given(st.integers(1, 64), st.integers(0, 100_000))
def test_all_workers_together_never_take_more_than_the_gate_may(count: int, limit: int) -> None:
    settings = parse_settings("", {})
    gate = msgspec.structs.replace(settings.gate, max_calls=1000)
    limits = msgspec.structs.replace(
        settings.limits, calls_per_minute=limit, pictures_waiting=1000
    )
    settings = msgspec.structs.replace(settings, gate=gate, limits=limits)
    if 0 < limit < count:
        with pytest.raises(SettingsError):
            share(settings, count)
        return

    own = share(settings, count).limits.calls_per_minute

    assert own * count <= limit
    assert (own == 0) == (limit == 0)
