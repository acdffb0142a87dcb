"""A call in our own writing."""

import json

import pytest

from countenance.dialects.call import Target
from countenance.dialects.pictures import data_url
from countenance.dialects.read import read
from countenance.dialects.write import write
from countenance.dialects.writing import DEFAULT_API_VERSION
from countenance.errors import UnsupportedCallError
from dialects.asking import PICTURE_URL, WHOLE, azure, body, call, picture, request, text, user

COVERED = ("image/png", b"covered")
PLACE = "messages[0].content[1]"


def test_a_picture_goes_out_with_the_bytes_that_were_handed_in() -> None:
    asked = call(user(text(), picture(detail="high")))

    sent = json.loads(write(asked, {PLACE: COVERED}).body)

    assert sent["messages"][0]["content"][1] == {
        "type": "image_url",
        "image_url": {"url": data_url(*COVERED), "detail": "high"},
    }


def test_everything_else_goes_out_as_it_was_accepted() -> None:
    asked = read(request(WHOLE))

    sent = json.loads(write(asked, {"messages[2].content[1]": COVERED}).body)

    expected = json.loads(json.dumps(WHOLE).replace(PICTURE_URL, data_url(*COVERED)))
    del expected["messages"][5]["refusal"]  # null is the same as nothing
    assert sent == expected


def test_an_attestation_does_not_go_out() -> None:
    assert b"countenance" not in write(call(countenance="a.b.c"), {}).body


def test_no_picture_goes_out_that_nobody_handed_in_and_none_is_left_over() -> None:
    asked = call(user(text(), picture()))

    for pictures in ({}, {"elsewhere": COVERED}, {PLACE: COVERED, "elsewhere": COVERED}):
        with pytest.raises(ValueError, match="do not match"):
            write(asked, pictures)
    with pytest.raises(ValueError, match="JPEG"):
        write(asked, {PLACE: ("image/svg+xml", b"<svg/>")})


def test_a_call_can_be_written_twice() -> None:
    asked = call(user(text(), picture()))

    assert write(asked, {PLACE: COVERED}) == write(asked, {PLACE: COVERED})


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        (Target.OPENAI, "/chat/completions", ()),
        (Target.AZURE_V1, "/chat/completions", ()),
        (
            Target.AZURE_DEPLOYMENT,
            "/openai/deployments/gpt-4o/chat/completions",
            (("api-version", DEFAULT_API_VERSION),),
        ),
    ],
)
def test_each_upstream_is_addressed_in_its_form(
    target: Target, path: str, query: tuple[tuple[str, str], ...]
) -> None:
    written = write(call(), {}, target)

    assert (written.path, written.query) == (path, query)


def test_the_version_that_an_azure_caller_named_is_kept() -> None:
    version = write(azure(user("hi")), {}, Target.AZURE_DEPLOYMENT).query
    v1 = read(request(body(), "/openai/v1/chat/completions", (("api-version", "preview"),)))

    assert version == (("api-version", "2024-10-21"),)
    assert write(v1, {}, Target.AZURE_DEPLOYMENT).query == (("api-version", DEFAULT_API_VERSION),)


def test_the_deployment_that_counts_goes_into_the_body() -> None:
    written = write(azure(user("hi"), model="a-lie"), {})

    assert json.loads(written.body)["model"] == written.model == "gpt-4o"
    assert json.loads(write(call(), {}, model="other").body)["model"] == "other"


@pytest.mark.parametrize("model", ["..", ".", "a/b", "a:b", "ft:gpt@x"])
def test_a_model_that_is_no_piece_of_a_path_is_refused_there(model: str) -> None:
    with pytest.raises(UnsupportedCallError, match="name of a deployment"):
        write(call(model=model), {}, Target.AZURE_DEPLOYMENT)


def test_lists_of_models_are_not_sent_on() -> None:
    with pytest.raises(UnsupportedCallError):
        write(read(request(b"", "/v1/models", method="GET")), {})
