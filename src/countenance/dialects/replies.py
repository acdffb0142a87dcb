"""What callers are told when a call does not pass, in the form of their dialect.

Rules kept here:
 * A refusal is HTTP 400 `content_filter` with `ResponsibleAIPolicyViolation` inside, because the
   clients of both dialects raise it once and never repeat it. No reply has a `retry-after`, but
   for that about a receipt that is there in a second.
 * Every reply names the outcome and the clause in its headers, and the entry when one was written.
 * A message is short: clause, why, way on, entry. What may be said to a caller is what it can do
   otherwise, never what it could claim otherwise.
 * No reply repeats a prompt, a picture, a key or the words of an exception.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import msgspec

from countenance.dialects.call import Dialect, Reply
from countenance.dialects.error_forms import Wrong, error_body
from countenance.dialects.filters import CATEGORY
from countenance.errors import AddressError, CallError, FetchError, UnreadableCallError

__all__ = [
    "RECEIPTS",
    "Decided",
    "GateClause",
    "Reason",
    "To",
    "call_error",
    "capability_not_approved",
    "explained",
    "gate_failure",
    "invalid_attestation",
    "json_reply",
    "missing_fact",
    "model_list",
    "model_one",
    "no_receipt",
    "not_published",
    "obligation_not_accepted",
    "outcome_headers",
    "plain",
    "refusal",
    "suspended",
    "too_many",
    "unknown_key",
]

RECEIPTS = "/v1/receipts/"
"""How the path of a receipt begins; behind it stands the index or the id of the entry."""

_JSON = msgspec.json.Encoder()
_HEADER_VALUE = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,255}")


class Decided(Enum):
    """The outcome of a call, as its header says it. Every error of ours is a refusal; one of the
    upstream, which comes after the gate has passed the call, is none."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    REDACT = "redact"
    REFUSE = "refuse"
    HOLD = "hold"


class GateClause(Enum):
    """Reasons that come from the gate itself, where no clause of a code does."""

    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    UNKNOWN_KEY = "unknown-key"
    ATTESTATION = "attestation"
    FACT_MISSING = "fact-missing"
    OBLIGATION = "obligation-not-accepted"
    CAPABILITY = "capability-not-approved"
    SUSPENDED = "caller-suspended"
    TOO_MANY = "too-many"
    UPSTREAM = "upstream"
    NOT_PUBLISHED = "not-published"
    FAILURE = "gate-failure"


