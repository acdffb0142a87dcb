"""The routes that this gate answers. Everything else is refused by name.

Rules kept here:
 * Deny by default: a path matches exactly as it stands on the wire. There is no decoding, no case
   folding, no trailing slash and no `..`, so no two readers can take it for two routes.
 * A version of the Azure API is in the table or it is refused.
 * A key in the query string is refused before anything else is read.
"""

from collections.abc import Iterator, Mapping

from countenance.dialects.call import Dialect, Operation
from countenance.dialects.face.routes import FACE_ROUTES, FACE_VERSIONS
from countenance.dialects.files.fields import LIST
from countenance.dialects.route import Known, Route, known
from countenance.dialects.shapes import nearest
from countenance.dialects.side_doors import why_refused
from countenance.dialects.strict import shown
from countenance.errors import UnreadableCallError, UnsupportedCallError

__all__ = [
    "API_VERSIONS",
    "QUERY",
    "ROUTE",
    "ROUTES",
    "V1_VERSIONS",
    "asked_about",
    "dialect_of",
    "refuse_keys",
    "route",
]

ROUTE, QUERY = "route", "query"
"""What an error is about that is not about a field of the body."""

API_VERSIONS = (
    "2022-12-01",
    "2023-05-15",
    "2023-06-01-preview",
    "2023-10-01-preview",
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
"""Versions under which Azure answers in one and the same form; the last that has a date.

What came after it is `/openai/v1`. Sources: the specifications of the service and its page on the
life of versions.
"""

RESPONSES_VERSIONS = ("2025-03-01-preview", "2025-04-01-preview")
"""Versions under which Azure answers responses outside of `/openai/v1`."""

V1_VERSIONS = ("v1", "preview", "latest")
INFERENCE_VERSIONS = ("2024-05-01-preview",)
"""The version that the client of Azure AI Inference asks for."""

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


_OPENAI, _AZURE = Dialect.OPENAI, Dialect.AZURE_OPENAI


def _everywhere(path: str, operation: Operation) -> tuple[Known, ...]:
    """A call with a model in all its places: OpenAI's, and those of a deployment of Azure."""
    post = "POST"
    return (
        known(f"/v1/{path}", post, _OPENAI, operation),
        known(
            f"/openai/deployments/{{name}}/{path}",
            post,
            _AZURE,
            operation,
            API_VERSIONS,
            version_needed=True,
        ),
        known(f"/openai/v1/deployments/{{name}}/{path}", post, _AZURE, operation, V1_VERSIONS),
        known(f"/openai/v1/{path}", post, _AZURE, operation, V1_VERSIONS),
    )


def _files() -> Iterator[Known]:
    """Stored files, which belong to no model."""
    listing = frozenset(LIST.fields)
    one = "/{file}"
    for start, dialect, versions, needed in (
        ("/v1/files", _OPENAI, (), False),
        ("/openai/files", _AZURE, API_VERSIONS, True),
        ("/openai/v1/files", _AZURE, V1_VERSIONS, False),
    ):
        for method, path, operation, query in (
            ("POST", "", Operation.FILE_UPLOAD, frozenset[str]()),
            ("GET", "", Operation.FILE_LIST, listing),
            ("GET", one, Operation.FILE_INFO, frozenset[str]()),
            ("DELETE", one, Operation.FILE_DELETE, frozenset[str]()),
        ):
            yield known(
                start + path, method, dialect, operation, versions, version_needed=needed,
                query=query,
            )  # fmt: skip


ROUTES = (
    *_everywhere("chat/completions", Operation.CHAT),
    *_everywhere("completions", Operation.COMPLETIONS),
    *_everywhere("embeddings", Operation.EMBEDDINGS),
    *(
        known(start + path, "POST", _AZURE, operation, INFERENCE_VERSIONS, version_needed=True)
        for start in ("", "/models")
        for path, operation in (
            ("/chat/completions", Operation.CHAT),
            ("/embeddings", Operation.EMBEDDINGS),
            ("/images/embeddings", Operation.PICTURE_EMBEDDINGS),
        )
    ),
    known("/v1/responses", "POST", _OPENAI, Operation.RESPONSES),
    known(
        "/openai/responses",
        "POST",
        _AZURE,
        Operation.RESPONSES,
        RESPONSES_VERSIONS,
        version_needed=True,
    ),
    known("/openai/v1/responses", "POST", _AZURE, Operation.RESPONSES, V1_VERSIONS),
    known("/v1/models", "GET", _OPENAI, Operation.MODELS),
    known("/v1/models/{name}", "GET", _OPENAI, Operation.MODEL),
    known("/v1/messages", "POST", Dialect.ANTHROPIC, Operation.MESSAGES),
    known("/v1/messages/count_tokens", "POST", Dialect.ANTHROPIC, Operation.COUNT_TOKENS),
    *_files(),
    *_everywhere("images/generations", Operation.IMAGE_GENERATION),
    *_everywhere("images/edits", Operation.IMAGE_EDIT),
    *_everywhere("audio/transcriptions", Operation.TRANSCRIPTION),
    *_everywhere("audio/translations", Operation.TRANSLATION),
    *(
        known(f"/openai{path}", "GET", _AZURE, operation, API_VERSIONS, version_needed=True)
        for path, operation in (
            ("/models", Operation.MODELS),
            ("/models/{name}", Operation.MODEL),
        )
    ),
    known("/openai/v1/models", "GET", _AZURE, Operation.MODELS, V1_VERSIONS),
    known("/openai/v1/models/{name}", "GET", _AZURE, Operation.MODEL, V1_VERSIONS),
    *FACE_ROUTES,
)
_FACE = "/face/"
_STARTS = (
    ("/openai/", _AZURE),
    ("/chat/", _AZURE),
    ("/embeddings", _AZURE),
    ("/images/", _AZURE),
    ("/models/", _AZURE),
    (_FACE, Dialect.AZURE_FACE),
    ("/v1/messages", Dialect.ANTHROPIC),
)
"""How the paths of a dialect begin, where it is not OpenAI's."""



def _first(path: str) -> str:
    return path[1:].partition("/")[0]


_EXACT: Mapping[str, tuple[Known, ...]] = {
    path: tuple(each for each in ROUTES if each.path == path)
    for path in {each.path for each in ROUTES if "{" not in each.path}
}
_NAMED: Mapping[str, tuple[Known, ...]] = {
    first: tuple(each for each in ROUTES if "{" in each.path and _first(each.path) == first)
    for first in {_first(each.path) for each in ROUTES}
}
"""The rows with names in their paths, by the first piece of the path."""

_ASKED = "/v1/decide"


def asked_about(path: str) -> str | None:
    """The path of the call that is only asked about, for a path that asks; else `None`.

    Any path stands behind `/v1/decide`, as it is; nothing behind it is chat.
    """
    if path == _ASKED:
        return "/v1/chat/completions"
    return path.removeprefix(_ASKED) if path.startswith(f"{_ASKED}/") else None


def dialect_of(path: str) -> Dialect:
    """The dialect in which a path that no route has is answered."""
    path = asked_about(path) or path
    for start, dialect in _STARTS:
        if path.startswith(start):
            return dialect
    return _OPENAI


def route(method: str, path: str, query: tuple[tuple[str, str], ...]) -> Route:
    """The route of a request; raises `UnsupportedCallError` (404, 405) or, for a key in the
    query string or a parameter given twice, `UnreadableCallError` (400)."""
    refuse_keys(query)
    at_path: tuple[Known, ...] = _EXACT.get(path, ())
    if not at_path:
        named = _NAMED.get(_first(path), ())
        at_path = tuple(each for each in named if each.pattern.fullmatch(path))
    if not at_path:
        raise UnsupportedCallError(_unknown(path), status=404, param=ROUTE)
    found = next((each for each in at_path if each.method == method), None)
    if found is None:
        right = tuple(each.method for each in at_path)
        raise UnsupportedCallError(
            f"method {shown(method)} is not answered here; {' or '.join(right)} is right",
            status=405,
            param=ROUTE,
            allow=right,
        )
    match = found.pattern.fullmatch(path)
    names = match.groupdict() if match else {}
    version = _version(found, query)
    kept = {name: value for name, value in query if name in found.query}
    name = names.pop("name", None)
    return Route(found.dialect, found.operation, name, version, names, kept)


def refuse_keys(query: tuple[tuple[str, str], ...]) -> None:
    """Raise `UnreadableCallError` for a key in a query, or a parameter that stands twice."""
    if not query:
        return
    seen: set[str] = set()
    for name, _ in query:
        low = name.lower()
        if low in _KEYS_IN_QUERY:
            raise UnreadableCallError(
                f"query: `{low}` holds a key; keys are read from the `Authorization` or `api-key` "
                "header only, because addresses end up in logs",
                param=QUERY,
            )
        if low in seen:
            raise UnreadableCallError(f"query: {shown(name)} stands twice", param=QUERY)
        seen.add(low)


def _version(found: Known, query: tuple[tuple[str, str], ...]) -> str | None:
    version = None
    for name, value in query:
        if name in found.query:
            continue
        if name != "api-version" or not found.versions:
            right = [*(("api-version",) if found.versions else ()), *found.query]
            hint = nearest(name, right) or "; no query is read here"
            says = f"query: no parameter is called {shown(name)}{hint}"
            raise UnsupportedCallError(says, param=QUERY)
        version = value
    if version is None and found.version_needed:
        raise UnsupportedCallError(
            f"query: `api-version` is missing; for example `{found.versions[-1]}`",
            status=404,
            param="api-version",
        )
    if version is not None and version not in found.versions:
        raise UnsupportedCallError(
            f"query: no `api-version` is called {shown(version)}{nearest(version, found.versions)}",
            status=404,
            param="api-version",
        )
    return version


def _unknown(path: str) -> str:
    why = why_refused(path)
    if why is not None:
        return f"route {shown(path)}: {why}"
    if path.startswith(_FACE):
        version = path.removeprefix(_FACE).partition("/")[0]
        if version not in FACE_VERSIONS:
            known = ", ".join(f"`{_FACE}{each}/`" for each in FACE_VERSIONS)
            return (
                f"route {shown(path)}: no version {shown(version)} of the Face service is known; "
                f"known are {known}"
            )
        return (
            f"route {shown(path)} is not known; `/detect`, `/verify`, `/identify`, "
            "`/findsimilars`, `/group` and the galleries (`/persongroups`, `/largepersongroups`, "
            f"`/facelists`, `/largefacelists`) below `{_FACE}{version}` are, written like this"
        )
    return (
        f"route {shown(path)} is not known; `POST /v1/chat/completions`, `POST /v1/responses`, "
        "`POST /v1/messages`, `POST /v1/images/edits`, `POST /v1/audio/transcriptions` and "
        "`GET /v1/models` are among those that are, and their Azure forms"
    )
