"""The formats of the wire."""

from countenance.dialects.call import Operation
from countenance.dialects.forms import FORMS
from countenance.dialects.reading import Limits
from countenance.dialects.routes import ROUTES, route
from countenance.dialects.stream import AnswerStream
from dialects.asking import request

LISTED = {Operation.MODELS, Operation.MODEL}
"""What the gate answers itself."""


def test_chat_is_read_written_and_answered() -> None:
    form = FORMS[Operation.CHAT]
    sent = request()
    call = form.read(sent, route(sent.method, sent.path, sent.query), Limits())

    assert call.operation is Operation.CHAT
    assert form.stream is not None
    assert isinstance(form.stream(call, None), AnswerStream)


def test_every_route_has_a_format_and_every_format_a_route() -> None:
    at_routes = {row.operation for row in ROUTES}

    assert at_routes - set(FORMS) == LISTED
    assert set(FORMS) <= at_routes
