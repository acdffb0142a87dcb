import click
import pytest

from countenance.callers.registration import Span
from countenance.cli.caller_words import day_options, fact_rows
from countenance.cli.words import parse_day
from countenance.errors import UnknownFactError


def test_facts_are_read_in_the_words_of_the_vocabulary() -> None:
    (row,) = fact_rows({"use_jurisdiction": ("DE-BY",)}, "law", Span())

    assert row.values == ("DE",)
    assert row.reference == "law"
    with pytest.raises(UnknownFactError):
        fact_rows({"use_jurisdicton": ("NO",)}, "", Span())


def test_who_acts_has_no_days_whatever_days_the_rest_is_given() -> None:
    span = Span(ends=parse_day("2027-01-01"))

    rows = fact_rows({"actor_kind": ("court",), "use_jurisdiction": ("NO",)}, "", span)

    assert [row.span for row in rows] == [Span(), span]


def test_the_options_for_days_are_those_of_every_command() -> None:
    @click.command()
    @day_options
    def command(**_given: str) -> None:
        """Nothing."""

    assert {parameter.name for parameter in command.params} == {"reference", "begins", "ends"}
