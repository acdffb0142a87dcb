"""Rows say what their entries say."""

from dataclasses import replace

from countenance.callers.registration import Asset, AssetKind, RegisteredFact, Registration, Span
from countenance.record import entry as kinds
from countenance.record.canonical import parse_as
from countenance.record.changes import UpstreamSeen, registration_entry, settings_entry
from countenance.record.codes import CodesState, activated_entry
from countenance.record.figures.rows import call_row, came_of, change_row
from countenance.record.log_keys import log_key_entry
from record.examples import CALLER, decided, maker, picture
from record.signing import LOG_KEY

CLAUSE = kinds.FindingRef("my-code@1", "faces", "deny", "yes", (), weak=False)
DUTY = kinds.ObligationRef("audit_trail", "later", "pending", "2027-02-14")


def test_a_call_with_what_came_of_it() -> None:
    making = maker()
    made = decided(making, clauses=(CLAUSE,), none_speaks=False, media=[picture(faces=2)],
                   obligations=(DUTY,))  # fmt: skip
    check = kinds.AnswerCheck("names", "withheld", 3)
    outcome = making.outcome(made.id, "withheld", status=200, answer=check)
    came = came_of(9, parse_as(outcome.data, kinds.Outcome))

    row = call_row(7, made.data, came)

    assert (row["index"], row["outcome"], row["faces"], row["covered"]) == (7, "pass", 2, 2)
    assert row["clauses"][0]["clause"] == "faces"
    assert row["facts"] == ["actor_kind=private_entity (registered, registration)"]
    assert row["obligations"] == ["audit_trail: later, pending, due 2027-02-14"]
    assert (row["result"], row["answer_withheld"], row["result_entry"]) == ("withheld", 3, 9)


def test_calls_that_were_never_decided() -> None:
    making = maker()
    unread = making.unreadable(
        caller=CALLER, clause="unsupported", status=415, size=1, digest=bytes(32)
    )
    failed = making.failure("inspection", "DetectorError", caller=CALLER)
    covered = making.redaction(CALLER, picture())

    rows = [call_row(0, made.data) for made in (unread, failed, covered)]

    assert [(row["outcome"], row["reason"]) for row in rows] == [
        ("refuse", "unsupported"), ("refuse", "DetectorError"), ("covered and given back", None),
    ]  # fmt: skip


def test_a_change_of_a_registration_says_from_what_to_what() -> None:
    day = Span()
    camera = Asset(AssetKind.CAMERA, "gate 4", (("capture_device", ("fixed_camera",)),), "", day)
    before = Registration(
        "a", "c-1", "A", (RegisteredFact("actor_kind", ("law_enforcement_agency",)),),
        pin="my-code@1", assets=(camera,), revision=1,
    )  # fmt: skip
    after = replace(
        before, organisation="B", facts=(RegisteredFact("actor_kind", ("private_entity",)),),
        pin=None, assets=(),
    )  # fmt: skip

    row = change_row(3, registration_entry(maker(), "changed", before, after, None).data)

    assert row["says"] == [
        "the name of the organisation: another one",
        "actor_kind: law_enforcement_agency -> private_entity",
        "pin: my-code@1 -> none",
        "no longer: camera with capture_device=fixed_camera",
    ]


def test_changes_of_settings_codes_and_keys_are_told() -> None:
    making = maker()
    seen = UpstreamSeen("main", "openai", "azure_openai", "https://secret.invalid")
    state = CodesState("sha256:p", None, None, (("azure_openai", "sha256:c", ("a@1", "b@1")),))

    told = [
        change_row(0, made.data)["says"]
        for made in (
            settings_entry(making, {"a": "b"}, ["a"], [seen], None),
            activated_entry(making, state, None),
            log_key_entry(making, "begun", LOG_KEY),
        )
    ]

    assert told[0] == ["changed: a", "upstream main: openai, known as azure_openai"]
    assert told[1][0] == "everywhere: a@1, b@1"
    assert told[2] == [f"key: {LOG_KEY}"]
    assert "secret" not in str(told)
