"""No change without an entry, and no key that counts after it was revoked."""

import hashlib
import itertools
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from types import FunctionType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callers.examples import STATION, VOCABULARY, police, private, rows
from countenance.callers import alter
from countenance.callers.registration import AttestingKey, Registration
from countenance.errors import CallerError, RecordError, SettingsError
from countenance.record.canonical import parse
from countenance.record.changes import UpstreamSeen
from countenance.record.make import Maker
from countenance.stores import registry as module
from countenance.stores.database import FILE
from countenance.stores.log import DatabaseLog
from countenance.stores.registry import PEPPER_FILE, Registry, RegistryReader
from record.examples import counting

DAY = date(2026, 11, 22)
UPSTREAM = UpstreamSeen("main", "mirror", "azure_openai", "")
DESK = AttestingKey("ab" * 16, "desk", bytes(32))


def opened(folder: Path) -> Registry:
    clock = itertools.count(1_800_000_000_000_000_000, 1_000_000)
    return Registry(folder, VOCABULARY, lambda: next(clock), counting())


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with closing(opened(tmp_path)) as made:
        yield made


def kept(folder: Path) -> tuple[object, int]:
    """Everything but the entries, and how many entries there are."""
    with closing(sqlite3.connect(folder / FILE)) as database:
        tables = [
            database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in ("registrations", "keys", "state")
        ]
        (count,) = database.execute("SELECT count(*) FROM entries").fetchone()
    return tables, count


def entries(folder: Path) -> list[dict[str, object]]:
    with closing(sqlite3.connect(folder / FILE)) as database:
        return [parse(row[0]) for row in database.execute("SELECT data FROM entries ORDER BY idx")]


def test_a_key_finds_its_registration_as_it_carries_it(registry: Registry) -> None:
    added = registry.add(police())
    plain = registry.new_key("oslo-police", "office")
    camera = registry.new_key("oslo-police", "camera", ["station"])

    found, with_camera = (registry.caller_for_key(key.text) for key in (plain, camera))

    assert found is not None
    assert with_camera is not None
    assert (found.ref, found.key) == (added.ref, plain.key_id)
    assert "capture_device" not in found.facts_on(DAY)
    assert with_camera.facts_on(DAY)["capture_device"] == ("fixed_cctv",)


def test_no_other_text_is_a_key(registry: Registry) -> None:
    registry.add(private())
    key = registry.new_key("acme", "first").text

    assert registry.caller_for_key("") is None
    assert registry.caller_for_key(key[:-1]) is None
    assert registry.caller_for_key(key[:-1] + ("a" if key[-1] != "a" else "b")) is None
    assert registry.caller_for_key(key.upper()) is None
    assert registry.caller_for_key("cnt_" + "a" * 10 + "_" + "a" * 52) is None
    assert registry.caller_for_key("' OR 1=1 --") is None


def test_a_revoked_key_is_refused_at_the_next_call_also_elsewhere(
    registry: Registry, tmp_path: Path
) -> None:
    registry.add(private())
    key = registry.new_key("acme", "first")
    with closing(RegistryReader(tmp_path)) as gate:
        assert gate.caller_for_key(key.text) is not None
        script = (
            "import sys;from pathlib import Path;from countenance.stores.registry import Registry;"
            "from countenance.stores.packaged import packaged_vocabulary;"
            "Registry(Path(sys.argv[1]), packaged_vocabulary()).revoke_key('acme', 'first')"
        )
        subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True)

        assert gate.caller_for_key(key.text) is None
    assert registry.caller_for_key(key.text) is None


def test_whoever_revokes_a_key_does_not_take_it_either(registry: Registry) -> None:
    registry.add(private())
    key = registry.new_key("acme", "first").text
    assert registry.caller_for_key(key) is not None

    registry.revoke_key("acme", "first")

    assert registry.caller_for_key(key) is None


def test_a_change_counts_at_the_next_call(registry: Registry, tmp_path: Path) -> None:
    registry.add(private())
    key = registry.new_key("acme", "first").text
    with closing(RegistryReader(tmp_path)) as gate:
        assert gate.caller_for_key(key) is not None
        registry.change("acme", "pinned", lambda one: alter.pinned(one, "a@1"))

        found = gate.caller_for_key(key)

        assert found is not None
        assert (found.pin, found.revision) == ("a@1", 2)


