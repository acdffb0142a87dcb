"""One's own page, without a browser; what is done there is tried in `test_security`."""

from console.served import asked, desk
from countenance.console.pages.me import routes


def test_who_is_not_signed_in_has_none() -> None:
    for route in routes(desk()):
        method = "GET" if "GET" in (route.methods or ()) else "POST"
        assert asked(routes(desk()), route.path, method, desk=desk()).status_code == 303
