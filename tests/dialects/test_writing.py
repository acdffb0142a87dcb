"""What the writers of all formats share."""

import base64
import json

import pytest

from countenance.dialects.call import Slot, Target
from countenance.dialects.writing import (
    DEFAULT_API_VERSION,
    in_path,
    json_bytes,
    openai_address,
)
from countenance.errors import UnsupportedCallError
from dialects.asking import azure, call


def test_a_slot_is_filled_with_what_was_made_for_it() -> None:
    body = {"image": Slot("image", "sha256:0"), "n": 1}
    written = json.loads(json_bytes(body, {"image": ("image/png", b"made")}))

    assert written == {"image": "data:image/png;base64,bWFkZQ==", "n": 1}


@pytest.mark.parametrize("is_bare", [False, True])
def test_every_byte_is_written_so_that_it_reads_back(is_bare: bool) -> None:
    data = bytes(range(256)) * 3
    body = {"image": Slot("image", "sha256:00", is_bare=is_bare)}

    written = json.loads(json_bytes(body, {"image": ("image/jpeg", data)}))["image"]

    start = "" if is_bare else "data:image/jpeg;base64,"
    assert written == start + base64.b64encode(data).decode()


def test_nothing_goes_out_where_nothing_was_made() -> None:
    body = {"image": Slot("image", "sha256:0")}

    with pytest.raises(KeyError):
        json_bytes(body, {})
    with pytest.raises(ValueError, match="JPEG, PNG, WebP or GIF"):
        json_bytes(body, {"image": ("image/heic", b"made")})
    with pytest.raises(TypeError):
        json_bytes({"image": object()}, {})


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        (Target.OPENAI, "/embeddings", ()),
        (Target.AZURE_V1, "/embeddings", ()),
        (
            Target.AZURE_DEPLOYMENT,
            "/openai/deployments/m/embeddings",
            (("api-version", DEFAULT_API_VERSION),),
        ),
    ],
)
def test_addresses(target: Target, path: str, query: tuple[tuple[str, str], ...]) -> None:
    assert openai_address(call(), target, "m", "/embeddings") == (path, query)


def test_the_version_of_the_call_is_kept_and_some_paths_have_no_deployment() -> None:
    path, query = openai_address(
        azure(), Target.AZURE_DEPLOYMENT, "m", "/responses", in_deployment=False
    )

    assert path == "/openai/responses"
    assert query == (("api-version", "2024-10-21"),)


@pytest.mark.parametrize("target", [Target.AZURE_FACE, Target.ANTHROPIC])
def test_an_upstream_of_another_family_is_refused(target: Target) -> None:
    with pytest.raises(UnsupportedCallError, match="does not answer calls in the form of openai"):
        openai_address(call(), target, "m", "/embeddings")


@pytest.mark.parametrize("name", ["..", ".", "a/b", "a b", "a?b", "a%2f"])
def test_a_deployment_is_one_piece_of_a_path(name: str) -> None:
    with pytest.raises(UnsupportedCallError):
        in_path(name)
    assert in_path("gpt-4o_x.1") == "gpt-4o_x.1"