def test_entries_of_the_gate_do_not_make_it_forget(registry: Registry, tmp_path: Path) -> None:
    """Every call appends; asking the registry anew each time would cost more than the call."""
    registry.add(private())
    key = registry.new_key("acme", "first").text
    with closing(RegistryReader(tmp_path)) as gate, closing(DatabaseLog(tmp_path)) as log:
        first = gate.caller_for_key(key)
        made = registry._maker.failure("faces", "DetectorError")
        log.append_now(made.data)

        assert gate.caller_for_key(key) is first


def test_who_has_just_asked_need_not_ask_again(registry: Registry, tmp_path: Path) -> None:
    registry.add(private())
    key = registry.new_key("acme", "first").text
    with closing(RegistryReader(tmp_path)) as gate:
        found = gate.behind(key)
        registry.revoke_key("acme", "first")

        assert gate.behind(key, anew=False) == found
        assert gate.behind(key) is None
        assert gate.behind(key, anew=False) is None


def test_a_removed_caller_has_no_keys(registry: Registry) -> None:
    registry.add(private())
    key = registry.new_key("acme", "first").text
    registry.remove("acme")

    assert registry.caller_for_key(key) is None
    again = registry.add(private())
    assert registry.caller_for_key(key) is None
    assert registry.keys("acme") == ()
    assert again.ref.startswith("c-")


def test_when_the_database_cannot_be_asked_there_is_no_answer(
    registry: Registry, tmp_path: Path
) -> None:
    registry.add(private())
    key = registry.new_key("acme", "first").text
    gate = RegistryReader(tmp_path)
    assert gate.caller_for_key(key) is not None
    gate._connection.close()

    with pytest.raises(RecordError):
        gate.caller_for_key(key)


def test_a_stolen_database_gives_no_usable_key(registry: Registry, tmp_path: Path) -> None:
    registry.add(private())
    key = registry.new_key("acme", "first").text
    secret = key.split("_")[2]
    stolen = b"".join(path.read_bytes() for path in tmp_path.glob(f"{FILE}*"))

    assert key.encode() not in stolen
    assert secret.encode() not in stolen
    assert secret[:20].encode() not in stolen
    # Without the pepper not even a key known from elsewhere can be tested against it.
    assert hashlib.sha256(key.encode()).digest() not in stolen
    assert (tmp_path / PEPPER_FILE).read_bytes() not in stolen


def test_a_key_that_someone_wrote_into_the_database_is_not_taken(
    registry: Registry, tmp_path: Path
) -> None:
    registry.add(private())
    mine = registry.new_key("acme", "first")
    forged = "cnt_" + "b" * 10 + "_" + "b" * 52
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        database.execute(
            "INSERT INTO keys SELECT 'bbbbbbbbbb', caller, 'x', 'bbbb', ?, '', made, NULL "
            "FROM keys WHERE key_id = ?",
            (hashlib.sha256(forged.encode()).digest(), mine.key_id),
        )
        database.commit()

    assert registry.caller_for_key(forged) is None


def test_the_pepper_is_never_made_anew(registry: Registry, tmp_path: Path) -> None:
    registry.add(private())
    key = registry.new_key("acme", "first").text
    pepper = tmp_path / PEPPER_FILE
    before = pepper.read_bytes()
    pepper.unlink()
    with closing(opened(tmp_path)) as other:
        with pytest.raises(SettingsError, match="cannot be read"):
            other.caller_for_key(key)
        with pytest.raises(SettingsError):
            other.new_key("acme", "second")
        pepper.write_bytes(bytes(32))
        pepper.chmod(0o600)
        with pytest.raises(RecordError, match="is not the file"):
            other.caller_for_key(key)
        pepper.write_bytes(before)
        assert other.caller_for_key(key) is not None


