"""One row of the table of routes."""

import pytest

from countenance.dialects.call import Dialect, Operation
from countenance.dialects.route import known


@pytest.mark.parametrize("name", ["file-abc", "a.b_c:d@e", "A" * 128])
def test_a_name_in_a_path_is_plain_letters(name: str) -> None:
    row = known("/v1/files/{name}", "GET", Dialect.OPENAI, Operation.FILE_INFO)
    found = row.pattern.fullmatch(f"/v1/files/{name}")

    assert found is not None
    assert found["name"] == name


@pytest.mark.parametrize(
    "path",
    [
        "/v1/files/",
        "/v1/files/a/b",
        "/v1/files/%2e%2e",
        "/v1/files/..",
        "/v1/files/-a",
        "/v1/files/a?b",
        "/v1/files/a\n",
        "/v1/files/" + "a" * 129,
        "/V1/files/a",
        "/v1xfiles/a",
    ],
)
def test_nothing_else_matches(path: str) -> None:
    row = known("/v1/files/{name}", "GET", Dialect.OPENAI, Operation.FILE_INFO)

    assert row.pattern.fullmatch(path) is None


def test_a_path_may_have_several_names() -> None:
    row = known(
        "/face/{version}/groups/{group}/persons/{person}",
        "GET",
        Dialect.AZURE_FACE,
        Operation.FACE_GALLERY,
        query=frozenset({"top"}),
    )
    found = row.pattern.fullmatch("/face/v1.0/groups/g1/persons/p1")

    assert found is not None
    assert found.groupdict() == {"version": "v1.0", "group": "g1", "person": "p1"}
    assert row.query == {"top"}
    assert row.versions == ()