@dataclass(frozen=True, slots=True)
class To:
    """Whom a reply goes to: its dialect, and the id that it wants echoed."""

    dialect: Dialect
    client_request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a call did not pass.

    `clause` is the id of a clause within `edition` (`code@edition`), or the name of a `GateClause`
    where `edition` is empty. `entry` is the index of the entry, where one was written. `more` goes
    into the `countenance` object as it is.
    """

    clause: str
    edition: str = ""
    says: str = ""
    citation: str = ""
    text_basis: str = ""
    way_on: str = ""
    entry: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def named(self) -> str:
        """`code@edition#clause`, as the header has it."""
        return f"{self.edition}#{self.clause}" if self.edition else self.clause

    @property
    def message(self) -> str:
        """The whole reason on one line, for people."""
        first = f"{self.edition} #{self.clause}" if self.edition else self.clause
        last = "" if self.entry is None else f"entry {self.entry}"
        return " · ".join(piece for piece in (first, self.says, self.way_on, last) if piece)


def outcome_headers(
    to: To, decided: Decided, clause: str = "", entry: int | None = None
) -> tuple[tuple[str, str], ...]:
    """The headers that every reply has, also one that passes an answer on."""
    headers = [("x-countenance-decision", decided.value)]
    if clause:
        headers.append(("x-countenance-clause", clause if _fits(clause) else "unnamed"))
    if entry is not None:
        headers.append(("x-countenance-entry", str(entry)))
    if to.client_request_id is not None:
        headers.append(("x-ms-client-request-id", to.client_request_id))
    return tuple(headers)


def json_reply(
    status: int, body: Mapping[str, Any], headers: Iterable[tuple[str, str]] = ()
) -> Reply:
    """A reply with a JSON body."""
    return Reply(status, (("content-type", "application/json"), *headers), _JSON.encode(body))


def refusal(to: To, reason: Reason) -> Reply:
    """The call is refused: 400 `content_filter`, or what a service itself says when an approval is
    missing (Azure Face: 403 `UnsupportedFeature`)."""
    why = explained(reason, Decided.REFUSE)
    headers = (
        *outcome_headers(to, Decided.REFUSE, reason.named, reason.entry),
        *_notice(reason.more.get("notice")),
    )
    if to.dialect is Dialect.AZURE_FACE:
        wrong = Wrong(403, "UnsupportedFeature", reason.message, why)
        return json_reply(403, error_body(to.dialect, wrong), headers)
    wrong = Wrong(
        400,
        "content_filter",
        reason.message,
        why,
        param="prompt" if to.dialect is Dialect.AZURE_OPENAI else "messages",
        kind="invalid_request_error",
        inner={
            "status": 400,
            "innererror": {
                "code": "ResponsibleAIPolicyViolation",
                "content_filter_result": {CATEGORY: {"filtered": True, "detected": True}},
            },
        },
    )
    return json_reply(400, error_body(to.dialect, wrong), headers)


def missing_fact(to: To, fact: str, question: str, reason: Reason) -> Reply:
    """The call is refused because a fact is missing that this caller may state: the question."""
    asked = Reason(
        clause=GateClause.FACT_MISSING.value,
        says=question,
        way_on=reason.way_on or "answer it in an attestation and send the call again",
        entry=reason.entry,
        more={"fact": fact, "question": question, "depends_on": reason.named, **reason.more},
    )
    return refusal(to, asked)


def obligation_not_accepted(to: To, obligations: Iterable[str], reason: Reason) -> Reply:
    """The call is refused because its caller has not accepted what the codes ask of it."""
    names = list(obligations)
    asked = Reason(
        clause=GateClause.OBLIGATION.value,
        says=f"not accepted in the registration: {', '.join(names)}",
        way_on=reason.way_on or "ask the operator to register that you accept it",
        entry=reason.entry,
        more={"obligations": names, "depends_on": reason.named, **reason.more},
    )
    return refusal(to, asked)


def capability_not_approved(to: To, needs: str, reason: Reason) -> Reply:
    """The call is refused because it needs the board, which has not said yes to it."""
    asked = Reason(
        clause=GateClause.CAPABILITY.value,
        says=f"`{needs}` is off until the board of this gate has said yes to it",
        way_on="have the operator ask the board",
        entry=reason.entry,
        more={"needs": needs, "depends_on": reason.named, **reason.more},
    )
    return refusal(to, asked)


def unknown_key(to: To) -> Reply:
    """No key, or none that is registered and not revoked: 401. Says nothing of which it was."""
    return plain(
        to,
        401,
        Reason(GateClause.UNKNOWN_KEY.value, says="no valid key was given"),
        code="invalid_api_key",
        extra=(("www-authenticate", "Bearer"),),
    )


def suspended(to: To, entry: int) -> Reply:
    """People have suspended this caller: 403 on every route, which no client repeats.

    `entry` is that of the suspension; the call itself is counted, not entered.
    """
    reason = Reason(
        GateClause.SUSPENDED.value,
        says="the operator has suspended this caller; no call of it is answered",
        way_on="ask the operator, who can lift it",
        entry=entry,
    )
    extra = (("x-should-retry", "false"),)
    return plain(to, 403, reason, code="caller_suspended", extra=extra)


def too_many(
    to: To,
    says: str = "too many calls are under way; try later",
    *,
    entry: int | None = None,
    again: bool = True,
) -> Reply:
    """More than the gate, or this caller's share of it, takes now: 429. Nothing was decoded.

    `again`: whether it helps to send the same call again soon.
    """
    reason = Reason(GateClause.TOO_MANY.value, says=says, entry=entry)
    extra = () if again else (("x-should-retry", "false"),)
    return plain(to, 429, reason, code="rate_limit_exceeded", extra=extra)


def gate_failure(
    to: To, what: str = "the gate could not judge this call", *, entry: int | None = None
) -> Reply:
    """Something of ours failed: 503. Nothing was passed."""
    reason = Reason(GateClause.FAILURE.value, says=what, entry=entry)
    return plain(to, 503, reason, code="gate_failure")


def call_error(to: To, error: CallError, entry: int | None = None) -> Reply:
    """A request that could not be read, with the status that its error names."""
    unreadable = isinstance(error, UnreadableCallError)
    clause = GateClause.UNREADABLE if unreadable else GateClause.UNSUPPORTED
    reason = Reason(clause.value, says=str(error), entry=entry)
    codes = {
        404: "unknown_route",
        405: "method_not_allowed",
        413: "too_large",
        415: "unsupported_media_type",
    }
    code = codes.get(error.status, "unreadable_request" if unreadable else "unsupported_request")
    if isinstance(error, AddressError):
        code = "url_not_allowed"
    elif isinstance(error, FetchError) and error.status == 400:
        code = "url_not_fetched"
    extra = (("allow", ", ".join(error.allow)),) if error.allow else ()
    return plain(to, error.status, reason, code=code, param=error.param, extra=extra)


def no_receipt(to: To) -> Reply:
    """No entry about this caller is called so: 404, whether it is about somebody else or none."""
    says = "no entry about this caller has this index or id; `x-countenance-entry` tells it"
    reason = Reason(GateClause.UNSUPPORTED.value, says=says)
    return plain(to, 404, reason, code="unknown_receipt")


def not_published(to: To, entry: int) -> Reply:
    """The entry is in no signed head yet: 503, and the one reply that says when to come again."""
    says = "this entry is in no signed head yet; ask again in a second"
    reason = Reason(GateClause.NOT_PUBLISHED.value, says=says, entry=entry)
    return plain(to, 503, reason, code="not_published", extra=(("retry-after", "1"),))


def invalid_attestation(to: To, says: str, entry: int | None = None) -> Reply:
    """A signed statement that does not hold: 400 with the reason."""
    reason = Reason(GateClause.ATTESTATION.value, says=says, entry=entry)
    return plain(to, 400, reason, code="invalid_attestation", param="countenance")


def model_list(to: To, models: Iterable[tuple[str, str]]) -> Reply:
    """`GET .../models`: the names in the settings, each with the name of its upstream."""
    data = [_model(name, owner) for name, owner in models]
    return json_reply(200, {"object": "list", "data": data}, outcome_headers(to, Decided.PASS))


def model_one(to: To, name: str, owner: str | None) -> Reply:
    """`GET .../models/{id}`: one of them, or 404 when `owner` is `None`."""
    if owner is None:
        says = f"no model is called `{name}`; `GET /v1/models` lists those that are"
        reason = Reason(GateClause.UNSUPPORTED.value, says=says)
        return plain(to, 404, reason, code="model_not_found", param="model")
    return json_reply(200, _model(name, owner), outcome_headers(to, Decided.PASS))


def _model(name: str, owner: str) -> dict[str, Any]:
    # The clients insist on a time; the gate does not know when a model was made.
    return {"id": name, "object": "model", "created": 0, "owned_by": owner}


def explained(reason: Reason, decided: Decided) -> dict[str, Any]:
    """The reason in fields: the `countenance` object of an error."""
    said = {
        "decision": decided.value,
        "clause": reason.clause,
        "edition": reason.edition,
        "says": reason.says,
        "citation": reason.citation,
        "text_basis": reason.text_basis,
        "way_on": reason.way_on,
    }
    fields: dict[str, Any] = {name: value for name, value in said.items() if value}
    if reason.entry is not None:
        fields["entry"] = reason.entry
        # A failure that was entered before it was known who called is nobody's.
        if reason.clause != GateClause.FAILURE.value:
            fields["receipt"] = f"{RECEIPTS}{reason.entry}"
    return {**reason.more, **fields}


def plain(
    to: To,
    status: int,
    reason: Reason,
    *,
    code: str,
    param: str | None = None,
    decided: Decided = Decided.REFUSE,
    extra: tuple[tuple[str, str], ...] = (),
    more: Mapping[str, Any] | None = None,
) -> Reply:
    """An error that is no refusal by a code: its status, its word and the reason."""
    why = explained(reason, decided)
    wrong = Wrong(status, code, reason.message, why, param=param, inner=more or {})
    headers = outcome_headers(to, decided, reason.named, reason.entry)
    return json_reply(status, error_body(to.dialect, wrong), (*headers, *extra))


def _notice(notice: Any) -> tuple[tuple[str, str], ...]:
    """What a caller whose refusals have added up is told in a header as well."""
    if notice is None:
        return ()
    told = f"{notice['step']}; refusals={notice['refusals']}; hours={notice['hours']}"
    return (("x-countenance-notice", told),)


def _fits(value: str) -> bool:
    return _HEADER_VALUE.fullmatch(value) is not None