def test_names_of_keys_and_callers_are_answered_with_the_nearest(registry: Registry) -> None:
    registry.add(police())
    registry.new_key("oslo-police", "office")

    with pytest.raises(CallerError, match="did you mean `oslo-police`"):
        registry.new_key("oslo-polise", "x")
    with pytest.raises(CallerError, match="did you mean `office`"):
        registry.revoke_key("oslo-police", "offise")
    with pytest.raises(CallerError, match="did you mean `station`"):
        registry.new_key("oslo-police", "x", ["statoin"])
    with pytest.raises(CallerError, match="has a key called `office` already"):
        registry.new_key("oslo-police", "office")
    with pytest.raises(CallerError, match="registered already"):
        registry.add(police())
    with pytest.raises(CallerError, match="cannot name a key"):
        registry.new_key("oslo-police", "Two Words")


def test_a_command_acts_for_a_caller_by_one_of_its_keys(registry: Registry) -> None:
    registry.add(police())
    assert registry.registration("oslo-police").key is None
    camera = registry.new_key("oslo-police", "camera", ["station"])
    assert registry.registration("oslo-police").key == camera.key_id
    registry.new_key("oslo-police", "office")

    with pytest.raises(CallerError, match="name one of: camera, office"):
        registry.registration("oslo-police")
    assert registry.registration("oslo-police", "camera").key == camera.key_id


def test_a_changed_registration_says_only_what_it_may(registry: Registry, tmp_path: Path) -> None:
    registry.add(private())
    before = kept(tmp_path)

    with pytest.raises(CallerError):
        registry.change("acme", "changed", lambda one: alter.with_stated(one, ["operation"]))
    with pytest.raises(CallerError, match="nothing was changed"):
        registry.change("acme", "unpinned", alter.unpinned)

    assert kept(tmp_path) == before


def test_settings_are_entered_when_they_are_not_those_of_before(
    registry: Registry, tmp_path: Path
) -> None:
    first = registry.note_settings({"gate.port": "8800"}, [UPSTREAM])
    same = registry.note_settings({"gate.port": "8800"}, [UPSTREAM])
    moved = registry.note_settings({"gate.port": "8801"}, [UPSTREAM])
    other = UpstreamSeen("main", "openai", "openai_api", "https://api.example/v1")
    rerouted = registry.note_settings({"gate.port": "8801"}, [other])

    found = entries(tmp_path)
    assert first == same
    assert [entry["id"] for entry in found] == [first, moved, rerouted]
    assert found[1]["changed"] == ["gate.port"]
    assert found[1]["prev"] == first
    assert found[2]["changed"] == [
        "upstream.main.kind",
        "upstream.main.service",
        "upstream.main.url",
    ]


# No change without an entry.

Step = Callable[[Registry], object]


def altering(word: str, change: Callable[[Registration], Registration]) -> Step:
    return lambda one: one.change("oslo-police", word, change)  # type: ignore[arg-type]  # a word of the list


STEPS: dict[str, Step] = {
    "add": lambda one: one.add(police()),
    "add another": lambda one: one.add(private()),
    "remove": lambda one: one.remove("oslo-police"),
    "new_key": lambda one: one.new_key("oslo-police", "first"),
    "new_key with a camera": lambda one: one.new_key("oslo-police", "camera", ["station"]),
    "revoke_key": lambda one: one.revoke_key("oslo-police", "first"),
    "note_settings": lambda one: one.note_settings({"gate.port": "8800"}, [UPSTREAM]),
    "note_settings otherwise": lambda one: one.note_settings({"gate.port": "1"}, []),
    "change": altering("changed", lambda one: alter.with_facts(one, rows(agency_country="SE"))),
    "change to private": altering(
        "changed",
        lambda one: alter.with_facts(
            one, rows(actor_kind="private_entity"), ["agency_type", "agency_country"]
        ),
    ),
    "change name": altering("changed", lambda one: alter.renamed(one, "Oslo politidistrikt")),
    "change stated": altering("changed", lambda one: alter.with_stated(one, ["purpose"])),
    "change pinned": altering("pinned", lambda one: alter.pinned(one, "a@1")),
    "change unpinned": altering("unpinned", alter.unpinned),
    "change accepted": altering("accepted", lambda one: alter.accepted(one, "x")),
    "change not accepted": altering(
        "acceptance-withdrawn", lambda one: alter.not_accepted(one, "x")
    ),
    "change code": altering("code-added", lambda one: alter.with_code(one, "a")),
    "change code away": altering("code-removed", lambda one: alter.without_code(one, "a")),
    "change asset": altering("asset-added", lambda one: alter.with_asset(one, STATION)),
    "change asset away": altering("asset-removed", lambda one: alter.without_asset(one, "station")),
    "change attesting": altering(
        "attesting-key-added", lambda one: alter.with_attesting_key(one, DESK)
    ),
    "change attesting away": altering(
        "attesting-key-removed", lambda one: alter.without_attesting_key(one, "desk")
    ),
}


