"""The officer's name under a text, what a supervisor says about it, and a new version of it.

    what is certified ──signed──> JWS, compact (Ed25519); anybody verifies it with the public key

Rules kept here:
 * Signed is one version of one text: its digest, the digest of its sentences with their origins and
   what they rest on, and of all that was settled, with the words of the certification; and from
   which recording, and after which drafts.
 * Nothing is signed while something is open, by anybody but the officer whose report it is.
 * A supervisor approves or sends back, and changes nothing; not one's own report.
 * A new version keeps the signed one as it was.

Which key signs, and where it is kept, is the work of the desk.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping

import msgspec
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from countenance.callers.jws import kid_of
from countenance.errors import NotForYouError, OutdatedError, ReportError, ReviewError
from countenance.reports.digests import canonical_bytes
from countenance.reports.open_items import Terms, state_of, still_lacking
from countenance.reports.report import (
    Certification,
    Disclosed,
    Report,
    Review,
    Said,
    Signature,
    Version,
    text_digest,
)
from countenance.reports.steps import Change, Step, check_officer, check_unsigned, plain
from countenance.review.people import May, Person

__all__ = [
    "CERTIFIES",
    "JWS_TYPE",
    "certified",
    "contents_digest",
    "disclose",
    "hand_out",
    "review",
    "revise",
    "sign",
    "sign_payload",
    "verify_payload",
    "verify_signature",
]

JWS_TYPE = "countenance-report+jws"
"""The `typ` of the header: a signature for something else is not taken for this."""

CERTIFIES = (
    "I have read this whole report. I have reviewed its contents, and the facts in it are true and "
    "correct."
)
"""What is certified where a deployment has no words of its own."""


def contents_digest(report: Report) -> str:
    """Of the sentences with their origins and what they rest on, and of all that was settled."""
    told = msgspec.to_builtins({"sentences": report.sentences, "settled": report.settled})
    return f"sha256:{hashlib.sha256(rfc8785.dumps(told)).hexdigest()}"


def certified(
    report: Report, who: Person, name: str, words: str, at: str, terms: Terms
) -> Certification:
    """What would be signed now. `name`: as the officer typed it. Raises `ReviewError`."""
    check_officer(report, who)
    check_unsigned(report)
    lacking = still_lacking(report, terms)
    if lacking:
        raise OutdatedError(f"report `{report.id}` cannot be signed yet: {'; '.join(lacking)}")
    typed = plain("name", name, 2, 120)
    return Certification(
        report=report.id,
        incident=report.incident,
        version=report.version,
        recording=report.recording.sha256,
        text=text_digest(report),
        contents=contents_digest(report),
        generations=len(report.generations),
        drafts=tuple(each.digest for each in report.generations),
        words=f"{plain('words', words, 10, 2_000)}\n{typed}",
        by=who.ref,
        at=at,
    )


def sign(
    report: Report,
    who: Person,
    name: str,
    key: Ed25519PrivateKey,
    at: str,
    terms: Terms,
    words: str = CERTIFIES,
) -> Step:
    """The officer signs the text as it is."""
    certifies = certified(report, who, name, words, at, terms)
    public = key.public_key().public_bytes_raw().hex()
    made = Signature(certifies, sign_payload(canonical_bytes(certifies), key, JWS_TYPE), public)
    after = msgspec.structs.replace(report, signature=made)
    signed = msgspec.structs.replace(after, state=state_of(after, terms))
    return Step(signed, Change.SIGNED, who.ref, number=report.version)


def review(
    report: Report,
    who: Person,
    said: Said,
    reason: str,
    at: str,
    terms: Terms,
    version: int | None = None,
) -> Step:
    """A supervisor approves a signed text, or sends it back with a reason. `version`: which they
    have read, where another one may have been signed since."""
    who.check(May.REVIEW_REPORTS)
    if who.ref == report.officer:
        raise NotForYouError(f"report `{report.id}` is your own; another supervisor reviews it")
    if not who.belongs_to(report.organization):
        raise NotForYouError(f"report `{report.id}` is of another organisation")
    if report.signature is None:
        raise OutdatedError(f"report `{report.id}` is not signed yet")
    if version not in (None, report.version):
        raise OutdatedError(
            f"report `{report.id}`: version {report.version} is signed by now, and it is not what "
            "you have read; read it first"
        )
    if report.state == "reviewed":
        raise OutdatedError(f"report `{report.id}` is approved already")
    words = plain("reason", reason, 3 if said == "sent-back" else 0, 2_000)
    made = Review(said, who.ref, at, text_digest(report), words, report.version)
    after = msgspec.structs.replace(report, reviews=(*report.reviews, made))
    change = Change.APPROVED if said == "approved" else Change.SENT_BACK
    reviewed = msgspec.structs.replace(after, state=state_of(after, terms))
    return Step(reviewed, change, who.ref, number=report.version, reason=words)


def revise(report: Report, who: Person, reason: str, terms: Terms) -> Step:
    """Begin a new version of a signed report; the signed one stays as it was."""
    check_officer(report, who)
    if report.signature is None:
        raise OutdatedError(f"report `{report.id}` is not signed; its text can be changed as it is")
    words = plain("reason", reason, 3, 2_000)
    kept = Version(
        report.version,
        report.sentences,
        report.signature,
        speakers=len(report.speakers),
        flags=len(report.flags),
        omissions=len(report.omissions),
        edits=len(report.edits),
        settled=len(report.settled),
        entries=len(report.entries),
        listened=report.listened,
    )
    after = msgspec.structs.replace(
        report, version=report.version + 1, earlier=(*report.earlier, kept), signature=None
    )
    begun = msgspec.structs.replace(after, state=state_of(after, terms))
    return Step(begun, Change.REVISED, who.ref, number=begun.version, reason=words)


def disclose(report: Report, who: Person, to: Person, reason: str, at: str, terms: Terms) -> Step:
    """A supervisor lets a prosecutor or a lawyer of the defence read a report that was signed."""
    who.check(May.REVIEW_REPORTS)
    if not who.belongs_to(report.organization):
        raise NotForYouError(f"report `{report.id}` is of another organisation")
    if not to.may(May.READ_SIGNED_REPORTS):
        raise ReviewError(f"the role `{to.role.value}` reads no report that is disclosed to it")
    if report.signature is None:
        raise OutdatedError(f"report `{report.id}` is not signed yet")
    if any(each.to == to.ref for each in report.disclosed):
        raise OutdatedError(f"report `{report.id}` is disclosed to this person already")
    words = plain("reason", reason, 3, 2_000)
    given = (*report.disclosed, Disclosed(to.ref, who.ref, at, words))
    after = msgspec.structs.replace(report, disclosed=given)
    state = state_of(after, terms)
    return Step(
        msgspec.structs.replace(after, state=state), Change.DISCLOSED, who.ref, reason=words
    )


def hand_out(
    report: Report,
    seen: Report,
    who: Person,
    to: str,
    purpose: str = "",
    more: Mapping[str, bytes] | None = None,
) -> Step:
    """Something is made of it for somebody; whoever sees it may, and it is entered. `seen`: as this
    person sees it, which is what is handed out; `purpose`: for whom; `more`: what the entry commits
    to besides."""
    of = {"text": _raw(text_digest(seen)), "contents": _raw(contents_digest(seen))}
    return Step(
        report, Change.HANDED_OUT, who.ref, seen.version, how=purpose,
        reason=plain("to", to, 1, 200), more={**of, **(more or {})},
    )  # fmt: skip


def verify_signature(signature: Signature) -> None:
    """Raise `ReportError` unless it is one over exactly what it certifies, by its key.

    Whose key that is, the entry of the signature says.
    """
    payload = verify_payload(signature.jws, signature.public, JWS_TYPE)
    if payload != canonical_bytes(signature.certifies):
        raise ReportError("signature: what was signed is not what stands beside it")


def sign_payload(payload: bytes, key: Ed25519PrivateKey, typ: str) -> str:
    """A JWS in compact form over these bytes (RFC 7515, EdDSA)."""
    public = key.public_key().public_bytes_raw()
    header = rfc8785.dumps({"alg": "EdDSA", "kid": kid_of(public), "typ": typ})
    signed = f"{_encode(header)}.{_encode(payload)}"
    return f"{signed}.{_encode(key.sign(signed.encode()))}"


def verify_payload(jws: str, public: str, typ: str) -> bytes:
    """The bytes that a JWS of this type is over. Raises `ReportError` unless this key made it."""
    try:
        head, body, signature = jws.split(".")
        key = bytes.fromhex(public)
        header = rfc8785.dumps({"alg": "EdDSA", "kid": kid_of(key), "typ": typ})
        # One header is right, so its bytes are compared: there is nothing in it to be believed.
        if _decode(head) != header:
            raise ReportError(f"signature: the header is not that of a `{typ}` by this key")
        Ed25519PublicKey.from_public_bytes(key).verify(
            _decode(signature), f"{head}.{body}".encode()
        )
        return _decode(body)
    except (ValueError, Base64Error, InvalidSignature) as error:
        raise ReportError("signature: it does not verify with this key") from error


def _raw(sha256: str) -> bytes:
    return bytes.fromhex(sha256.removeprefix("sha256:"))


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if _encode(data) != text:  # two spellings of the same bytes would be two signatures
        raise ValueError("not base64url without padding")
    return data
