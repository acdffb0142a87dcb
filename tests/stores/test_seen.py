import threading
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from countenance.stores.log import DatabaseLog
from countenance.stores.memory_log import MemoryLog
from countenance.stores.seen import KEPT_SECONDS, SeenAttestations, SharedAttestations
from postgres import in_both  # noqa: F401 - each promise is kept in both
from record.examples import maker

NOW = 1_800_000_000


def test_an_id_counts_once_for_each_who_made_it() -> None:
    seen = SeenAttestations(MemoryLog(), NOW)

    assert seen.accept("c-1", "number-1", NOW + 60, NOW)
    assert not seen.accept("c-1", "number-1", NOW + 60, NOW)
    assert seen.accept("c-2", "number-1", NOW + 60, NOW)


def test_a_restart_forgets_none(tmp_path: Path) -> None:
    with closing(DatabaseLog(tmp_path)) as log:
        seen = SeenAttestations(log, NOW)
        assert seen.accept("c-1", "number-1", NOW + 60, NOW)
        log.append_now(maker().failure("faces", "DetectorError").data)

    with closing(DatabaseLog(tmp_path)) as log:
        assert not SeenAttestations(log, NOW + 1).accept("c-1", "number-1", NOW + 60, NOW + 1)


@given(st.lists(st.integers(-86_400, 86_400), min_size=1, max_size=8))
def test_a_clock_that_jumps_by_a_day_lets_none_count_twice(jumps: list[int]) -> None:
    seen = SeenAttestations(MemoryLog(), NOW)
    assert seen.accept("c-1", "number-1", NOW + 60, NOW)

    for jump in jumps:
        for i in range(1100):
            seen.accept("c-1", f"other-{jump}-{i}", NOW + jump + 60, NOW + jump)
        assert not seen.accept("c-1", "number-1", NOW + 60, NOW)


def test_what_ran_out_long_ago_is_forgotten() -> None:
    seen = SeenAttestations(MemoryLog(), NOW)
    later = NOW + 2 * KEPT_SECONDS
    for i in range(2000):
        seen.accept("c-1", f"old-{i}", NOW + 60, NOW)

    for i in range(1100):
        seen.accept("c-1", f"new-{i}", later + 60, later)

    assert seen.accept("c-1", "old-1", later + 60, later)


def test_of_many_who_show_the_same_id_at_once_one_is_taken() -> None:
    seen = SeenAttestations(MemoryLog(), NOW)
    taken: list[bool] = []
    threads = [
        threading.Thread(target=lambda: taken.append(seen.accept("c-1", "number-1", NOW, NOW)))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(taken) == 1


def test_of_two_workers_only_one_takes_an_id(tmp_path: Path) -> None:
    with closing(SharedAttestations(tmp_path)) as one, closing(SharedAttestations(tmp_path)) as two:
        taken: list[bool] = []
        threads = [
            threading.Thread(
                target=lambda where=where: taken.append(where.accept("c-1", "n-1", NOW + 60, NOW))
            )
            for where in (one, two, one, two)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(taken) == [False, False, False, True]
        assert two.accept("c-2", "n-1", NOW + 60, NOW)


def test_what_a_worker_took_is_on_the_disk_and_forgotten_in_time(tmp_path: Path) -> None:
    with closing(SharedAttestations(tmp_path)) as one:
        assert one.accept("c-1", "n-1", NOW + 60, NOW)
    with closing(DatabaseLog(tmp_path)) as log:
        assert not SeenAttestations(log, NOW).accept("c-1", "n-1", NOW + 60, NOW)
    with closing(SharedAttestations(tmp_path)) as one:
        later = NOW + 61 + KEPT_SECONDS
        assert one.accept("c-1", "n-1", later + 60, later)
