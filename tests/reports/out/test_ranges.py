"""The header `range`, as RFC 9110 has it."""

import pytest

from countenance.reports.out.ranges import part_asked


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=10-", 10, 99),
        ("bytes=10-1000", 10, 99),
        ("bytes=99-", 99, 99),
        ("bytes=-1", 99, 99),
        ("bytes=-30", 70, 99),
        ("bytes=-1000", 0, 99),
        (" Bytes= 1-2 ", 1, 2),
    ],
)
def test_a_range_is_answered_with_those_bytes(asked: str, first: int, last: int) -> None:
    part = part_asked({"range": asked}, 100)

    assert (part.status, part.first, part.last, part.size) == (206, first, last, last + 1 - first)
    assert part.headers["content-range"] == f"bytes {first}-{last}/100"
    assert part.headers["content-length"] == str(last + 1 - first)


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_what_is_not_there_cannot_be_answered(asked: str) -> None:
    part = part_asked({"range": asked}, 100)

    assert (part.status, part.size) == (416, 0)
    assert part.headers == {
        "accept-ranges": "bytes", "content-length": "0", "content-range": "bytes */100",
    }  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    ["", "bytes=-", "bytes=5-4", "bytes=0-1,4-5", "seconds=1-2", "bytes=a-b", "bytes=٣-", "0-1"],
)
def test_what_is_no_single_range_is_answered_with_all(asked: str) -> None:
    part = part_asked({"range": asked}, 100)

    assert (part.status, part.first, part.size) == (200, 0, 100)
    assert "content-range" not in part.headers


def test_a_range_of_what_it_was_before_is_answered_with_all() -> None:
    assert part_asked({"range": "bytes=1-2", "if-range": '"x"'}, 100).status == 200
