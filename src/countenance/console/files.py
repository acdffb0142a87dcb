"""The style and the script of the pages, each under an address that changes with its bytes.

Rules kept here:
 * What is under such an address never changes, so a browser keeps it; a new release has new ones.
 * Nothing is read from the disk once they are there.
"""

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countenance.errors import SettingsError

__all__ = ["FOLDER", "address_of", "routes"]

FOLDER = "/public/static"
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
          ".svg": "image/svg+xml"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _File:
    data: bytes
    kind: str
    digest: str


def _packaged() -> dict[str, _File]:
    found = {}
    for each in files("countenance.console").joinpath("static").iterdir():
        kind = _KINDS.get(each.name[each.name.rfind(".") :])
        if kind is not None:
            data = each.read_bytes()
            found[each.name] = _File(data, kind, sha256(data).hexdigest()[:20])
    return found


_FILES = _packaged()


def address_of(name: str) -> str:
    """The address of one of them. Raises `SettingsError`."""
    file = _FILES.get(name)
    if file is None:
        raise SettingsError(f"no file of the pages is called `{name}`")
    return f"{FOLDER}/{file.digest}/{name}"


def routes() -> list[Route]:
    """Where they are."""
    return [Route(FOLDER + "/{digest}/{name}", _file, methods=["GET"])]


def _file(request: Request) -> Response:
    file = _FILES.get(request.path_params["name"])
    if file is None or file.digest != request.path_params["digest"]:
        return Response(status_code=404)
    return Response(
        file.data,
        headers={"cache-control": "public, max-age=31536000, immutable"},
        media_type=file.kind,
    )
