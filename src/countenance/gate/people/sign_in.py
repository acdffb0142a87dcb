"""What a running gate has for people who sign in to its pages."""

import importlib.util
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from countenance.errors import SettingsError
from countenance.gate.people.by_directory import ByDirectory
from countenance.gate.settings.oidc import OidcSettings
from countenance.gate.settings.settings import Settings
from countenance.stores.accounts import Accounts
from countenance.stores.directory_names import DirectoryNames
from countenance.stores.sessions import Sessions

if TYPE_CHECKING:
    from countenance.gate.people.provider import Provider

__all__ = ["SignIn", "about_directory", "open_sign_in"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who somebody is, and that it was shown. `directory`: where people sign in by one."""

    accounts: Accounts
    sessions: Sessions
    directory: ByDirectory | None = None


def open_sign_in(
    folder: Path,
    settings: Settings,
    environment: Mapping[str, str],
    stack: AsyncExitStack,
    clock: Callable[[], int],
    random: Callable[[int], bytes],
) -> SignIn:
    """Open all of it in a folder of data, until the stack is closed. Raises `SettingsError`."""
    accounts = Accounts(folder, clock, random)
    stack.callback(accounts.close)
    console = settings.console
    sessions = Sessions(folder, console.idle, console.longest, clock, random)
    stack.callback(sessions.close)
    if not settings.oidc.issuer:
        return SignIn(accounts, sessions)
    provider = _provider(settings.oidc, environment)
    stack.callback(provider.close)
    names = DirectoryNames(folder, clock, random)
    stack.callback(names.close)
    # With what `_provider` needs.
    from countenance.gate.people.directory import Directory  # noqa: PLC0415

    found = Directory(settings.oidc, provider, names, folder, settings.address, clock, random)
    return SignIn(accounts, sessions, found)


def about_directory(settings: OidcSettings, environment: Mapping[str, str]) -> None:
    """Ask the directory of the settings about itself.

    Raises `SettingsError` where a gate would not start, and `DirectoryError` where it cannot be
    used now.
    """
    provider = _provider(settings, environment)
    try:
        provider.about()
    finally:
        provider.close()


def _provider(settings: OidcSettings, environment: Mapping[str, str]) -> "Provider":
    if importlib.util.find_spec("joserfc") is None:
        raise SettingsError(
            "`oidc.issuer` is set, and what verifies the tokens of a directory is not here; "
            "install `countenance[oidc]`"
        )
    # An extra: who has no directory need not have its library.
    from countenance.gate.people.provider import provider_of  # noqa: PLC0415

    return provider_of(settings, environment)
