"""The routes that this gate answers."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.dialects.call import Dialect, Operation
from countenance.dialects.face.routes import FACE_VERSIONS
from countenance.dialects.route import Route
from countenance.dialects.routes import (
    API_VERSIONS,
    V1_VERSIONS,
    asked_about,
    dialect_of,
    refuse_keys,
    route,
)
from countenance.errors import CallError, UnreadableCallError, UnsupportedCallError

OPENAI, AZURE = Dialect.OPENAI, Dialect.AZURE_OPENAI
GA = (("api-version", "2024-10-21"),)
MAY = "2024-05-01-preview"
INFERENCE = (("api-version", MAY),)


@pytest.mark.parametrize(
    ("method", "path", "query", "expected"),
    [
        ("POST", "/v1/chat/completions", (), Route(OPENAI, Operation.CHAT)),
        ("GET", "/v1/models", (), Route(OPENAI, Operation.MODELS)),
        ("GET", "/v1/models/gpt-4o", (), Route(OPENAI, Operation.MODEL, "gpt-4o")),
        (
            "POST",
            "/openai/deployments/my.gpt-4o/chat/completions",
            GA,
            Route(AZURE, Operation.CHAT, "my.gpt-4o", "2024-10-21"),
        ),
        (
            "POST",
            "/openai/v1/deployments/gpt-4o/chat/completions",
            (("api-version", "preview"),),
            Route(AZURE, Operation.CHAT, "gpt-4o", "preview"),
        ),
        ("POST", "/openai/v1/chat/completions", (), Route(AZURE, Operation.CHAT)),
        ("GET", "/openai/v1/models", (), Route(AZURE, Operation.MODELS)),
        ("GET", "/openai/v1/models/gpt-4o", (), Route(AZURE, Operation.MODEL, "gpt-4o")),
        ("GET", "/openai/models", GA, Route(AZURE, Operation.MODELS, None, "2024-10-21")),
        ("GET", "/openai/models/d", GA, Route(AZURE, Operation.MODEL, "d", "2024-10-21")),
        ("POST", "/v1/completions", (), Route(OPENAI, Operation.COMPLETIONS)),
        ("POST", "/v1/embeddings", (), Route(OPENAI, Operation.EMBEDDINGS)),
        (
            "POST",
            "/openai/deployments/d/embeddings",
            GA,
            Route(AZURE, Operation.EMBEDDINGS, "d", "2024-10-21"),
        ),
        ("POST", "/openai/v1/embeddings", (), Route(AZURE, Operation.EMBEDDINGS)),
        ("POST", "/v1/images/edits", (), Route(OPENAI, Operation.IMAGE_EDIT)),
        (
            "POST",
            "/openai/deployments/d/images/generations",
            GA,
            Route(AZURE, Operation.IMAGE_GENERATION, "d", "2024-10-21"),
        ),
        ("POST", "/v1/files", (), Route(OPENAI, Operation.FILE_UPLOAD)),
        ("GET", "/openai/files", GA, Route(AZURE, Operation.FILE_LIST, None, "2024-10-21")),
        (
            "DELETE",
            "/openai/v1/files/file-1",
            (),
            Route(AZURE, Operation.FILE_DELETE, names={"file": "file-1"}),
        ),
        ("POST", "/embeddings", INFERENCE, Route(AZURE, Operation.EMBEDDINGS, None, MAY)),
        (
            "POST",
            "/models/images/embeddings",
            INFERENCE,
            Route(AZURE, Operation.PICTURE_EMBEDDINGS, None, MAY),
        ),
    ],
)
def test_each_route_is_found(
    method: str, path: str, query: tuple[tuple[str, str], ...], expected: Route
) -> None:
    assert route(method, path, query) == expected


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "//v1/chat/completions",
        "/v1//chat/completions",
        "/v1/chat/completions/",
        "/V1/chat/completions",
        "/v1/chat%2Fcompletions",
        "/v1/%2e%2e/v1/chat/completions",
        "/v1/../v1/chat/completions",
        "/v1/chat/completions;x=1",
        "/v1/chat/completions\n",
        "/v1/models/",
        "/v1/models/../files",
        "/v1/models/a%20b",
        "/v1/responses/",
        "/v1/audio/speech",
        "/v1/batches",
        "/v1/assistants",
        "/v1/threads",
        "/v1/realtime",
        "/v1/moderations",
        "/openai/responses",
        "/openai/v1/responses/resp_1",
        "/openai/deployments/gpt-4o/extensions/chat/completions",
        "/openai/deployments//chat/completions",
        "/openai/deployments/../chat/completions",
        "/openai/deployments/a/b/chat/completions",
        "/openai/assistants",
        "/chat/completions",
        "/embeddings",
        "/images/embeddings",
        "/face/v1.0/detekt",
        "/.git/config",
    ],
)
def test_every_other_path_is_not_found(path: str) -> None:
    with pytest.raises(UnsupportedCallError) as error:
        route("POST", path, ())

    assert error.value.status == 404


def test_a_known_family_is_refused_by_its_name() -> None:
    with pytest.raises(UnsupportedCallError, match="batches are not answered by this gate"):
        route("POST", "/v1/batches", ())


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD", "post", "TRACE", ""])
def test_another_method_names_the_right_one(method: str) -> None:
    with pytest.raises(UnsupportedCallError) as error:
        route(method, "/v1/chat/completions", ())

    assert (error.value.status, error.value.allow) == (405, ("POST",))


@pytest.mark.parametrize("version", API_VERSIONS)
def test_every_version_in_the_table_is_read(version: str) -> None:
    found = route("POST", "/openai/deployments/d/chat/completions", (("api-version", version),))

    assert found.api_version == version


@pytest.mark.parametrize("version", ["2024-10-22", "2026-01-01", "preview", "", "2024-10-21 "])
def test_an_unknown_version_is_refused_by_name(version: str) -> None:
    with pytest.raises(UnsupportedCallError, match="no `api-version` is called") as error:
        route("POST", "/openai/deployments/d/chat/completions", (("api-version", version),))

    assert error.value.status == 404


def test_azure_without_a_version_is_told_which_to_send() -> None:
    with pytest.raises(UnsupportedCallError, match="`api-version` is missing"):
        route("POST", "/openai/deployments/d/chat/completions", ())


@pytest.mark.parametrize("name", ["api-key", "key", "API-KEY", "access_token", "subscription-key"])
def test_a_key_in_the_query_is_refused_and_not_repeated(name: str) -> None:
    with pytest.raises(UnreadableCallError, match="addresses end up in logs") as error:
        route("POST", "/v1/chat/completions", ((name, "s3cret"),))

    assert error.value.status == 400
    assert "s3cret" not in str(error.value)


def test_a_parameter_that_stands_twice_or_is_unknown_is_refused() -> None:
    path = "/openai/deployments/d/chat/completions"

    with pytest.raises(UnreadableCallError, match="twice"):
        route("POST", path, (*GA, ("API-Version", "2024-06-01")))
    with pytest.raises(UnsupportedCallError, match="no parameter is called `debug`"):
        route("POST", path, (*GA, ("debug", "1")))
    with pytest.raises(UnsupportedCallError, match="no query is read here"):
        route("POST", "/v1/chat/completions", GA)


@pytest.mark.parametrize("version", ["v1.3-preview.1", "v2", "V1.2", ""])
def test_an_unknown_version_of_the_face_service_is_told_which_are_known(version: str) -> None:
    with pytest.raises(UnsupportedCallError, match="of the Face service is known") as raised:
        route("POST", f"/face/{version}/detect", ())

    assert all(f"`/face/{each}/`" in str(raised.value) for each in FACE_VERSIONS)
    assert "chat/completions" not in str(raised.value)


@pytest.mark.parametrize("path", ["Detect", "detect/", "faces", "persongroups/a/b/c/d/e/f"])
def test_an_unknown_route_of_a_known_version_is_told_its_others(path: str) -> None:
    with pytest.raises(UnsupportedCallError, match="`/detect`, .* below `/face/v1.2` are") as error:
        route("POST", f"/face/v1.2/{path}", ())

    assert error.value.status == 404


def test_an_unknown_path_is_answered_in_the_dialect_it_looks_like() -> None:
    assert dialect_of("/openai/anything") is AZURE
    assert dialect_of("/v1/decide/openai/anything") is AZURE
    assert dialect_of("/v1/anything") is OPENAI
    assert dialect_of("/openai") is OPENAI


@given(
    st.text(max_size=40), st.text(max_size=8), st.lists(st.tuples(st.text(), st.text()), max_size=3)
)
@settings(max_examples=300, deadline=None)
def test_any_line_is_a_route_or_refused(
    path: str, method: str, query: list[tuple[str, str]]
) -> None:
    status = 200
    try:
        route(method, path, tuple(query))
    except CallError as error:
        status = error.status
    assert status in (200, 400, 404, 405)


def test_the_page_names_every_version() -> None:
    page = (Path(__file__).parents[2] / "docs" / "azure-openai.md").read_text(encoding="utf-8")

    assert [
        version for version in (*API_VERSIONS, *V1_VERSIONS) if f"`{version}`" not in page
    ] == []


def test_a_call_that_is_asked_about_stands_behind_its_own_path() -> None:
    assert asked_about("/v1/decide") == "/v1/chat/completions"
    assert asked_about("/v1/decide/v1/messages") == "/v1/messages"
    assert asked_about("/v1/decide/") == "/"
    assert asked_about("/v1/decided") is None
    assert asked_about("/v1/messages") is None


def test_a_key_in_a_query_is_refused_wherever_it_stands() -> None:
    with pytest.raises(UnreadableCallError, match="holds a key"):
        refuse_keys((("x", "1"), ("API-Key", "k")))
