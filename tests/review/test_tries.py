"""How often somebody may try, and how long it waits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.review.tries import ACCOUNT, Limit, Tries, after_try, place_of, taken_back, wait

MINUTE = 60_000
FEW = Limit(3, MINUTE, 8 * MINUTE, 100 * MINUTE)


def _tried(times: int, tries: Tries, now: int) -> Tries:
    for _ in range(times):
        tries = after_try(tries, FEW, now)
    return tries


def test_after_too_many_tries_nothing_is_taken_for_a_while() -> None:
    tries = _tried(3, Tries(), 0)

    assert wait(_tried(2, Tries(), 0), FEW, 0) == 0
    assert wait(tries, FEW, 0) == MINUTE
    assert wait(tries, FEW, MINUTE) == 0


def test_each_wait_is_twice_as_long_up_to_the_longest() -> None:
    now, waits, tries = 0, [], Tries()
    for _ in range(6):
        tries = _tried(3, tries, now)
        waits.append(wait(tries, FEW, now) // MINUTE)
        now = tries.until

    assert waits == [1, 2, 4, 8, 8, 8]


def test_what_was_long_ago_is_forgotten() -> None:
    tries = _tried(3, Tries(), 0)

    assert after_try(tries, FEW, 101 * MINUTE) == Tries(1, 0, 101 * MINUTE, 0)


def test_a_clock_that_goes_back_locks_nobody_out() -> None:
    assert wait(Tries(0, 1, 10**15, 10**15), FEW, 0) == 0
    assert after_try(Tries(2, 4, 10**15, 0), FEW, 5).waits == 0


def test_a_clock_that_is_a_little_behind_forgets_nothing() -> None:
    before = Tries(1, 1, 90 * MINUTE, 0)

    assert after_try(before, FEW, 0) == Tries(2, 1, 90 * MINUTE, 0)
    waits = _tried(2, before, 0)
    assert (waits.waits, wait(waits, FEW, 0)) == (2, 92 * MINUTE)


def test_what_was_forgotten_meanwhile_stays_so() -> None:
    assert taken_back(Tries(), FEW) == Tries()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("p-00ff", "p-00ff"),
        ("", ""),
    ],
)
def test_tries_count_for_all_that_one_subscriber_has(address: str, place: str) -> None:
    assert place_of(address) == place


@given(st.integers(0, 40), st.integers(0, 10**9))
def test_a_right_try_does_not_count(before: int, now: int) -> None:
    tries = _tried(before, Tries(), now)
    if wait(tries, FEW, now):
        return

    again = taken_back(after_try(tries, FEW, now), FEW)

    assert (again.count, wait(again, FEW, now)) == (tries.count, 0)
    assert again.waits == tries.waits


@given(st.lists(st.integers(0, 20 * MINUTE), max_size=300))
def test_a_day_has_room_for_few_guesses(pauses: list[int]) -> None:
    """Whoever guesses without a pause gets no more than this many."""
    now, taken, tries = 0, 0, Tries()
    for pause in pauses:
        now += pause
        if now >= 24 * 60 * MINUTE:
            break
        if not wait(tries, ACCOUNT, now):
            taken += 1
            tries = after_try(tries, ACCOUNT, now)

    assert taken <= 5 * (4 + 24 * 60 // 15 + 1)
