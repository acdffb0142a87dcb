"""Every parser that strangers reach, as a function of bytes, with a few whole inputs to begin with.

Each function may raise errors of ours alone, and only those of its own kind; whatever else comes
out of it is a crash. Some say more: what was read and written again is read the same.
"""

import json
import struct
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.callers.attestation import sign_attestation
from countenance.callers.jws import read_jws
from countenance.codes.load import load_edition
from countenance.decisions.certificate import certify, verify
from countenance.decisions.compile import compile_editions
from countenance.dialects import strict
from countenance.dialects.call import Call, Operation, Request
from countenance.dialects.check import Check, Release, Withhold
from countenance.dialects.forms import FORMS
from countenance.dialects.headers import check_headers, key_of, picked
from countenance.dialects.pictures import bytes_of_base64, bytes_of_data_url, data_url
from countenance.dialects.read import read
from countenance.errors import (
    AttestationError,
    CallError,
    CertificateError,
    CodeError,
    FactError,
    MediaError,
    RecordError,
    SettingsError,
    UpstreamError,
)
from countenance.evidence.answer import AnswerCheck
from countenance.facts.known import Facts
from countenance.gate.settings import parse_settings
from countenance.media.film_kinds import film_kind_of
from countenance.media.film_length import check_length
from countenance.media.header import Limits, read_header
from countenance.media.sound_kinds import sound_kind_of
from countenance.record import canonical
from countenance.record.entry import Entry
from countenance.stores.head import row_of
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

__all__ = ["TARGETS", "Target"]


@dataclass(frozen=True, slots=True)
class Target:
    """One parser: what is done with some bytes, and inputs that it takes."""

    says: str
    work: Callable[[bytes], None]
    seeds: Sequence[bytes]


