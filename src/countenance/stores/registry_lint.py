"""What is wrong in a registry: words that are not known, what has run out, what was done by hand,
and who leaves open where its calls are.

Rules kept here:
 * A registration is compared with the entry of its last change, and a suspension with the last
   entry about it: who changes the tables behind the back of the record is found.
 * It only reads.
"""

from collections.abc import Iterable
from datetime import date

from countenance.callers.check import check_registration
from countenance.callers.places import unsaid_place
from countenance.callers.registration import Registration
from countenance.errors import CallerError
from countenance.facts.vocabulary import Vocabulary
from countenance.record.canonical import parse_as
from countenance.record.changes import document
from countenance.record.commitment import opens
from countenance.record.entry import RegistrationChange, StandingChange
from countenance.stores.database import Database
from countenance.stores.log import read_openings
from countenance.stores.registry_rows import active_keys, rows_of, suspended_callers

__all__ = ["found_wrong"]


def found_wrong(
    connection: Database,
    registrations: Iterable[Registration],
    vocabulary: Vocabulary,
    day: date,
) -> tuple[str, ...]:
    """What is wrong or has run out, one sentence each."""
    found: list[str] = []
    for registration in registrations:
        where = f"caller `{registration.id}`"
        try:
            check_registration(registration, vocabulary)
        except CallerError as error:
            found.append(str(error))
        if not _is_as_recorded(connection, registration):
            found.append(f"{where}: is not as its last entry says; it was changed by hand")
        if not _stands_as_recorded(connection, registration):
            found.append(
                f"{where}: stands otherwise than its last entry about that says; "
                "it was changed by hand"
            )
        for asset in registration.assets:
            if asset.span.ends and asset.span.ends <= day:
                found.append(
                    f"{where}: {asset.kind.value} `{asset.name}` ended on {asset.span.ends}"
                )
        for row in registration.facts:
            if row.span.ends and row.span.ends <= day:
                found.append(f"{where}: fact `{row.fact}` ended on {row.span.ends}")
        active = active_keys(connection, registration.ref)
        carried = [registration.carrying(key.carries, key.key_id) for key in active]
        unsaid = dict.fromkeys(unsaid_place(each, vocabulary, day) for each in carried)
        found += [f"{where}: {why}" for why in unsaid if why]
        if not active:
            found.append(f"{where}: has no key and cannot call")
        for key in active:
            for name in key.carries:
                if registration.asset(name) is None:
                    found.append(f"{where}: key `{key.name}` carries `{name}`, which is gone")
    return tuple(found)


def _is_as_recorded(connection: Database, registration: Registration) -> bool:
    rows = rows_of(
        connection,
        "SELECT e.idx, e.data FROM registrations r JOIN entries e ON e.id = r.entry "
        "WHERE r.id = ?",
        registration.id,
    )
    if not rows:
        return False
    index, data = rows[0]
    entry = parse_as(data, RegistrationChange)
    for opening in read_openings(connection, index):
        if opening.field == "document" and entry.document is not None:
            return opening.value == document(registration) and opens(opening, entry.document)
    return False


def _stands_as_recorded(connection: Database, registration: Registration) -> bool:
    """Whether it is suspended if, and only if, its last entry about that says so."""
    rows = rows_of(
        connection,
        "SELECT data FROM entries WHERE kind = 'standing' AND caller = ? "
        "ORDER BY idx DESC LIMIT 1",
        registration.ref,
    )
    told = bool(rows) and parse_as(rows[0][0], StandingChange).change == "suspended"
    return told == (registration.ref in suspended_callers(connection))
