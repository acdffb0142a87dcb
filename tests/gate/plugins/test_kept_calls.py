"""Calls that were handed over, and wait for their answers."""

from countenance.gate.plugins import kept_calls
from countenance.gate.plugins.kept_calls import SECONDS, HandedOver, KeptCalls


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def handed(name: str, letters: int = 1) -> HandedOver:
    return HandedOver(name, None, frozenset(), letters)


def test_a_call_is_found_by_its_caller_alone() -> None:
    kept = KeptCalls(Clock())
    kept.keep("c-a", "1", handed("d-1"))

    assert kept.find("c-a", "1") == handed("d-1")
    assert kept.find("c-b", "1") is None
    assert kept.find("c-a", "2") is None


def test_a_call_is_forgotten_after_its_time() -> None:
    clock = Clock()
    kept = KeptCalls(clock)
    kept.keep("c-a", "1", handed("d-1"))

    clock.now = SECONDS - 1
    assert kept.find("c-a", "1") is not None
    clock.now = SECONDS
    assert kept.find("c-a", "1") is None


def test_a_call_that_is_shown_again_takes_the_place_of_the_first() -> None:
    kept = KeptCalls(Clock())
    kept.keep("c-a", "1", handed("d-1", 10))
    kept.keep("c-a", "1", handed("d-2", 20))

    assert kept.find("c-a", "1") == handed("d-2", 20)
    assert kept._letters == 20


def test_what_is_kept_is_bounded_in_number_and_in_letters() -> None:
    kept = KeptCalls(Clock())
    for number in range(kept_calls.MOST_CALLS + 5):
        kept.keep("c-a", str(number), handed("d"))

    assert kept.find("c-a", "4") is None
    assert kept.find("c-a", "5") is not None

    kept.keep("c-a", "huge", handed("d", kept_calls.MOST_LETTERS))
    assert [kept.find("c-a", name) is None for name in ("6", "huge")] == [True, False]