VOCABULARY = packaged_vocabulary()
_JSON = (("content-type", "application/json"),)
_CHAT = {
    "model": "gpt-4o", "stream": True, "n": 2, "temperature": 0.5, "user": "u",
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [
            {"type": "text", "text": "What is this?"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
        ]},
        {"role": "assistant", "tool_calls": [
            {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "1", "content": "4"},
    ],
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
}  # fmt: skip
_MESSAGE = {
    "model": "sonnet", "max_tokens": 9, "system": "Be brief.",
    "messages": [{"role": "user", "content": [
        {"type": "text", "text": "Hello"},
        {"type": "image", "source": {
            "type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}},
    ]}],
}  # fmt: skip
_RESPONSE = {
    "model": "gpt-4o", "instructions": "Be brief.", "stream": True,
    "input": [{"role": "user", "content": [
        {"type": "input_text", "text": "Hello"},
        {"type": "input_image", "image_url": "data:image/png;base64,iVBORw0KGgo="},
    ]}],
}  # fmt: skip
_FORM = (
    b'--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\r\n--b--\r\n'
)
_AZURE = (("api-version", "2024-10-21"),)
_ROUTES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("/v1/chat/completions", "application/json", ()),
    ("/v1/messages", "application/json", ()),
    ("/v1/responses", "application/json", ()),
    ("/v1/completions", "application/json", ()),
    ("/v1/embeddings", "application/json", ()),
    ("/v1/audio/transcriptions", "multipart/form-data; boundary=b", ()),
    ("/openai/deployments/m/chat/completions", "application/json", _AZURE),
    ("/face/v1.2/detect", "application/octet-stream", ()),
    ("/face/v1.2/identify", "application/json", ()),
    ("/face/v1.2/findsimilars", "application/json", ()),
    ("/face/v1.2/largepersongroups/g/persons", "application/json", ()),
    ("/v1/files", "multipart/form-data; boundary=b", ()),
)


def _written(value: object) -> bytes:
    return json.dumps(value).encode()


# Requests.
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
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, _, value in lines]
    for look in (check_headers, key_of, picked):
        with suppress(CallError):
            look(pairs)


def requests(data: bytes) -> None:
    """A whole request on one of the routes, which the first byte picks."""
    if not data:
        return
    path, kind, query = _ROUTES[data[0] % len(_ROUTES)]
    with suppress(CallError):
        read(Request("POST", path, query, (("content-type", kind),), data[1:]))


def routes(data: bytes) -> None:
    """Method, path and query."""
    method, _, rest = data.decode("latin-1").partition(" ")
    path, _, asked = rest.partition("?")
    query = tuple(
        (name, value) for name, _, value in (each.partition("=") for each in asked.split("&"))
    )
    with suppress(CallError):
        read(Request(method, path, query, _JSON, b""))


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


# Answers.
class _Open:
    def check(self, text_so_far: str, new_sentence: str) -> Release | Withhold:
        return Release()


def _calls() -> tuple[tuple[Call, Callable[[], Check] | None], ...]:
    chat = read(Request("POST", "/v1/chat/completions", (), _JSON, _written(_CHAT)))
    text = {**_CHAT, "messages": [{"role": "user", "content": "Hello"}]}
    found: list[tuple[Call, Callable[[], Check] | None]] = [
        (chat, _Open),
        (chat, lambda: AnswerCheck(["Hello"])),
        (read(Request("POST", "/v1/chat/completions", (), _JSON, _written(text))), None),
        (read(Request("POST", "/v1/messages", (), _JSON, _written(_MESSAGE))), _Open),
    ]
    if Operation.RESPONSES in FORMS:
        response = read(Request("POST", "/v1/responses", (), _JSON, _written(_RESPONSE)))
        found.append((response, _Open))
    return tuple(found)


CALLS = _calls()


def answers(data: bytes) -> None:
    """The answer of an AI service that comes at once, to a call that the first byte picks."""
    if not data:
        return
    call, check = CALLS[data[0] % len(CALLS)]
    with suppress(UpstreamError):
        FORMS[call.operation].answer(data[1:], call, check, covered=True)


def streams(data: bytes) -> None:
    """An answer in pieces, cut where the second byte says."""
    if len(data) < 2:
        return
    call, check = CALLS[data[0] % len(CALLS)]
    stream = FORMS[call.operation].stream
    if stream is None:
        return
    reading, size = stream(call, check, covered=True), data[1] + 1
    try:
        for start in range(2, len(data), size):
            reading.feed(data[start : start + size])
            if reading.is_done:
                return
        reading.end()
    except UpstreamError:
        reading.fail()


# Media.
def picture_headers(data: bytes) -> None:
    """The header of a picture of any kind."""
    limits = Limits()
    try:
        header = read_header(data, limits)
    except MediaError:
        return
    if header.pixels > limits.pixels or header.frames > limits.frames:
        raise AssertionError("a header over the limits was taken")


def sound_and_film(data: bytes) -> None:
    """What kind of sound or film this is, and whether it is whole."""
    with suppress(MediaError):
        sound_kind_of(data)
    kind = film_kind_of(data)
    if kind is not None:
        with suppress(MediaError):
            check_length(data, kind)


# Texts of operators, statements of callers, entries.
def codes(data: bytes) -> None:
    """The text of an edition of a code."""
    with suppress(CodeError, FactError):
        load_edition(data.decode("utf-8", "replace"), "", VOCABULARY, "fuzzed.toml")


def settings(data: bytes) -> None:
    """The settings of a gate."""
    with suppress(SettingsError):
        parse_settings(data.decode("utf-8", "replace"), {})


def attestations(data: bytes) -> None:
    """A signed statement."""
    with suppress(AttestationError):
        read_jws(data.decode("latin-1"))


def certificates(data: bytes) -> None:
    """A certificate of a decision."""
    with suppress(CertificateError):
        verify(data)


def entries(data: bytes) -> None:
    """An entry of the record: what is read as one is written as the same bytes."""
    with suppress(RecordError):
        row_of(data)
    for kind in (dict, Entry):
        try:
            value: object = canonical.parse_as(data, kind)  # type: ignore[arg-type]  # a union
        except RecordError:
            continue
        if canonical.canonical(value) != data:
            raise AssertionError("an entry is not the bytes that were read")


def _png() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(
            ">I", zlib.crc32(name + body)
        )

    head = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" + bytes(12) * 4)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


_EVENTS = (
    b'data: {"id":"1","object":"chat.completion.chunk","created":1,"choices":[{"index":0,'
    b'"delta":{"role":"assistant","content":"A room. "},"finish_reason":null}]}\n\n'
    b'data: {"id":"1","object":"chat.completion.chunk","created":1,"choices":[{"index":0,'
    b'"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
)
_ANSWER = (
    b'{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,'
    b'"message":{"role":"assistant","content":"A room."},"finish_reason":"stop"}],'
    b'"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}'
)
_EDITION = b"""
code = "a"
edition = "1"
title = "A code"
publisher = "Nobody"
source = "https://code.example"
retrieved = 2026-01-01
[in_force]
from = 2026-01-01
[scope]
service = ["azure_openai"]
[[clause]]
id = "NO"
verdict = "deny"
says = "No."
section = "1"
text_basis = "verified"
when = { operation = ["biometric_identification"] }
"""
_SETTINGS = (
    b'[gate]\nport = 8800\n[[upstream]]\nname = "m"\nkind = "openai"\nservice = "azure_openai"\n'
    b'url = "https://x.example/v1"\nkey_env = "K"\n[faces]\nworkers = 1\n'
)


def _statement() -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    return sign_attestation(
        key, issuer="c-1", audience="http://gate", call="sha256:00", facts={"consent": ["none"]},
        jti="1", now=1_800_000_000,
    ).encode()  # fmt: skip


def _certificate() -> bytes:
    compiled = compile_editions(packaged_editions(), VOCABULARY, day=date(2026, 11, 22))
    return certify(compiled, Facts.open(VOCABULARY))


def _picked(bodies: Sequence[tuple[int, bytes]]) -> list[bytes]:
    return [bytes([which]) + body for which, body in bodies]


TARGETS: dict[str, Target] = {
    "json": Target("JSON", json_of_strangers, [_written(_CHAT), b'{"a":[1,2.5,null,"\\u00e9"]}']),
    "headers": Target("headers", headers, [
        b"content-type: application/json\nauthorization: Bearer k\nhost: x\ncontent-length: 2"]),
    "requests": Target("requests of every format", requests, _picked([
        (0, _written(_CHAT)), (1, _written(_MESSAGE)), (2, _written(_RESPONSE)),
        (3, b'{"model":"m","prompt":"a"}'), (4, b'{"model":"m","input":["a"]}'), (5, _FORM),
        (6, _written(_CHAT)), (7, _png()), (8, b'{"faceIds":["a"],"personGroupId":"g"}'),
        (9, b'{"faceId":"a","faceIds":["b"]}'), (10, b'{"name":"a"}'), (11, _FORM)])),
    "routes": Target("method, path and query", routes, [
        b"POST /v1/chat/completions", b"GET /v1/models?a=b",
        b"POST /openai/deployments/m/chat/completions?api-version=2024-10-21"]),
    "data-urls": Target("data URLs and base64", data_urls, [
        b"data:image/png;base64,iVBORw0KGgo=", b"iVBORw0KGgo="]),
    "answers": Target("answers of AI services", answers, _picked(
        [(which, _ANSWER) for which in range(len(CALLS))])),
    "streams": Target("answers in pieces", streams, [
        bytes([which, 40]) + _EVENTS for which in range(len(CALLS))]),
    "picture-headers": Target("headers of pictures", picture_headers, [
        _png(), b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
        b"\xff\xd8\xff\xc0\0\x11\x08\0\x04\0\x04\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xd9",
        b"II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\x04\0\0\0\x01\x01\x03\0\x01\0\0\0\x04\0\0\0",
        b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", b"BM" + bytes(52), b"%PDF-1.4\n"]),
    "sound-and-film": Target("kinds of sound and film", sound_and_film, [
        b"RIFF$\0\0\0WAVEfmt " + bytes(28), b"fLaC" + bytes(38), b"ID3" + bytes(20), b"OggS\0",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08moov", b"\x1aE\xdf\xa3\x84webm"]),
    "codes": Target("texts of codes", codes, [_EDITION]),
    "settings": Target("settings", settings, [_SETTINGS]),
    "attestations": Target("signed statements", attestations, [_statement()]),
    "certificates": Target("certificates", certificates, [_certificate()]),
    "entries": Target("entries of the record", entries, [
        b'{"caller":null,"commit":{},"count":1,"error":"E","id":"1","kind":"gate-failure",'
        b'"late":false,"prev":null,"stage":"s","time":"t","v":1}', b'{"a":[1,true,null,"x"]}']),
}  # fmt: skip