def test_every_function_that_changes_something_is_among_the_steps() -> None:
    own = {name for name in vars(Registry) if not name.startswith("_")}

    assert own == {name.split()[0] for name in STEPS}


def test_every_alteration_is_among_the_steps() -> None:
    used = {name for step in STEPS.values() for name in _names_in(step)}

    assert set(alter.__all__) <= used


def _names_in(step: object) -> set[str]:
    """The names that a function and the functions it closes over use."""
    found: set[str] = set()
    if isinstance(step, FunctionType):
        found |= {step.__name__, *step.__code__.co_names}
        for cell in step.__closure__ or ():
            found |= _names_in(cell.cell_contents)
    return found


@given(names=st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_change_without_an_entry_and_no_entry_without_a_change(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("registry")
    with closing(opened(folder)) as registry:
        for name in ["add", *names]:
            before = kept(folder)
            try:
                STEPS[name](registry)
            except CallerError:
                assert kept(folder) == before
            after = kept(folder)
            assert (after[0] != before[0]) == (after[1] > before[1]), name
        by_hand = [one for one in registry.lint(VOCABULARY, DAY) if "by hand" in one]
        assert by_hand == []


@pytest.mark.parametrize("name", sorted(STEPS))
def test_when_the_entry_cannot_be_written_nothing_is_changed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened(tmp_path)) as registry:
        for needed in _needed(name):
            STEPS[needed](registry)
        before = kept(tmp_path)

        def full(*given: object) -> int:
            raise sqlite3.OperationalError("database or disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(module, "append", full)
            with pytest.raises(RecordError):
                STEPS[name](registry)

        assert kept(tmp_path) == before
        STEPS[name](registry)
        assert kept(tmp_path) != before


def _needed(name: str) -> list[str]:
    """The steps before which this one could not be taken."""
    if name in ("add", "add another", "note_settings", "note_settings otherwise"):
        return []
    before = {
        "revoke_key": ["new_key"],
        "change unpinned": ["change pinned"],
        "change not accepted": ["change accepted"],
        "change code away": ["change code"],
        "change attesting away": ["change attesting"],
        "change asset": ["change asset away"],
    }
    return ["add", *before.get(name, [])]


def test_commands_and_a_gate_write_side_by_side_without_a_gap(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as registry, closing(DatabaseLog.for_gate(tmp_path)) as log:
        registry.add(police())
        stop = threading.Event()
        appended: list[int] = []

        def gate() -> None:
            making = Maker(time.time_ns, os.urandom)
            while not stop.is_set():
                appended.append(log.append_now(making.failure("faces", "DetectorError").data))

        thread = threading.Thread(target=gate)
        thread.start()
        for i in range(25):
            edition = f"a@{i}"
            registry.change("oslo-police", "pinned", lambda one, e=edition: alter.pinned(one, e))  # type: ignore[misc]
        stop.set()
        thread.join()

        indexes = [stored.index for stored in log.entries()]
        assert indexes == list(range(len(indexes)))
        assert len(indexes) == 26 + len(appended)
        assert appended


def test_finding_a_caller_costs_microseconds_while_nothing_changes(registry: Registry) -> None:
    registry.add(private())
    key = registry.new_key("acme", "first").text
    registry.caller_for_key(key)

    best = float("inf")
    for _ in range(5):
        start = time.process_time_ns()
        for _ in range(200):
            registry.caller_for_key(key)
        best = min(best, (time.process_time_ns() - start) / 200 / 1000)

    assert best < 60  # about 5 on an idle core; the bound leaves room for a busy one
