"""`[oidc]`: the directory by which people sign in to the pages, if any.

Rules kept here:
 * Without an issuer there is none, and then nothing else is set.
 * It is asked over TLS, unless it is on this machine.
 * Unless an operator says otherwise, the second factor is asked for here.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from countenance.errors import SettingsError
from countenance.review.directory import NamedBy

__all__ = ["BACK", "OidcSettings", "client_secret", "refuse_odd_oidc", "way_back"]

BACK = "/console/sign-in/directory/back"
"""Where a directory leads people back to."""

_LONGEST_LABEL = 60


class OidcSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[oidc]`: an OpenID provider, and what its word is worth."""

    issuer: str = ""
    """Its address, letter by letter as it says it itself; empty: nobody signs in by one."""
    client_id: str = ""
    client_secret_env: str = ""
    """The variable that holds the secret of this gate there."""
    client_secret_file: str = ""
    """The file that holds it, instead."""
    claim: Literal["email", "sub", "oid"] = "email"
    """Which claim names the account."""
    label: str = "Sign in with the directory"
    """What the button says."""
    second_factor: Literal["here", "directory"] = "here"
    """Where a second factor is asked for: by the gate, or by the directory, which has to say so."""
    amr: tuple[str, ...] = ("mfa",)
    """Words of the claim `amr` one of which says so."""
    acr: tuple[str, ...] = ()
    """Words of the claim `acr` one of which says so, too; the directory is asked for them."""
    passwords: Literal["taken", "off"] = "taken"
    """Whether people may also sign in with name, password and code of an account here. A link that
    was made on the machine counts in any case."""
    authority: str = ""
    """The path of a certificate authority to trust besides the usual ones, in PEM."""

    @property
    def named_by(self) -> NamedBy:
        """The claim that names the account."""
        return NamedBy(self.claim)


def way_back(address: str) -> str:
    """The address that a directory leads people back to, which has to be registered there."""
    return address.rstrip("/") + BACK


def client_secret(settings: OidcSettings, environment: Mapping[str, str]) -> str:
    """The secret of this gate at the directory. Raises `SettingsError`."""
    if settings.client_secret_env:
        found = environment.get(settings.client_secret_env, "")
        where = f"the variable `{settings.client_secret_env}`"
    else:
        where = f"the file {settings.client_secret_file}"
        try:
            found = Path(settings.client_secret_file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "is no text"
            raise SettingsError(f"`oidc.client_secret_file`: {where}: {why}") from error
    if not found:
        raise SettingsError(f"`oidc`: {where} is empty or not set; it holds the client secret")
    return found


def refuse_odd_oidc(
    settings: OidcSettings, address: str, where: str, is_loopback: Callable[[str], bool]
) -> None:
    """Raise `SettingsError` for what cannot be meant. `address`: that of the gate."""
    place = f"{where}: `oidc"
    if not settings.issuer:
        if settings != OidcSettings():
            raise SettingsError(
                f"{place}` has no `issuer`: nobody signs in by a directory, so leave the rest out"
            )
        return
    _refuse_odd_issuer(settings.issuer, f"{place}.issuer`", is_loopback)
    if not settings.client_id:
        raise SettingsError(f"{place}.client_id` is what the directory knows this gate by; set it")
    if bool(settings.client_secret_env) == bool(settings.client_secret_file):
        raise SettingsError(
            f"{place}` needs `client_secret_env` (a variable) or `client_secret_file`, and not both"
        )
    if not 0 < len(settings.label) <= _LONGEST_LABEL or not settings.label.isprintable():
        raise SettingsError(f"{place}.label` has 1 to {_LONGEST_LABEL} letters")
    if settings.second_factor == "directory" and not (settings.amr or settings.acr):
        raise SettingsError(
            f'{place}.second_factor` is "directory", and neither `amr` nor `acr` names a word by '
            "which the directory says that it has asked for one"
        )
    host = urlsplit(address).hostname or ""
    if address.startswith("http://") and not is_loopback(host):
        raise SettingsError(
            f"{place}`: people come back to `{way_back(address)}`, which is not https: what lets "
            "them in would travel in the open; set `gate.name` to the address that people see"
        )


def _refuse_odd_issuer(issuer: str, place: str, is_loopback: Callable[[str], bool]) -> None:
    try:
        parts = urlsplit(issuer)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host:
        raise SettingsError(f"{place} begins with https://")
    if "@" in parts.netloc or parts.query or parts.fragment or "?" in issuer or "#" in issuer:
        raise SettingsError(f"{place} holds a name, a query or a fragment; leave it out")
    if not issuer.isascii() or not issuer.isprintable() or " " in issuer:
        raise SettingsError(f"{place} holds a sign that no address has")
    if "/.well-known/" in issuer:
        raise SettingsError(
            f"{place} is the issuer itself, without `/.well-known/openid-configuration`"
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise SettingsError(f"{place} is plain http and not on this machine; https:// is right")
