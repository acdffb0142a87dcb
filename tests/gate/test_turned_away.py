"""What the server turned away reads like a refusal of its dialect."""

import pytest

from countenance.dialects.call import Request
from countenance.gate.server import Refused
from countenance.gate.turned_away import turned_away


@pytest.mark.parametrize("status", [429, 503, 413, 408])
def test_the_status_is_that_of_the_server(status: int) -> None:
    reply = turned_away(Request("POST", "/v1/chat/completions", (), (), b""), Refused(status, "no"))

    assert reply.status == status
    assert dict(reply.headers)["x-countenance-decision"] == "refuse"


def test_an_azure_client_finds_its_own_id_again_unless_it_sent_two() -> None:
    path = "/openai/deployments/gpt-4o/chat/completions"
    header = ("x-ms-client-request-id", "abc")

    told = turned_away(Request("POST", path, (), (header,), b""), Refused(429, "no"))
    twice = turned_away(Request("POST", path, (), (header, header), b""), Refused(429, "no"))

    assert "abc" in dict(told.headers).values()
    assert "abc" not in dict(twice.headers).values()
