"""Content credentials (C2PA) to what a file says of its making. Only inside the decoder process.

Rules kept here:
 * Nothing is fetched: no manifest that stands elsewhere, no status of a certificate. It is switched
   off, and in the sandbox there is no network either.
 * A manifest counts when its signature holds and fits the file. Who signed it is not judged: a
   valid signature is not one of somebody who can be trusted.
 * Only how the file was created is read, of the one manifest that is about the file itself.
"""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import c2pa  # type: ignore[import-untyped]  # ships no py.typed

from countenance.media.capture import MOST_NAMES, Capture, Signed, short

__all__ = ["with_credentials"]

_OFFLINE: Final = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
_STATES: Final = {"Valid": Signed.VALID, "Trusted": Signed.VALID, "Invalid": Signed.INVALID}
_MARK: Final = b"c2pa"


def with_credentials(capture: Capture, data: bytes, media_type: str) -> Capture:
    """What a file says, and what its manifest adds; never raises for what a manifest holds."""
    if _MARK not in data:
        return capture
    try:
        # A context belongs to the process that made it, so each child makes its own.
        context = c2pa.Context(c2pa.Settings.from_dict(_OFFLINE))
        reader = c2pa.Reader(media_type, io.BytesIO(data), context=context)
        state = _STATES.get(reader.get_validation_state() or "", Signed.INVALID)
        store = json.loads(reader.json())
    except c2pa.C2paError as error:
        elsewhere = str(error).startswith("Remote")
        return replace(capture, signed=Signed.ELSEWHERE if elsewhere else Signed.NONE)
    except Exception:  # noqa: BLE001 - a broken manifest raises anything; it says nothing then
        return replace(capture, signed=Signed.INVALID)
    if state is not Signed.VALID:
        return replace(capture, signed=state)
    manifest = store.get("manifests", {}).get(store.get("active_manifest"), {})
    sources = dict.fromkeys(_sources(manifest))
    return replace(
        capture,
        signed=state,
        generator=_generator(manifest),
        credentials=tuple(sources)[:MOST_NAMES],
    )


def _sources(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The digital source types of the actions that created the file."""
    for assertion in manifest.get("assertions") or ():
        if not str(assertion.get("label", "")).startswith("c2pa.actions"):
            continue
        for action in (assertion.get("data") or {}).get("actions") or ():
            source = short(str(action.get("digitalSourceType", "")).rpartition("/")[2])
            if action.get("action") == "c2pa.created" and source.isalpha():
                yield source


def _generator(manifest: Mapping[str, Any]) -> str:
    """The program or camera that made the claim."""
    told = manifest.get("claim_generator_info") or ()
    if told and isinstance(told[0], dict):
        return short(str(told[0].get("name", "")))
    return short(manifest.get("claim_generator"))
