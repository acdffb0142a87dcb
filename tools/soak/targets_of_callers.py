"""What callers send: requests on every route, statements, certificates, and the words of a call."""

import json
from contextlib import suppress
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from requests_made import CHAT, FORM, JSON, MESSAGE, RESPONSE, ROUTES, written
from target import Target, picked
from targets_of_files import PNG

from countenance.callers.attestation import sign_attestation
from countenance.callers.jws import read_jws
from countenance.decisions.certificate import certify, verify
from countenance.decisions.compile import compile_editions
from countenance.dialects import strict
from countenance.dialects.call import Request
from countenance.dialects.guardrail import CallShown, read_guardrail
from countenance.dialects.headers import check_headers, key_of
from countenance.dialects.headers import picked as picked_headers
from countenance.dialects.pictures import bytes_of_base64, bytes_of_data_url, data_url
from countenance.dialects.portkey import read_hook
from countenance.dialects.read import read
from countenance.dialects.reading import Limits
from countenance.dialects.redaction import read_redaction
from countenance.errors import AttestationError, CallError, CertificateError
from countenance.evidence.asked import Asked, Turn, pieces_of, printed_pieces
from countenance.evidence.rules import raised
from countenance.evidence.senses import SENSES
from countenance.facts.known import Facts
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from countenance.stores.patterns import packaged_patterns

__all__ = ["TARGETS"]

def json_of_strangers(data: bytes) -> None:
    """A JSON reader with one meaning: another reader finds the same value, and so do we again."""
    try:
        value = strict.parse(data)
    except CallError:
        return
    if json.loads(data) != value:
        raise AssertionError("another reader of JSON reads something else")
    once = strict.canonical(value)
    try:
        again = strict.parse(once)
    except CallError:
        return  # 77e15 is a number that all read alike; its canonical digits are not
    if strict.canonical(again) != once:
        raise AssertionError("the canonical writing is not canonical")


def headers(data: bytes) -> None:
    """Header lines."""
    lines = [line.partition(b":") for line in data.split(b"\n")]
    pairs = [(name.decode("latin-1"), value.strip().decode("latin-1")) for name, _, value in lines]
    for look in (check_headers, key_of, picked_headers):
        with suppress(CallError):
            look(pairs)


def requests(data: bytes) -> None:
    """A whole request on one of the routes, which the first byte picks."""
    if not data:
        return
    path, kind, query = ROUTES[data[0] % len(ROUTES)]
    with suppress(CallError):
        read(Request("POST", path, query, (("content-type", kind),), data[1:]))


def routes(data: bytes) -> None:
    """Method, path and query."""
    method, _, rest = data.decode("latin-1").partition(" ")
    path, _, asked = rest.partition("?")
    query = tuple(
        (name, value)
        for name, _, value in (each.partition("=") for each in asked.split("&"))
        if name
    )
    with suppress(CallError):
        read(Request(method, path, query, JSON, b""))


def data_urls(data: bytes) -> None:
    """A data URL, and bare base64: what is read is written as what was read."""
    text = data.decode("latin-1")
    for look in (bytes_of_data_url, bytes_of_base64):
        try:
            found = look(text, "here")
        except CallError:
            continue
        if bytes_of_data_url(data_url("image/png", found), "here") != found:
            raise AssertionError("a picture is not what was written of it")


def plug_ins(data: bytes) -> None:
    """What another gateway asks, on the route that the first byte picks."""
    if not data:
        return
    request = Request("POST", "/", (), JSON, data[1:])
    with suppress(CallError):
        match data[0] % 3:
            case 0:
                asked = read_guardrail(request, _LIMITS)
                if isinstance(asked, CallShown):
                    read(asked.chat, _LIMITS)
            case 1:
                read(read_hook(request, _LIMITS).chat, _LIMITS)
            case _:
                read_redaction(request, _LIMITS)


