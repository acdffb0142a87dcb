"""What a bundle is made of, file by file, and the signature over it.

    manifest.json   every other file with its size and its SHA-256, and what was withheld
    manifest.jws    a JWS in compact form (RFC 7515, EdDSA) over the SHA-256 of manifest.json

Rules kept here:
 * A file that is not in the manifest is as wrong as one that is missing or was changed: each is
   named by its path.
 * Nothing in a bundle is believed before the signature fits; whose key that has to be says whoever
   verifies, never the bundle.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countenance.callers.jws import kid_of, read_jws, sign_jws, verify_jws
from countenance.errors import AttestationError, ReportError
from countenance.reports.digests import canonical_bytes
from countenance.reports.out.withheld import Withheld
from countenance.reports.recording import Sha256

__all__ = [
    "AUDIO",
    "MANIFEST",
    "PAGE",
    "PROOFS",
    "REPORT",
    "SIGNATURE",
    "Manifest",
    "Part",
    "Purpose",
    "Puts",
    "part_of",
    "proof_path",
    "read_manifest",
    "signed_manifest",
    "verify_manifest",
    "wrong_files",
]

MANIFEST = "manifest.json"
SIGNATURE = "manifest.jws"
PAGE = "index.html"
REPORT = "report.json"
AUDIO = "audio/recording.wav"
PROOFS = "proofs/"

Purpose = Literal["", "defence", "prosecution"]
"""For whom a bundle is made, where that is said."""

Puts: TypeAlias = Callable[[str, Iterable[bytes], int], None]
"""Writes a file of a bundle: its path, its bytes piece by piece, and how many they are."""

TYPE = "countenance-report-bundle+jwt"
"""The `typ` of the signature: one that was made for something else is not taken for this."""

_LIMIT = 4 * 1024 * 1024


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file: its size and its digest."""

    bytes: Annotated[int, msgspec.Meta(ge=0)]
    sha256: Sha256


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bundle. `report`: its id, `text`: of the text in it; `key`: the public half of the key that
    signs, in hexadecimal; `kid`: its id. `purpose`: for whom; none where that was not said."""

    object: Literal["countenance.report-bundle"]
    v: Literal[1]
    report: str
    incident: str
    text: Sha256
    signed: bool
    made: str
    kid: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    key: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    files: dict[str, Part]
    purpose: Purpose = ""
    withheld: tuple[Withheld, ...] = ()


def proof_path(index: int, is_opened: bool = False) -> str:
    """Where the proof of an entry lies; `is_opened`: with what its commitments were made from."""
    return f"{PROOFS}{index}.{'json' if is_opened else 'tlog-proof'}"


def signed_manifest(manifest: Manifest, key: Ed25519PrivateKey) -> dict[str, bytes]:
    """The two files by which a bundle is verified."""
    data = canonical_bytes(manifest)
    payload = {"manifest": part_of(data).sha256, "report": manifest.report}
    return {MANIFEST: data, SIGNATURE: sign_jws(payload, key, TYPE).encode("ascii")}


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest; nothing is verified. Raises `ReportError`."""
    if len(data) > _LIMIT:
        raise ReportError(f"{MANIFEST}: {len(data)} bytes; at most {_LIMIT} are read")
    try:
        found = msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ReportError(f"{MANIFEST}: {error}") from error
    if canonical_bytes(found) != data:
        raise ReportError(f"{MANIFEST}: its bytes are not those that were signed")
    if found.kid != kid_of(bytes.fromhex(found.key)):
        raise ReportError(f"{MANIFEST}: `kid` is not the id of `key`")
    return found


def verify_manifest(data: bytes, signature: bytes, kid: str) -> Manifest:
    """The manifest, signed by the key of this id. Raises `ReportError`."""
    found = read_manifest(data)
    if found.kid != kid:
        raise ReportError(f"{MANIFEST}: signed with the key `{found.kid}`, not with `{kid}`")
    try:
        token = read_jws(signature.decode("ascii"), TYPE)
        if token.kid != kid:
            raise ReportError(f"{SIGNATURE}: made with the key `{token.kid[:64]}`, not `{kid}`")
        verify_jws(token, bytes.fromhex(found.key))
    except (AttestationError, UnicodeDecodeError) as error:
        raise ReportError(f"{SIGNATURE}: {error}") from error
    if token.payload != {"manifest": part_of(data).sha256, "report": found.report}:
        raise ReportError(f"{MANIFEST}: it is not the one that was signed")
    return found


def wrong_files(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[str]:
    """What is wrong with the files of a bundle (all of them, by path), each named."""
    given = {path: data for path, data in files.items() if path not in (MANIFEST, SIGNATURE)}
    for path in sorted(manifest.files.keys() | given.keys()):
        if path not in given:
            yield f"{path}: missing"
        elif path not in manifest.files:
            yield f"{path}: not in the manifest"
        elif part_of(given[path]) != manifest.files[path]:
            yield f"{path}: changed"


def part_of(data: bytes) -> Part:
    """What a manifest says of a file with these bytes."""
    return Part(len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
