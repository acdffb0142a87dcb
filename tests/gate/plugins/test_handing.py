"""What another gateway hears: always 200, in words of its own, with the headers of the outcome.

That calls are judged, entered and written as everywhere is tried from outside, in the tests of
each gateway beside this one.
"""

import msgspec

from countenance.dialects.call import Dialect, Reply
from countenance.dialects.replies import To
from countenance.gate.plugins.handing import retold, stopped

TO = To(Dialect.OPENAI)


def says(why: str) -> dict[str, str]:
    return {"no": why}


def test_a_refusal_is_retold_with_its_own_headers_alone() -> None:
    headers = (("x-countenance-decision", "refuse"), ("x-should-retry", "false"))
    refusal = Reply(400, headers, msgspec.json.encode({"error": {"message": "barred"}}))

    told = retold(refusal, says)

    assert told.status == 200
    assert msgspec.json.decode(told.body) == {"no": "barred"}
    names = {name for name, _ in told.headers}
    assert "x-countenance-decision" in names
    assert "x-should-retry" not in names


def test_an_answer_that_may_not_leave_says_refuse() -> None:
    reply = stopped(TO, says("withheld"))

    assert reply.status == 200
    assert msgspec.json.decode(reply.body) == {"no": "withheld"}
    assert ("x-countenance-decision", "refuse") in reply.headers
    assert ("x-countenance-clause", "answer") in reply.headers