def asked_words(data: bytes) -> None:
    """The words of a call; the first line is the system's, a second one the user's, then print."""
    system, _, rest = data.decode("utf-8", "replace").partition("\n")
    said, _, printed = rest.partition("\n")
    asked = Asked((system,), (Turn("user", said),), tools=system[:200], printed=(printed,))
    raised(SENSES, pieces_of(asked, {}).text)
    printed_pieces(asked, {})
    for pattern in _PATTERNS:
        pattern.is_said(said)


def attestations(data: bytes) -> None:
    """A signed statement."""
    with suppress(AttestationError):
        read_jws(data.decode("latin-1"))


def certificates(data: bytes) -> None:
    """A certificate of a decision."""
    with suppress(CertificateError):
        verify(data)


_LIMITS = Limits()
_PATTERNS = packaged_patterns().words


def _statement() -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    return sign_attestation(
        key, issuer="c-1", audience="http://gate", call="sha256:00", facts={"consent": ["none"]},
        jti="1", now=1_800_000_000,
    ).encode()  # fmt: skip


def _certificate() -> bytes:
    vocabulary = packaged_vocabulary()
    compiled = compile_editions(packaged_editions(), vocabulary, day=date(2026, 11, 22))
    return certify(compiled, Facts.open(vocabulary))


_FACE = b"c5c24a82-6845-4031-9d5d-978df9175426"
_FILE = FORM.replace(
    b'name="model"\r\n\r\nwhisper-1', b'name="purpose"\r\n\r\nvision'
)
_CHAT_SHOWN = {
    "input_type": "request", "litellm_call_id": "1", "model": "m", "texts": ["a"],
    "structured_messages": CHAT["messages"], "tools": CHAT["tools"], "images": [],
}
_ANSWER_SHOWN = {
    "input_type": "response", "litellm_call_id": "1", "model": "m", "texts": ["a"],
    "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
}
_HOOK = {
    "eventType": "beforeRequestHook", "requestType": "chatComplete", "provider": "openai",
    "metadata": {}, "request": {"json": CHAT}, "response": {"json": {"choices": []}},
}  # fmt: skip

TARGETS: dict[str, Target] = {
    "json": Target("JSON", json_of_strangers, [written(CHAT), b'{"a":[1,2.5,null,"\\u00e9"]}']),
    "headers": Target("headers", headers, [
        b"content-type: application/json\nauthorization: Bearer k\nhost: x\ncontent-length: 2"]),
    "requests": Target("requests of every format", requests, picked([
        (0, written(CHAT)), (1, written(MESSAGE)), (2, written(RESPONSE)),
        (3, b'{"model":"m","prompt":"a"}'), (4, b'{"model":"m","input":["a"]}'), (5, FORM),
        (6, written(CHAT)), (7, PNG), (8, b'{"faceIds":["%s"],"personGroupId":"g"}' % _FACE),
        (9, b'{"faceId":"%s","faceIds":["%s"]}' % (_FACE, _FACE)), (10, b'{"name":"a"}'),
        (11, _FILE)])),
    "routes": Target("method, path and query", routes, [
        b"POST /v1/chat/completions", b"GET /v1/models",
        b"POST /openai/deployments/m/chat/completions?api-version=2024-10-21"]),
    "data-urls": Target("data URLs and base64", data_urls, [
        b"data:image/png;base64,iVBORw0KGgo=", b"iVBORw0KGgo="]),
    "plug-ins": Target("what other gateways ask", plug_ins, picked([
        (0, written(_CHAT_SHOWN)), (0, written(_ANSWER_SHOWN)), (1, written(_HOOK)),
        (1, written({**_HOOK, "eventType": "afterRequestHook"})),
        (2, b'{"image":"data:image/png;base64,iVBORw0KGgo="}')])),
    "asked-words": Target("words of calls", asked_words, [
        b"Be brief.\nWho is this person? Compare with the suspects.\nWANTED",
        b"\nV2hvIGlzIHRoaXM/ wh0 1s th15 siht si ohw\n",
        "\n\u0440erson \u200b.- -...\n".encode()], longest=256),
    "attestations": Target("signed statements", attestations, [_statement()]),
    "certificates": Target("certificates", certificates, [_certificate()], longest=16_384),
}  # fmt: skip
