"""Where the settings want the record, and where the folder of data says that it is.

Rules kept here:
 * A folder that has no record yet is told by the settings. One that has a record keeps it: where
   the two differ the gate does not start, and nothing is written anywhere.
"""

from pathlib import Path

from countenance.errors import SettingsError
from countenance.gate.settings.settings import Settings
from countenance.stores.database import FILE
from countenance.stores.place import (
    EMBEDDED,
    Place,
    check_driver,
    embedded_url,
    place_of,
    write_place,
)
from countenance.stores.postgres_server import binaries

__all__ = ["place_for", "settle_place"]


def place_for(settings: Settings) -> Place | None:
    """Where the record of these settings is, or will be; `None`: in the folder of data.

    Raises `SettingsError` or `RecordError`.
    """
    folder = Path(settings.gate.data)
    kept, wanted = place_of(folder), settings.record.database
    if kept is not None or wanted:
        check_driver()
    if wanted == EMBEDDED:
        binaries()
        wanted = embedded_url(folder)
    if not wanted:
        return kept
    there = kept.url if kept is not None else str(folder / FILE)
    if there != wanted and (kept is not None or (folder / FILE).exists()):
        raise SettingsError(
            f"settings: `record.database` is `{settings.record.database}`, and {folder} has its "
            f"record in `{there}`; `countenance store migrate` moves it"
        )
    return Place(wanted, settings.record.password_env)


def settle_place(settings: Settings) -> Place | None:
    """The same, and tell a fresh folder so."""
    folder, place = Path(settings.gate.data), place_for(settings)
    if place is not None and place != place_of(folder):
        write_place(folder, place)
    return place
