import os
from collections.abc import Callable

from countenance.gate.randomness import DRAWN, Drawn


def counting() -> tuple[Callable[[int], bytes], list[int]]:
    """A source whose every byte pair is another number, and what was asked of it."""
    asked: list[int] = []

    def random(count: int) -> bytes:
        begin = sum(asked)
        asked.append(count)
        return b"".join(at.to_bytes(2, "big") for at in range(begin // 2, (begin + count + 1) // 2))

    return random, asked


def test_no_byte_is_handed_out_twice_and_many_are_drawn_at_once() -> None:
    random, asked = counting()
    drawn = Drawn(random)

    found = [drawn(32) for _ in range(300)]

    assert len(set(found)) == 300
    assert {len(each) for each in found} == {32}
    assert asked == [DRAWN] * 3


def test_more_than_is_drawn_at_a_time_comes_from_the_source() -> None:
    random, asked = counting()

    assert len(Drawn(random)(DRAWN + 2)) == DRAWN + 2
    assert asked == [DRAWN + 2]


def test_after_a_fork_both_processes_have_bytes_of_their_own() -> None:
    drawn = Drawn(os.urandom)
    drawn(1)
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        os.write(writes, drawn(32))
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reads, 32) != drawn(32)
    os.close(reads)
    os.close(writes)
