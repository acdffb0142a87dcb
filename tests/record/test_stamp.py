import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.errors import RecordError
from countenance.record.stamp import Stamper, time_of, time_text, uuid7

times = st.integers(0, 4_000_000_000_000)


@given(times, st.binary(min_size=10, max_size=10))
def test_ids_are_uuids_of_version_7_that_hold_their_time(now: int, random: bytes) -> None:
    made = uuid.UUID(uuid7(now, random))

    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == now


@given(times)
def test_times_are_written_in_utc_to_the_millisecond(now: int) -> None:
    read = datetime.fromisoformat(time_text(now))

    assert read.tzinfo is not None
    assert (read - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000 == pytest.approx(now)


@given(st.lists(times, min_size=1, max_size=6))
def test_a_clock_that_jumps_is_followed(clock: list[int]) -> None:
    left = [now * 1_000_000 for now in clock]
    stamper = Stamper(lambda: left.pop(0), lambda count: bytes(count))

    made = [stamper.stamp() for _ in clock]

    assert [stamp.time for stamp in made] == [time_text(now) for now in clock]


@pytest.mark.parametrize(("now", "random"), [(-1, bytes(10)), (1 << 48, bytes(10)), (0, bytes(9))])
def test_what_cannot_be_an_id_is_refused(now: int, random: bytes) -> None:
    with pytest.raises(RecordError):
        uuid7(now, random)


@given(times, st.binary(min_size=10, max_size=10))
def test_an_id_tells_its_time(now: int, random: bytes) -> None:
    assert time_of(uuid7(now, random)) == time_text(now)


@pytest.mark.parametrize("id_", ["", "an-id", "01a0fba0-9401-4ccb-bf33-e55627a50bec"])
def test_what_is_no_id_of_ours_tells_none(id_: str) -> None:
    with pytest.raises(RecordError, match="no UUID of version 7"):
        time_of(id_)
