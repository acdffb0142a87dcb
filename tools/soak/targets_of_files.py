"""Files of strangers: pictures, sound, films, drawings; texts of operators and of the record."""

import io
import struct
import zlib
from contextlib import suppress

from PIL import Image
from target import Target

from countenance.codes.load import load_edition
from countenance.errors import (
    CodeError,
    FactError,
    MediaError,
    RecordError,
    SettingsError,
)
from countenance.gate.settings.settings import parse_settings
from countenance.media.capture import is_short
from countenance.media.film_kinds import film_kind_of
from countenance.media.film_length import check_length
from countenance.media.header import Limits, read_header
from countenance.media.metadata import capture_in
from countenance.media.pixels import ComplaintError
from countenance.media.sound_kinds import sound_kind_of
from countenance.media.svg import read_svg
from countenance.record import canonical
from countenance.record.bill import parse_bill
from countenance.record.entry import Entry
from countenance.stores.head import row_of
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["PNG", "TARGETS"]

_VOCABULARY = packaged_vocabulary()


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
            check_length(io.BytesIO(data), kind)


def drawings(data: bytes) -> None:
    """A drawing (SVG), read for what it refers to."""
    with suppress(MediaError, ComplaintError):
        read_svg(data)


def metadata(data: bytes) -> None:
    """EXIF and a packet of XMP, parted by a zero byte and a line."""
    exif, _, xmp = data.partition(b"\0\n")
    if not is_short(capture_in(exif, xmp)):
        raise AssertionError("a word of a file is longer than the gate keeps")


def codes(data: bytes) -> None:
    """The text of an edition of a code."""
    with suppress(CodeError, FactError):
        load_edition(data.decode("utf-8", "replace"), "", _VOCABULARY, "fuzzed.toml")


def settings(data: bytes) -> None:
    """The settings of a gate."""
    with suppress(SettingsError):
        parse_settings(data.decode("utf-8", "replace"), {})


def bills(data: bytes) -> None:
    """What an AI service says that it was asked."""
    with suppress(RecordError):
        parse_bill(data.decode("utf-8", "replace"))


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


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0" + bytes(12) * 4))
    + _chunk(b"IEND", b"")
)


def _small(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16), (200, 30, 30)).save(buffer, kind)
    return buffer.getvalue()


_EXIF = (
    b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x06\0\0\0\x26\0\0\0\x69\x87\x04\0\x01\0\0\0"
    b"\x2c\0\0\0\0\0\0\0Maker\0\x01\0\x03\x90\x02\0\x14\0\0\0\x3e\0\0\0\0\0\0\0"
    b"2024:05:03 14:23:11\0"
)
_XMP = (
    b'<rdf:Description xmlns:a="x" a:Model="b" Iptc4xmpExt:DigitalSourceType='
    b'"http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"/>'
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

TARGETS: dict[str, Target] = {
    "picture-headers": Target("headers of pictures", picture_headers, [
        PNG, *(_small(kind) for kind in ("JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF")),
        b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0",
        b"%PDF-1.4\n"]),
    "sound-and-film": Target("kinds of sound and film", sound_and_film, [
        b"RIFF$\0\0\0WAVEfmt " + bytes(28), b"fLaC" + bytes(38), b"ID3" + bytes(20), b"OggS\0",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08moov", b"\x1aE\xdf\xa3\x84webm" + bytes(64)]),
    "drawings": Target("drawings", drawings, [
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>a{fill:url(#b)}'
        b'</style><image href="data:image/png;base64,iVBO"/><a href="x"/></svg>']),
    "metadata": Target("what a file says of its making", metadata, [_EXIF + b"\0\n" + _XMP]),
    "codes": Target("texts of codes", codes, [_EDITION]),
    "settings": Target("settings", settings, [_SETTINGS]),
    "bills": Target("bills of AI services", bills, [
        b"time,model,requests,tokens\n2026-01-01,m,1,2\n",
        b"timestamp,snapshot_id,n_requests,n_context_tokens_total,n_generated_tokens_total\n"
        b"1700000000,m,1,2,3\n",
        b"date,meterName,quantity,unitOfMeasure\n01/02/2026,m,1.5,1K\n",
        b'{"object":"page","data":[{"object":"bucket","start_time":1700000000,"end_time":1700086400,'
        b'"results":[{"object":"organization.usage.completions.result","input_tokens":1,'
        b'"output_tokens":2,"num_model_requests":3,"model":"m"}]}]}']),
    "entries": Target("entries of the record", entries, [
        b'{"caller":null,"commit":{},"count":1,"error":"E","id":"1","kind":"gate-failure",'
        b'"late":false,"prev":null,"stage":"s","time":"t","v":1}', b'{"a":[1,true,null,"x"]}']),
}  # fmt: skip
