"""The page to sign in on, without a browser; the whole of it is tried in `test_security`."""

from console.served import asked, desk
from countenance.console.pages.sign_in import routes


def test_it_asks_for_three_things_and_says_who_makes_an_account() -> None:
    shown = asked(routes(desk()), "/console/sign-in?next=/console/me", desk=desk()).text

    for name in ("name", "password", "code"):
        assert f'name="{name}"' in shown
    assert 'name="next" value="/console/me"' in shown
    assert "countenance people invite" in shown


def test_an_address_that_no_cookie_holds_is_not_led_to() -> None:
    long = "/console/" + "a" * 1000

    shown = asked(routes(desk()), f"/console/sign-in?next={long}", desk=desk()).text

    assert 'name="next" value="/console"' in shown


def test_somewhere_else_is_not_led_to() -> None:
    shown = asked(routes(desk()), "/console/sign-in?next=//evil.example", desk=desk()).text

    assert "evil" not in shown
