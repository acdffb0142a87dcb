"""What a running gate has for people who sign in to its pages."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from countenance.gate.console_settings import ConsoleSettings
from countenance.stores.accounts import Accounts
from countenance.stores.sessions import Sessions

__all__ = ["SignIn", "open_sign_in"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who somebody is, and that it was shown."""

    accounts: Accounts
    sessions: Sessions


def open_sign_in(
    folder: Path,
    settings: ConsoleSettings,
    stack: AsyncExitStack,
    clock: Callable[[], int],
    random: Callable[[int], bytes],
) -> SignIn:
    """Open both in a folder of data, until the stack is closed."""
    accounts = Accounts(folder, clock, random)
    stack.callback(accounts.close)
    sessions = Sessions(folder, settings.idle, settings.longest, clock, random)
    stack.callback(sessions.close)
    return SignIn(accounts, sessions)
