"""EXIF and XMP to what a file says of its making. Runs only inside the decoder process.

Rules kept here:
 * What is broken, odd or too much is left out: a file that says nothing is a good file.
 * Nothing is taken for a time that is not written as one. Cameras write no offset from UTC before
   EXIF 2.31; without one it stays unknown which moment was meant.
 * Of XMP only the names of properties are read, and the digital source types; no XML is parsed.

Tags are those of CIPA DC-008 (EXIF 3.0).
"""

import re
from datetime import datetime
from typing import Final

from PIL import Image

from countenance.media.capture import MOST_NAMES, NOTHING, Capture, Origin, short

__all__ = ["capture_in", "capture_of"]

_MAKE, _MODEL, _SOFTWARE = 0x010F, 0x0110, 0x0131
_EXIF, _GPS, _XMP = 0x8769, 0x8825, 0x02BC
_ORIGINAL, _OFFSET, _FILE_SOURCE = 0x9003, 0x9011, 0xA300
_LATITUDE, _LONGITUDE = 2, 4
_ORIGINS: Final = {1: Origin.SCANNER, 2: Origin.SCANNER, 3: Origin.CAMERA}
_TIME: Final = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)", re.ASCII)
_OFFSET_FORM: Final = re.compile(r"[+-]\d\d:\d\d|Z", re.ASCII)
_XMP_MOST: Final = 1 << 18
_PROPERTY: Final = re.compile(
    rb"[\s<](?!xmlns:|x:|rdf:)([A-Za-z][\w.-]{0,24}:[A-Za-z][\w.-]{0,36})(?=[\s=>/])"
)
_SOURCE: Final = re.compile(rb"/digitalsourcetype/([A-Za-z]{3,48})", re.IGNORECASE)


def capture_of(image: Image.Image) -> Capture:
    """What an opened picture says of its making."""
    try:
        exif = image.getexif()
        xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or exif.get(_XMP) or b""
        return capture_in(exif, xmp.encode() if isinstance(xmp, str) else xmp)
    except Exception:  # noqa: BLE001 - a broken block raises anything; what it says is left out
        return NOTHING


def capture_in(exif: Image.Exif | bytes, xmp: bytes) -> Capture:
    """What EXIF (read, or as bytes) and a packet of XMP say; never raises for what they hold."""
    try:
        if isinstance(exif, bytes):
            read = Image.Exif()
            read.load(exif)
            exif = read
        inner, place = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
        source = inner.get(_FILE_SOURCE)
        kind = source[0] if isinstance(source, bytes) and source else -1
        return Capture(
            make=short(exif.get(_MAKE)),
            model=short(exif.get(_MODEL)),
            software=short(exif.get(_SOFTWARE)),
            taken=_time(inner.get(_ORIGINAL), inner.get(_OFFSET)),
            located=_LATITUDE in place and _LONGITUDE in place,
            origin=_ORIGINS.get(kind, Origin.NOT_SAID),
            properties=_names(_PROPERTY, xmp),
            sources=_names(_SOURCE, xmp),
        )
    except Exception:  # noqa: BLE001 - as above
        return NOTHING


def _time(written: object, offset: object) -> str:
    """`2024:05:03 14:23:11` and `+02:00` as one time in ISO 8601; empty when it is none."""
    match = _TIME.fullmatch(short(written))
    if match is None:
        return ""
    try:
        time = datetime(*map(int, match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - see the rules
    except ValueError:
        return ""
    stated = short(offset)
    return time.isoformat() + (stated if _OFFSET_FORM.fullmatch(stated) else "")


def _names(pattern: re.Pattern[bytes], xmp: bytes) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in pattern.finditer(xmp[:_XMP_MOST]):
        found[match.group(1).decode("ascii", "replace")] = None
        if len(found) >= MOST_NAMES:
            break
    return tuple(found)
