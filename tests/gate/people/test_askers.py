"""How many questions one address asks, and that no address is kept."""

import pytest

from countenance.errors import ReviewError, TooManyError
from countenance.gate.people.askers import MOST_OF_ONE, Askers
from review.made_cases import Clock

ONE = "192.0.2.7"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def askers(clock: Clock) -> Askers:
    return Askers(clock, b"k" * 32)


def asked(askers: Askers, address: str, times: int = 1) -> None:
    for _ in range(times):
        with askers.turn(address):
            pass


def test_one_address_asks_so_often_within_an_hour_and_others_as_before(
    askers: Askers, clock: Clock
) -> None:
    asked(askers, ONE, MOST_OF_ONE)
    with pytest.raises(TooManyError, match="from your address"):
        asked(askers, ONE)
    asked(askers, "192.0.2.8")
    clock.now += 3_600_001
    asked(askers, ONE)

    assert len(askers._asked) == 1  # the other one is forgotten


@pytest.mark.parametrize(
    "same",
    [
        ("::ffff:192.0.2.7", ONE),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_an_address_that_is_written_otherwise_is_the_same(
    askers: Askers, same: tuple[str, str]
) -> None:
    first, second = same
    asked(askers, first, MOST_OF_ONE)
    with pytest.raises(TooManyError):
        asked(askers, second)


@pytest.mark.parametrize("address", ["", "127.0.0.1", "::1", "::ffff:127.0.0.1", "a socket"])
def test_an_address_that_says_nothing_is_not_counted(askers: Askers, address: str) -> None:
    asked(askers, address, MOST_OF_ONE + 1)


def test_a_question_that_is_not_taken_does_not_count(askers: Askers) -> None:
    for _ in range(MOST_OF_ONE):
        with pytest.raises(ReviewError), askers.turn(ONE):
            raise ReviewError("no such clause")
    asked(askers, ONE)


def test_no_address_is_kept(askers: Askers) -> None:
    asked(askers, ONE)

    (mark,) = askers._asked
    assert len(mark) == 32
    assert mark != next(iter(_kept(b"other")))


def _kept(key: bytes) -> dict[bytes, list[int]]:
    other = Askers(Clock(), key)
    asked(other, ONE)
    return other._asked
