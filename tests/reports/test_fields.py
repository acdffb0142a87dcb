import pytest

from countenance.errors import ReportError
from countenance.reports.fields import fields_known, read_fields


def test_fields_stand_in_the_order_of_a_report() -> None:
    assert list(read_fields({"plate": "7KLM421", "date": " 2026-02-11 "}).items()) == [
        ("date", "2026-02-11"),
        ("plate", "7KLM421"),
    ]


def test_a_field_that_is_not_known_is_refused_with_the_nearest() -> None:
    with pytest.raises(ReportError, match="`platte`; did you mean `plate`"):
        read_fields({"platte": "x"})


@pytest.mark.parametrize("value", ["", " ", "x" * 301, "a\nb"])
def test_a_value_that_is_no_line_is_refused(value: str) -> None:
    with pytest.raises(ReportError, match="`place`"):
        read_fields({"place": value})


def test_what_a_field_tells_has_one_gap_for_its_value() -> None:
    assert all(field.tells.count("{}") in (0, 1) for field in fields_known().values())
    assert all(field.tells == "" or "{}" in field.tells for field in fields_known().values())
