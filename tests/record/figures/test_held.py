"""What held at an entry, read out of the changes before it."""

from dataclasses import replace

from countenance.callers.registration import Asset, AssetKind, RegisteredFact, Registration, Span
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.changes import key_entry, registration_entry
from countenance.record.figures.held import Held, Registered
from countenance.record.log_keys import log_key_entry
from countenance.record.make import Prepared
from countenance.record.standings import standing_entry
from record.examples import maker
from record.signing import LOG_KEY

CAMERA = Asset(AssetKind.CAMERA, "gate 4", (("capture_device", ("fixed_camera",)),))
POST = Asset(AssetKind.PLACE, "post", (("space", ("restricted_access",)),))
FIRST = Registration(
    "acme", "c-1", "Acme",
    (
        RegisteredFact("actor_kind", ("law_enforcement_agency",)),
        RegisteredFact("agency_country", ("NO",)),
    ),
    may_state=frozenset({"timeliness"}), pin="my-code@1", assets=(CAMERA, POST), revision=1,
)  # fmt: skip


def fed(*made: Prepared) -> Held:
    held = Held()
    for index, each in enumerate(made):
        held.add(index, parse_as(each.data, kinds.Entry))  # type: ignore[arg-type]  # a union
    return held


def changed(before: Registration | None, after: Registration | None) -> Prepared:
    return registration_entry(maker(), "changed", before, after, None)


def test_a_registration_is_what_its_changes_come_to() -> None:
    second = replace(
        FIRST, facts=(RegisteredFact("actor_kind", ("private_entity",), "", Span()),), pin=None,
        assets=(POST,), codes=("eu-ai-act",), may_state=frozenset(),
    )  # fmt: skip

    told = fed(changed(None, FIRST), changed(FIRST, second)).of("c-1")

    assert told.says() == [
        "actor_kind: private_entity",
        "place: space=restricted_access",
        "added codes: eu-ai-act",
    ]
    assert told.entries == [0, 1]


def test_it_says_what_it_said_before_a_change() -> None:
    told = fed(changed(None, FIRST)).of("c-1").says()

    assert told == [
        "actor_kind: law_enforcement_agency",
        "agency_country: NO",
        "camera: capture_device=fixed_camera",
        "place: space=restricted_access",
        "may state: timeliness",
        "pinned to: my-code@1",
    ]


def test_keys_suspensions_and_an_end_are_known() -> None:
    making = maker()
    caller = kinds.CallerRef("c-1", None, 1)
    made = [
        changed(None, FIRST),
        key_entry(making, "made", FIRST, "aa11", (), None),
        key_entry(making, "made", FIRST, "bb22", (), None),
        key_entry(making, "revoked", FIRST, "aa11", (), None),
        standing_entry(making, caller, "suspended", "person"),
    ]

    assert fed(*made).of("c-1").says()[-3:] == [
        "keys: bb22", "pinned to: my-code@1", "suspended by entry 4",
    ]  # fmt: skip
    lifted = standing_entry(making, caller, "lifted", "person")
    assert fed(*made, lifted, changed(FIRST, None)).of("c-1").says()[-1] == "removed"


def test_the_places_are_those_of_the_newest_of_each() -> None:
    making = maker()
    starts = [
        making.startup(engine="countenance-1", settings="x", vocabulary="v", detector=None,
                       act_model=None, limits=(), reconciled=0)
        for _ in range(2)
    ]  # fmt: skip
    begun = log_key_entry(making, "begun", LOG_KEY)

    held = fed(begun, *starts, changed(None, FIRST))

    assert held.places("c-1") == (0, 2, 3)
    assert held.places("c-unknown") == (0, 2)
    assert held.of("c-unknown") == Registered("c-unknown")
