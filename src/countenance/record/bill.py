"""What an AI service says that it was asked: its export of usage or of costs, day by day.

Forms, each known by its columns (of a CSV) or members (of JSON):

 * `plain`: `time`, `model`, and `requests` or `tokens` or both.
 * `openai`: the pages of OpenAI's usage API as JSON, one after the other or in a list; or a CSV
   with the same names (`start_time`, `model`, `num_model_requests`, `input_tokens`, ...).
 * `openai-activity`: the older export (`timestamp` or `aggregation_timestamp`, `snapshot_id`,
   `n_requests`, `n_context_tokens_total`, `n_generated_tokens_total`).
 * `azure-cost`: an export of Azure's cost management (`date`, `meterName`, `quantity`,
   `unitOfMeasure`, in either case). It counts tokens and no requests; its models are meters.

Rules kept here:
 * What is not one of these, or a row that lacks what its form has, is an error that names the row.
 * Days are those of UTC; a time without a zone is UTC.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from countenance.errors import RecordError

__all__ = ["Billed", "Form", "parse_bill"]


class Form(Enum):
    """The form of a bill."""

    PLAIN = "plain"
    OPENAI = "openai"
    OPENAI_ACTIVITY = "openai-activity"
    AZURE_COST = "azure-cost"


@dataclass(frozen=True, slots=True)
class Billed:
    """One line: on that day that model (or meter) was asked so often, for so many tokens.

    None: the bill does not say.
    """

    day: date
    model: str
    requests: int | None
    tokens: int | None


def parse_bill(text: str, where: str = "bill") -> tuple[Form, tuple[Billed, ...]]:
    """The form of a bill and its lines. Raises `RecordError`."""
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        return Form.OPENAI, tuple(_usage(_pages(text, where), where))
    try:
        return _table(csv.DictReader(io.StringIO(text)), where)
    except csv.Error as error:
        raise RecordError(f"{where}: not a CSV: {error}") from error


def _table(rows: "csv.DictReader[str]", where: str) -> tuple[Form, tuple[Billed, ...]]:
    names = {_flat(name) for name in rows.fieldnames or ()}
    for form, (needed, read) in _FORMS.items():
        if all(names & set(words) for words in needed):
            return form, tuple(_lines(rows, read, f"{where}, `{form.value}`"))
    raise RecordError(
        f"{where}: its columns are {', '.join(sorted(names)) or 'none'}; they are those of no "
        f"form that is known: {', '.join(form.value for form in Form)}"
    )


def _lines(
    rows: "csv.DictReader[str]",
    read: Callable[[Mapping[str, str]], Billed | None],
    where: str,
) -> Iterator[Billed]:
    for row in rows:
        place = f"{where}: line {rows.line_num}"
        if None in row or None in row.values():
            raise RecordError(f"{place}: it has more or fewer fields than the first line")
        try:
            found = read({_flat(name): value.strip() for name, value in row.items()})
        except (KeyError, ValueError, OverflowError) as error:
            raise RecordError(f"{place}: {error}") from error
        if found is not None:
            yield found


def _plain(row: Mapping[str, str]) -> Billed:
    requests = _number(row["requests"]) if row.get("requests") else None
    tokens = _number(row["tokens"]) if row.get("tokens") else None
    if requests is None and tokens is None:
        raise ValueError("neither `requests` nor `tokens` is given")
    return Billed(_day(row["time"]), row["model"], requests, tokens)


def _openai(row: Mapping[str, str]) -> Billed:
    tokens = [_number(row[name]) for name in ("inputtokens", "outputtokens") if row.get(name)]
    return Billed(
        _day(row["starttime"]),
        row["model"],
        _number(row["nummodelrequests"]),
        sum(tokens) if tokens else None,
    )


def _activity(row: Mapping[str, str]) -> Billed:
    tokens = [
        _number(row[name])
        for name in ("ncontexttokenstotal", "ngeneratedtokenstotal")
        if row.get(name)
    ]
    return Billed(
        _day(row.get("timestamp") or row["aggregationtimestamp"]),
        row["snapshotid"],
        _number(row["nrequests"]),
        sum(tokens) if tokens else None,
    )


def _azure(row: Mapping[str, str]) -> Billed | None:
    unit = row["unitofmeasure"].lower()
    if "token" not in f"{unit} {row['metername'].lower()}":
        return None  # storage, networks, and whatever else stands on the same bill
    times = {"1k": 1_000, "1m": 1_000_000, "1": 1}.get(unit.split()[0] if unit else "1")
    if times is None:
        raise ValueError(f"`unitOfMeasure`: `{unit}`; expected 1K, 1M or 1")
    day = row.get("date") or row["usagedatetime"]
    return Billed(_day(day), row["metername"], None, round(float(row["quantity"]) * times))


_FORMS: dict[
    Form, tuple[tuple[tuple[str, ...], ...], Callable[[Mapping[str, str]], Billed | None]]
] = {
    Form.OPENAI: ((("starttime",), ("model",), ("nummodelrequests",)), _openai),
    Form.OPENAI_ACTIVITY: (
        (("timestamp", "aggregationtimestamp"), ("snapshotid",), ("nrequests",)), _activity,
    ),
    Form.AZURE_COST: (
        (("date", "usagedatetime"), ("metername",), ("quantity",), ("unitofmeasure",)), _azure,
    ),
    Form.PLAIN: ((("time",), ("model",), ("requests", "tokens")), _plain),
}  # fmt: skip


def _pages(text: str, where: str) -> Iterator[Any]:
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        try:
            page, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise RecordError(f"{where}: not JSON: {error}") from error
        yield from page if isinstance(page, list) else (page,)
        while at < len(text) and text[at].isspace():
            at += 1


def _usage(pages: Iterable[Any], where: str) -> Iterator[Billed]:
    for number, page in enumerate(pages, 1):
        place = f"{where}, `openai`: page {number}"
        try:
            for bucket in page["data"]:
                day = _day(str(bucket["start_time"]))
                for result in bucket["results"]:
                    if result["model"] is None:
                        raise RecordError(
                            f"{place}: it says no model; ask for it with `group_by=model`"
                        )
                    tokens = result.get("input_tokens", 0) + result.get("output_tokens", 0)
                    yield Billed(
                        day, str(result["model"]), int(result["num_model_requests"]), int(tokens)
                    )
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise RecordError(
                f"{place}: not a page of usage: {type(error).__name__} {error}"
            ) from error


def _flat(name: str | None) -> str:
    """A name of a column, whatever case and marks it is written with."""
    return "".join(letter for letter in (name or "").lower() if letter.isalnum())


def _number(word: str) -> int:
    number = float(word)
    if number < 0 or number != int(number):
        raise ValueError(f"`{word}` is not a count")
    return int(number)


def _day(word: str) -> date:
    """A day from seconds since 1970, an ISO time, or a day as Azure writes it (month first)."""
    try:
        if word.replace(".", "", 1).isdigit():
            return datetime.fromtimestamp(float(word), UTC).date()
        if word.count("/") == 2:
            month, day, year = (int(piece) for piece in word.split(maxsplit=1)[0].split("/"))
            return date(year, month, day)
        time = datetime.fromisoformat(word)
    except (ValueError, OverflowError, OSError) as error:  # the last: more seconds than there are
        raise ValueError(f"`{word}` is no time that is known") from error
    return (time.astimezone(UTC) if time.tzinfo else time).date()
