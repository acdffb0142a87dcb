"""A request to go on with a text: from a request to a call, and our writing of it."""

import json

from countenance.dialects.call import Operation, Target
from countenance.dialects.read import read
from countenance.dialects.write import write
from dialects.asking import request


def test_it_is_text_alone_and_written_as_it_was_read() -> None:
    body = {"model": "davinci", "prompt": ["Once", "Twice"], "suffix": "end", "n": 2}
    call = read(request(body, "/v1/completions"))

    assert call.operation is Operation.COMPLETIONS
    assert call.is_text_only
    assert [part.text for part in call.parts] == ["Once", "Twice", "end"]
    out = write(call, {}, model="other")
    assert out.path == "/completions"
    assert json.loads(out.body) == {**body, "model": "other"}


def test_azure_has_the_deployment_in_its_path() -> None:
    query = (("api-version", "2024-10-21"),)
    path = "/openai/deployments/davinci/completions"
    call = read(request({"prompt": "Once", "model": "a-lie"}, path, query))

    assert call.model == "davinci"
    assert write(call, {}, Target.AZURE_DEPLOYMENT).path == path
