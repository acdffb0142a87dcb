"""`countenance record yearly`: a year by authority and code, and the days without a witness.

Rules kept here:
 * A day on which entries were written is without a witness unless a head of that day was kept that
   is one of this log, and that so many witnesses signed on that day as the policy asks for.
 * The policy is the reader's: `--trust`, else the one that the settings name. Without one nobody is
   believed, and every day is without a witness.
"""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from countenance.cli.caller_names import caller_names
from countenance.cli.telling.log import Told, told
from countenance.cli.telling.policy import policy_of, policy_options
from countenance.cli.telling.request import agency_of
from countenance.cli.telling.written import document_options, give
from countenance.cli.telling.yearly_page import yearly_document
from countenance.cli.words import data_option, json_option, near_or_all
from countenance.errors import ProofError, RecordError
from countenance.record import entry as kinds
from countenance.record.checkpoint import open_checkpoint
from countenance.record.figures.stats import OUTCOMES
from countenance.record.figures.yearly import EVERYBODY, Year
from countenance.record.note import VerifierKey, read_key
from countenance.record.tree import root_of
from countenance.record.trust import Trust
from countenance.stores.packaged import code_names
from countenance.stores.published import FOLDER
from countenance.stores.witnessed import kept_heads

__all__ = ["yearly"]


@click.command()
@click.argument("year", type=click.IntRange(2000, 9999))
@click.option("--agency", metavar="CALLER", help="Only this registration, or its `c-...`.")
@click.option("--code", metavar="CODE", help="Only calls to which this code applied.")
@policy_options
@document_options
@data_option
@json_option
def yearly(
    year: int,
    agency: str | None,
    code: str | None,
    trust: Path | None,
    markdown: Path | None,
    page_file: Path | None,
    settings: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """Report a year by authority and code: calls, outcomes, rulings, overdue duties, witnesses.

    \b
    Example:
        countenance record yearly 2026 --code eu-ai-act --html 2026.html
    """
    policy = policy_of(trust, settings)
    ref = None if agency is None else agency_of(agency, folder)[1]
    today = datetime.fromtimestamp(time.time(), UTC).date()
    with told(folder, policy) as log:
        found = Year(year, ref=ref, code=code)
        keys = list(log.keys)
        for stored, entry in log.entries():
            found.add(stored.index, entry)
            if isinstance(entry, kinds.LogKeyEvent):
                keys.append(read_key(entry.key))  # an older head may be signed by an older key
        if code is not None and not found.rows() and code not in code_names():
            raise click.UsageError(
                f"no code is called `{code}`; {near_or_all(code, code_names())}"
            )
        witnessed = _witnessed(found, log, policy, keys, folder / FOLDER)
        made = _made(found, log, witnessed, folder, min(today, _over(year)))
        made["days"]["policy"] = "none" if policy is None else "given"
    give(yearly_document(made), made, markdown, page_file, as_json=as_json)


def _over(year: int) -> date:
    """The first day after a year: what was due on its last day is overdue on it."""
    return date(year + 1, 1, 1) if year < date.max.year else date.max


def _made(
    found: Year, log: Told, witnessed: set[str], folder: Path, day: date
) -> dict[str, Any]:
    names = caller_names(folder)
    rows = []
    for row in found.rows():
        duties = found.duties(row.ref, row.code)
        rows.append(
            {
                "agency": names.get(row.ref, "removed"),
                "ref": row.ref,
                "kind": row.kind,
                "code": row.code,
                "calls": row.calls,
                "outcomes": {word: row.outcomes[word] for word in OUTCOMES},
                "decided_by": dict(row.clauses.most_common()),
                "duties": sum(map(found.is_left, duties)),
                "due": sum(map(found.falls_due, duties)),
                "overdue": [
                    {
                        "entry": each.index,
                        "what": each.what,
                        "due": each.due,
                        "asked_by": each.asked_by,
                        "done_by_entry": each.done,
                    }
                    for each in duties
                    if found.falls_due(each) and each.is_overdue(day)
                ],
            }
        )
    return {
        "object": "countenance.year",
        "v": 1,
        "year": found.period.first.year,
        "overdue_on": day.isoformat(),
        "log": log.summary,
        "rows": rows,
        "people": [
            {
                "agency": "everybody" if ref == EVERYBODY else names.get(ref, "removed"),
                "ref": ref or None,
                "kind": kind,
                "what": what,
                "entries": count,
            }
            for (ref, kind, what), count in sorted(found.people.items())
        ],
        "rulings": [
            {"edition": edition, "clause": clause, "change": change, "entries": count}
            for (edition, clause, change), count in sorted(found.rulings.items())
        ],
        "days": {
            "with_entries": len(found.days),
            "without_a_witness": sorted(found.days - witnessed),
        },
    }


def _witnessed(
    found: Year, log: Told, policy: Trust | None, keys: Sequence[VerifierKey], where: Path
) -> set[str]:
    """The days with entries of which a head was kept that enough witnesses signed on that day."""
    if policy is None:
        return set()
    days = set()
    for day, data in kept_heads(where):
        if day not in found.days:
            continue
        try:
            opened = open_checkpoint(data, [*keys, *policy.keys])
            head = opened.checkpoint
            if head.size > log.head.size or root_of(head.size, log.node) != head.root:
                raise ProofError(f"head of {day}: it is none of this log")
        except (ProofError, RecordError) as error:
            raise RecordError(f"{where}: the head that was kept of {day}: {error}") from error
        signed = [
            each.key
            for each in opened.witnesses
            if each.time is not None
            and datetime.fromtimestamp(each.time, UTC).date().isoformat() == day
        ]
        if signed and policy.is_enough(signed):
            days.add(day)
    return days
