"""The routes that this gate answers. Everything else is refused by name.

Rules kept here:
 * Deny by default: a path matches exactly as it stands on the wire. There is no decoding, no case
   folding, no trailing slash and no `..`, so no two readers can take it for two routes.
 * A version of the Azure API is in the table or it is refused.
 * A key in the query string is refused before anything else is read.
"""

import re
from dataclasses import dataclass

from countenance.dialects.call import Dialect, Operation
from countenance.dialects.shapes import nearest
from countenance.dialects.strict import shown
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = ["API_VERSIONS", "V1_VERSIONS", "Route", "dialect_of", "route"]

API_VERSIONS = (
    "2023-05-15",
    "2023-12-01-preview",
    "2024-02-01",
    "2024-02-15-preview",
    "2024-03-01-preview",
    "2024-04-01-preview",
    "2024-05-01-preview",
    "2024-06-01",
    "2024-07-01-preview",
    "2024-08-01-preview",
    "2024-09-01-preview",
    "2024-10-01-preview",
    "2024-10-21",
    "2024-12-01-preview",
    "2025-01-01-preview",
    "2025-02-01-preview",
    "2025-03-01-preview",
    "2025-04-01-preview",
)
"""Versions under which Azure answers chat in one and the same form."""

V1_VERSIONS = ("v1", "preview", "latest")

_NAME = r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}"
_KEYS_IN_QUERY = frozenset(
    {
        "api-key",
        "api_key",
        "apikey",
        "key",
        "access_token",
        "access-token",
        "token",
        "authorization",
        "subscription-key",
        "ocp-apim-subscription-key",
        "code",
        "sig",
        "x-api-key",
    }
)


@dataclass(frozen=True, slots=True)
class Route:
    """A route that was found. `name` is the deployment or model in the path, if it has one."""

    dialect: Dialect
    operation: Operation
    name: str | None = None
    api_version: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    path: str
    pattern: re.Pattern[str]
    method: str
    dialect: Dialect
    operation: Operation
    versions: tuple[str, ...] = ()
    version_needed: bool = False


def _known(
    path: str,
    method: str,
    dialect: Dialect,
    operation: Operation,
    versions: tuple[str, ...] = (),
    *,
    version_needed: bool = False,
) -> _Known:
    pattern = re.compile(re.escape(path).replace(r"\{name\}", f"(?P<name>{_NAME})"))
    return _Known(path, pattern, method, dialect, operation, versions, version_needed)


_OPENAI, _AZURE = Dialect.OPENAI, Dialect.AZURE_OPENAI
_ROUTES = (
    _known("/v1/chat/completions", "POST", _OPENAI, Operation.CHAT),
    _known("/v1/models", "GET", _OPENAI, Operation.MODELS),
    _known("/v1/models/{name}", "GET", _OPENAI, Operation.MODEL),
    _known(
        "/openai/deployments/{name}/chat/completions",
        "POST",
        _AZURE,
        Operation.CHAT,
        API_VERSIONS,
        version_needed=True,
    ),
    _known(
        "/openai/v1/deployments/{name}/chat/completions",
        "POST",
        _AZURE,
        Operation.CHAT,
        V1_VERSIONS,
    ),
    _known("/openai/v1/chat/completions", "POST", _AZURE, Operation.CHAT, V1_VERSIONS),
    _known("/openai/v1/models", "GET", _AZURE, Operation.MODELS, V1_VERSIONS),
    _known("/openai/v1/models/{name}", "GET", _AZURE, Operation.MODEL, V1_VERSIONS),
)
_EXACT = {known.path: known for known in _ROUTES if "{" not in known.path}
_NAMED = tuple(known for known in _ROUTES if "{" in known.path)

_NOT_YET = {
    "responses": "responses",
    "completions": "completions without chat",
    "embeddings": "embeddings",
    "images": "pictures made or changed by a model",
    "audio": "sound",
    "files": "stored files",
    "uploads": "stored files",
    "batches": "batches",
    "assistants": "assistants",
    "threads": "threads",
    "vector_stores": "stores of vectors",
    "realtime": "realtime sessions",
    "fine_tuning": "fine tuning",
    "moderations": "moderation",
    "videos": "films",
    "conversations": "stored conversations",
    "evals": "evaluations",
    "containers": "containers",
    "extensions": "extensions",
}


def dialect_of(path: str) -> Dialect:
    """The dialect in which a path that no route has is answered."""
    return _AZURE if path.startswith("/openai/") else _OPENAI


def route(method: str, path: str, query: tuple[tuple[str, str], ...]) -> Route:
    """The route of a request; raises `UnsupportedCallError` (404, 405) or, for a key in the
    query string or a parameter given twice, `UnreadableCallError` (400)."""
    _refuse_keys(query)
    known, name = _EXACT.get(path), None
    if known is None:
        for each in _NAMED:
            if match := each.pattern.fullmatch(path):
                known, name = each, match["name"]
                break
        else:
            raise UnsupportedCallError(_unknown(path), status=404)
    if known.method != method:
        raise UnsupportedCallError(
            f"method {shown(method)} is not answered here; {known.method} is right",
            status=405,
            allow=(known.method,),
        )
    return Route(known.dialect, known.operation, name, _version(known, query))


def _refuse_keys(query: tuple[tuple[str, str], ...]) -> None:
    if not query:
        return
    seen: set[str] = set()
    for name, _ in query:
        low = name.lower()
        if low in _KEYS_IN_QUERY:
            raise UnreadableCallError(
                f"query: `{low}` holds a key; keys are read from the `Authorization` or `api-key` "
                "header only, because addresses end up in logs"
            )
        if low in seen:
            raise UnreadableCallError(f"query: {shown(name)} stands twice")
        seen.add(low)


def _version(known: _Known, query: tuple[tuple[str, str], ...]) -> str | None:
    version = None
    for name, value in query:
        if name != "api-version" or not known.versions:
            right = "only `api-version` is read here" if known.versions else "no query is read here"
            raise UnsupportedCallError(f"query: no parameter is called {shown(name)}; {right}")
        version = value
    if version is None and known.version_needed:
        raise UnsupportedCallError(
            f"query: `api-version` is missing; for example `{known.versions[-1]}`", status=404
        )
    if version is not None and version not in known.versions:
        raise UnsupportedCallError(
            f"query: no `api-version` is called {shown(version)}{nearest(version, known.versions)}",
            status=404,
            param="api-version",
        )
    return version


def _unknown(path: str) -> str:
    for piece in path.split("/"):
        if piece in _NOT_YET:
            return f"route {shown(path)}: {_NOT_YET[piece]} are not answered by this gate"
    return (
        f"route {shown(path)} is not known; `POST /v1/chat/completions` and `GET /v1/models` are, "
        "and their Azure forms"
    )
