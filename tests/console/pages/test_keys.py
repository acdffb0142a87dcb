"""The page of the keys."""

from console.served import asked, desk
from countenance.console.pages.keys import KEYS, routes


def test_every_key_is_shown() -> None:
    shown = asked(routes(desk()), "/console/keys", desk=desk()).text

    missing = [key for key, does in KEYS if f"<kbd>{key}</kbd>" not in shown or does not in shown]
    assert missing == []
