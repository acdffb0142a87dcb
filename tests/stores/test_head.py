import hashlib

import pytest

from countenance.errors import RecordError
from countenance.record.canonical import LIMIT
from countenance.stores.head import row_of
from record.examples import CALLER, decided, maker


def test_the_few_fields_that_are_searched_are_read() -> None:
    made = decided()

    row = row_of(made.data)

    assert (row.id, row.kind, row.prev, row.caller) == (made.id, "decision", None, CALLER.ref)
    assert row.leaf == hashlib.sha256(b"\0" + made.data).digest()


@pytest.mark.parametrize(
    ("outcome", "what_if", "awaits"),
    [
        ("pass", False, True),
        ("redact", False, True),
        ("refuse", False, False),
        ("hold", False, False),
        ("pass", True, False),
    ],
)
def test_what_goes_upstream_awaits_an_outcome(outcome: str, what_if: bool, awaits: bool) -> None:
    assert row_of(decided(outcome=outcome, what_if=what_if).data).awaits is awaits


def test_an_entry_without_a_caller_has_none() -> None:
    assert row_of(maker().failure("faces", "DetectorError").data).caller is None


@pytest.mark.parametrize(
    "data",
    [
        b"", b"null", b'{"kind":"decision"}', b'{"kind":"\xff"}', b"{" * 9000, b"x" * (LIMIT + 1)
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        row_of(data)
