"""Which codes a gate decides under, entered in the record whenever that changes.

Rules kept here:
 * What was noted last is kept beside the record, in the transaction of its entry: a gate that is
   started again, and a second process of it, enter nothing that is entered already.
 * The same texts that are wrong in the same way are entered once.
"""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import msgspec

from countenance.record.codes import CodesState, activated_entry, refused_entry
from countenance.record.make import Maker, Prepared
from countenance.stores.entry_rows import append
from countenance.stores.gate_number import own_state
from countenance.stores.one_connection import OneConnection

__all__ = ["NotedCodes"]

_STATE, _ENTRY, _REFUSED, _TEXTS = "codes", "codes_entry", "codes_refused", "codes_texts"
_STATES = msgspec.json.Decoder(dict[str, object])
_TEXTS_OF = msgspec.json.Decoder(dict[str, str])


class NotedCodes(OneConnection):
    """The codes that were noted last. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        super().__init__(folder, "codes")
        self._folder = folder
        self._maker = Maker(clock, random)

    def counted(self) -> tuple[str | None, dict[str, str]]:
        """The digest of the site's own codes that counted last, and their texts. Raises
        `RecordError`."""
        with self._alone():
            kept, texts = self._state(_STATE), self._state(_TEXTS)
        state = _STATES.decode(kept) if kept else {}
        own = state.get("own")
        return (own if isinstance(own, str) else None), _TEXTS_OF.decode(texts or "{}")

    def activated(self, state: CodesState, texts: Mapping[str, str] | None = None) -> bool:
        """Enter what is in force from now on; whether it was another than before.

        `texts`: those of the site's own codes. Raises `RecordError` when it cannot be written.
        """
        now = msgspec.json.encode(asdict(state), order="sorted").decode()
        with self._in_turn():
            self._forget(_REFUSED)
            if self._state(_STATE) == now:
                if texts and self._state(_TEXTS) is None:  # an older version kept none
                    self._set(_TEXTS, _written(texts))
                return False
            prepared = activated_entry(self._maker, state, self._state(_ENTRY))
            self._append(prepared)
            self._set(_TEXTS, _written(texts or {}))
            self._set(_STATE, now)
            self._set(_ENTRY, prepared.id)
        return True

    def refused(self, wrong: str, says: str) -> bool:
        """Enter that new texts were not taken; whether that is new. Raises `RecordError`."""
        with self._in_turn():
            if self._state(_REFUSED) == f"{wrong} {says}":
                return False
            self._append(refused_entry(self._maker, wrong, says, self._state(_ENTRY)))
            self._set(_REFUSED, f"{wrong} {says}")
        return True

    def _append(self, prepared: Prepared) -> None:
        append(self._connection, prepared)

    def _state(self, name: str) -> str | None:
        value = self._connection.state(own_state(self._folder, name))
        return None if value is None else str(value)

    def _set(self, name: str, value: str) -> None:
        self._connection.set_state(own_state(self._folder, name), value)

    def _forget(self, name: str) -> None:
        self._connection.set_state(own_state(self._folder, name), None)


def _written(texts: Mapping[str, str]) -> str:
    return msgspec.json.encode(dict(texts), order="sorted").decode()
