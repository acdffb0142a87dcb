"""The routes of the Face service."""

import re
from pathlib import Path

import azure.ai.vision.face as client
import pytest

from countenance.dialects.call import Dialect, Operation
from countenance.dialects.face.routes import ASKED, FACE_VERSIONS, asked_at
from countenance.dialects.routes import route
from countenance.errors import UnsupportedCallError


def _filled(path: str) -> str:
    return re.sub(r"\{[a-z]+\}", "abc-1", path)


@pytest.mark.parametrize("version", FACE_VERSIONS)
def test_every_row_is_found_in_every_version(version: str) -> None:
    for asked in ASKED:
        path = f"/face/{version}{_filled(asked.path)}"
        found = route(asked.method, path, ())

        assert found.dialect is Dialect.AZURE_FACE
        assert found.operation is asked.operation
        assert asked_at(asked.method, path) == asked


def test_every_route_of_the_client_is_known_or_refused_by_name() -> None:
    source = Path(client.__file__).parent / "operations" / "_operations.py"
    urls = set(re.findall(r'_url = "([^"]+)"', source.read_text(encoding="utf-8")))
    known = {re.sub(r"\{[a-z]+\}", "{}", asked.path) for asked in ASKED}

    assert len(urls) > 15
    for url in urls:
        if re.sub(r"\{[A-Za-z]+\}", "{}", url) in known:
            continue
        with pytest.raises(UnsupportedCallError, match="past the gate"):
            route("POST", "/face/v1.2" + re.sub(r"\{[A-Za-z]+\}", "abc-1", url), ())


@pytest.mark.parametrize(
    "path",
    [
        "/face/v1.2/persons",
        "/face/v1.2/dynamicpersongroups/a",
        "/face/v9.9/detect",
        "/face/detect",
        "/face/v1.2/Detect",
        "/face/v1.2/detect/",
        "/face/v1.2/largepersongroups/..%2f",
    ],
)
def test_other_paths_are_not_found(path: str) -> None:
    with pytest.raises(UnsupportedCallError) as caught:
        route("POST", path, ())
    assert caught.value.status == 404


def test_what_is_done_to_a_gallery_stands_in_its_row() -> None:
    for asked in ASKED:
        assert (asked.operation is Operation.FACE_GALLERY) == bool(asked.gallery)
        if asked.gallery:
            right = {"PUT": "build", "PATCH": "build", "POST": "build", "DELETE": "remove"}
            expected = "status" if asked.path.endswith("/training") else "read"
            assert asked.gallery == right.get(asked.method, expected)


def test_a_row_that_is_not_there_is_an_error() -> None:
    with pytest.raises(LookupError):
        asked_at("GET", "/face/v1.2/detect")
