"""The registry of callers in SQLite: who is registered, under which keys.

Rules kept here:
 * No change without an entry: both are one transaction, or neither happens.
 * Of a key only a digest is kept (see `countenance.callers.keys`); it is shown once, when made.
 * A change counts for the next call, in every process: the reader asks the database before it
   answers from memory, and forgets what it knew when anything changed.
 * When the database cannot be asked, there is no answer: the call fails, it is not let through on
   what was true before.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec

from countenance.callers.check import check_registration, is_slug
from countenance.callers.keys import Pepper, PlainKey, key_digest, key_id_of, new_key
from countenance.callers.registration import Registration
from countenance.errors import CallerError
from countenance.facts.vocabulary import Vocabulary
from countenance.record.changes import (
    UpstreamSeen,
    document,
    key_entry,
    registration_entry,
    settings_entry,
)
from countenance.record.entry import ChangeWord, HandsWord
from countenance.record.make import Maker, Prepared
from countenance.record.stamp import time_text
from countenance.stores.database import writing
from countenance.stores.entry_rows import append
from countenance.stores.gate_number import own_state
from countenance.stores.one_connection import OneConnection
from countenance.stores.place import place_of
from countenance.stores.registry_lint import found_wrong
from countenance.stores.registry_rows import (
    PEPPER_FILE,
    KeyRow,
    active_keys,
    decoded,
    hint,
    key_named,
    pepper_check,
    state_number,
    stored_keys,
    stored_pepper,
    stored_registration,
    suspended_callers,
)
from countenance.stores.second_person import hands_of
from countenance.stores.secret_file import read_secret, write_secret

__all__ = ["PEPPER_FILE", "KeyRow", "Registry", "RegistryReader"]

_NOTED = ("settings", "settings_entry")
_NO_PEPPER = Pepper(b"\0" * 32)
_SETTINGS = msgspec.json.Decoder(dict[str, str])


class RegistryReader(OneConnection):
    """Finds the registration behind a key. For the gate; any number may be open.

    `behind` and `caller_for_key` may be called from several threads.
    """

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        super().__init__(folder, "registry", create=create)
        self._folder = folder
        self._remote = place_of(folder) is not None
        self._generation = -1
        self._comparing: Pepper | None = None
        self._known: dict[str, tuple[bytes, Registration]] = {}
        self._suspended: dict[str, int] = {}

    @property
    def is_remote(self) -> bool:
        """Whether whoever asks waits for a server, and not for this machine."""
        return self._remote

    def caller_for_key(self, key: str) -> Registration | None:
        """The registration of this key as the key carries it; `None` when it is no key (any more).

        Raises `RecordError` or `SettingsError` when that cannot be found out.
        """
        found = self.behind(key)
        return None if found is None else found[0]

    def behind(self, key: str, *, anew: bool = True) -> tuple[Registration, int | None] | None:
        """The same, with the index of the entry that suspended this caller, while it is.

        `anew`: ask the database what has changed. Without it, as it was when last asked: for who
        has asked just now, and knows that nobody came since.
        """
        key_id = key_id_of(key)
        if key_id is None:
            return None
        with self._alone():
            if anew:
                self._notice_changes()
            found = self._known.get(key_id) or self._look_up(key_id)
            pepper = self._comparing
            suspended = self._suspended.get(found[1].ref) if found else None
        if found is None or pepper is None:
            # As long as for a key that is known: the time says nothing about which ids exist.
            _NO_PEPPER.matches(key, b"\0" * 32)
            return None
        kept, registration = found
        return (registration, suspended) if pepper.matches(key, kept) else None

    def suspension(self, ref: str) -> int | None:
        """The index of the entry that suspended this caller, as long as it is suspended.

        For commands and pages. Raises `RecordError`.
        """
        with self._alone():
            self._notice_changes()
            return self._suspended.get(ref)

    def registration(self, id_: str, key_name: str | None = None) -> Registration:
        """The registration of that id, as the key of that name carries it.

        Without a name its only key is meant; without any key it carries nothing. For commands that
        act for a caller. Raises `CallerError` with the nearest id.
        """
        with self._alone() as connection:
            registration = stored_registration(connection, id_)
            kept = stored_keys(connection, registration.ref)
        keys = [row for row in kept if row.revoked is None]
        if key_name is not None:
            row = key_named(keys, key_name, registration.id)
        elif len(keys) == 1:
            row = keys[0]
        elif keys:
            names = ", ".join(row.name for row in keys)
            raise CallerError(f"caller `{id_}` has several keys; name one of: {names}")
        else:
            return registration
        return registration.carrying(row.carries, row.key_id)

    def ref_of(self, name: str) -> str:
        """The pseudonym of the caller of this id or pseudonym. Raises `CallerError`."""
        with self._alone() as connection:
            row = connection.execute(
                "SELECT ref FROM registrations WHERE ref = ?", (name,)
            ).fetchone()
            return name if row else stored_registration(connection, name).ref

    def registrations(self) -> tuple[Registration, ...]:
        """All registrations, by id; without a key, so that they carry nothing."""
        rows = self._select("SELECT document FROM registrations ORDER BY id")
        return tuple(decoded(row[0]) for row in rows)

    def keys(self, id_: str) -> tuple[KeyRow, ...]:
        """The keys of one caller, oldest first, also those that were revoked."""
        with self._alone() as connection:
            return stored_keys(connection, stored_registration(connection, id_).ref)

    def lint(self, vocabulary: Vocabulary, day: date) -> tuple[str, ...]:
        """What is wrong or has run out in the registry, one sentence each."""
        return found_wrong(self._connection, self.registrations(), vocabulary, day)

    def _notice_changes(self) -> None:
        # Every entry changes what `data_version` says; the generation is that of the registry.
        generation = state_number(self._connection, "generation")
        if generation != self._generation:
            self._known.clear()
            pepper = stored_pepper(self._connection, self._folder)
            self._comparing = None if pepper is None else Pepper(pepper)
            self._suspended = suspended_callers(self._connection)
            self._generation = generation

    def _look_up(self, key_id: str) -> tuple[bytes, Registration] | None:
        row = self._connection.execute(
            "SELECT k.digest, k.carries, r.document FROM keys k JOIN registrations r "
            "ON r.ref = k.caller WHERE k.key_id = ? AND k.revoked IS NULL",
            (key_id,),
        ).fetchone()
        if row is None:
            return None
        kept, carries, data = row
        registration = decoded(data).carrying(carries.split(), key_id)
        self._known[key_id] = (kept, registration)
        return kept, registration


class Registry(RegistryReader):
    """Reads and changes the registry. For commands; the gate needs only the reader.

    `clock`: nanoseconds since 1970 in UTC. `random`: that many random bytes.
    """

    def __init__(
        self,
        folder: Path,
        vocabulary: Vocabulary,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        super().__init__(folder)
        self._vocabulary = vocabulary
        self._clock = clock
        self._random = random
        self._maker = Maker(clock, random)

    def add(self, registration: Registration) -> Registration:
        """Register a caller; `ref` and `revision` are given here. Raises `CallerError`."""
        ref = f"c-{self._random(10).hex()}"
        added = replace(registration, ref=ref, revision=1, key=None)
        check_registration(added, self._vocabulary)
        with writing(self._connection, "registry"):
            if self._find(added.id) is not None:
                raise CallerError(f"caller `{added.id}` is registered already; change it instead")
            self._write("added", None, added, None)
        return added

    def change(
        self,
        id_: str,
        change: ChangeWord,
        alter: Callable[[Registration], Registration],
    ) -> Registration:
        """Change a registration by a function of `countenance.callers.alter`.

        Raises `CallerError` when there is no such caller, the result says what it may not, or
        nothing would change; `SecondPersonError` where it takes two (see `Proposals`).
        """
        with writing(self._connection, "registry"):
            before, entry = self._found(id_)
            after = alter(before)
            if after == before:
                raise CallerError(f"caller `{id_}` is so already; nothing was changed")
            after = replace(
                after, id=before.id, ref=before.ref, revision=before.revision + 1, key=None
            )
            check_registration(after, self._vocabulary)
            hands = hands_of(self._connection, self._folder, before, after)
            self._write(change, before, after, entry, hands)
        return after

    def remove(self, id_: str) -> None:
        """Remove a caller and revoke all its keys."""
        with writing(self._connection, "registry"):
            before, entry = self._found(id_)
            for row in active_keys(self._connection, before.ref):
                self._revoke(before, row, entry)
            self._write("removed", before, None, entry)

    def new_key(self, id_: str, name: str, carries: Sequence[str] = ()) -> PlainKey:
        """Make a key that carries these assets. What comes back is shown once and kept nowhere."""
        if not is_slug(name):
            raise CallerError(f"`{name}` cannot name a key; use small letters, digits and `-`")
        key = new_key(self._random)
        with writing(self._connection, "registry"):
            registration, entry = self._found(id_)
            for row in active_keys(self._connection, registration.ref):
                if row.name == name:
                    raise CallerError(f"caller `{id_}` has a key called `{name}` already")
            for asset in carries:
                if registration.asset(asset) is None:
                    names = [one.name for one in registration.assets]
                    raise CallerError(
                        f"caller `{id_}` has no camera, place or permit called `{asset}`"
                        f"{hint(asset, names)}"
                    )
            kept = key_digest(key.text, self._own_pepper())
            self._connection.execute(
                "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                (
                    key.key_id,
                    registration.ref,
                    name,
                    key.last_four,
                    kept,
                    " ".join(carries),
                    self._now(),
                ),
            )
            self._append(key_entry(self._maker, "made", registration, key.key_id, carries, entry))
            self._advance()
        return key

    def revoke_key(self, id_: str, key: str) -> KeyRow:
        """Revoke a key by its name or id: the next call with it is refused, in every process."""
        with writing(self._connection, "registry"):
            registration, entry = self._found(id_)
            keys = [
                row for row in stored_keys(self._connection, registration.ref) if not row.revoked
            ]
            row = key_named(keys, key, id_)
            self._revoke(registration, row, entry)
            self._advance()
        return row

    def note_settings(self, values: Mapping[str, str], upstreams: Sequence[UpstreamSeen]) -> str:
        """Enter the settings that a gate runs under, when they are not those of before.

        `values`: every setting by its name, without secrets. Gives back the id of the entry of
        these settings.
        """
        now = {
            **values,
            **{
                f"upstream.{one.name}.{what}": value
                for one in upstreams
                for what, value in (("kind", one.kind), ("service", one.service), ("url", one.url))
            },
        }
        # Gates that share a record have settings of their own, such as their address.
        noted, noted_in = (own_state(self._folder, name) for name in _NOTED)
        with writing(self._connection, "registry"):
            kept = self._optional_state(noted)
            entry = self._optional_state(noted_in)
            before = _SETTINGS.decode(kept) if isinstance(kept, str) else {}
            changed = sorted(
                name for name in before.keys() | now.keys() if before.get(name) != now.get(name)
            )
            if isinstance(entry, str) and not changed:
                return entry
            prepared = settings_entry(
                self._maker, now, changed, upstreams, entry if isinstance(entry, str) else None
            )
            self._append(prepared)
            self._set_state(noted, msgspec.json.encode(now, order="sorted").decode())
            self._set_state(noted_in, prepared.id)
        return prepared.id

    def _write(
        self,
        change: ChangeWord,
        before: Registration | None,
        after: Registration | None,
        prev: str | None,
        hands: HandsWord = "one",
    ) -> None:
        prepared = registration_entry(self._maker, change, before, after, prev, hands)
        self._append(prepared)
        if after is None:
            assert before is not None
            self._connection.execute("DELETE FROM registrations WHERE id = ?", (before.id,))
        else:
            self._connection.execute(
                "INSERT INTO registrations VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "revision = excluded.revision, entry = excluded.entry, "
                "document = excluded.document",
                (after.id, after.ref, after.revision, prepared.id, document(after)),
            )
        self._advance()

    def _revoke(self, registration: Registration, row: KeyRow, entry: str) -> None:
        self._connection.execute(
            "UPDATE keys SET revoked = ? WHERE key_id = ?", (self._now(), row.key_id)
        )
        self._append(
            key_entry(self._maker, "revoked", registration, row.key_id, row.carries, entry)
        )

    def _append(self, prepared: Prepared) -> None:
        append(self._connection, prepared)

    def _advance(self) -> None:
        self._connection.advance("generation")

    def _find(self, id_: str) -> tuple[Registration, str] | None:
        row = self._connection.execute(
            "SELECT document, entry FROM registrations WHERE id = ?", (id_,)
        ).fetchone()
        return None if row is None else (decoded(row[0]), row[1])

    def _found(self, id_: str) -> tuple[Registration, str]:
        found = self._find(id_)
        if found is None:
            stored_registration(self._connection, id_)  # raises, with the nearest id
            raise CallerError(f"no caller is called `{id_}`")
        return found

    def _own_pepper(self) -> bytes:
        """The pepper; the first key makes it, inside its transaction."""
        path = self._folder / PEPPER_FILE
        if self._optional_state("pepper_check") is None:
            if not path.exists():
                write_secret(path, self._random(32))
            self._set_state("pepper_check", pepper_check(read_secret(path)))
        pepper = stored_pepper(self._connection, self._folder)
        assert pepper is not None
        return pepper

    def _optional_state(self, name: str) -> object:
        return self._connection.state(name)

    def _set_state(self, name: str, value: str | bytes) -> None:
        self._connection.set_state(name, value)

    def _now(self) -> str:
        return time_text(self._clock() // 1_000_000)
