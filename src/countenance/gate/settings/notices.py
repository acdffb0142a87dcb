"""`[notices]`: who is told what, and how."""

from collections.abc import Callable
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from countenance.errors import SettingsError
from countenance.review.notices import Topic

__all__ = ["NoticesSettings", "hook_shown", "refuse_odd_notices", "topics_of"]

_Hours = Annotated[int, msgspec.Meta(ge=0, le=1000)]
_Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class NoticesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[notices]`: nobody is told anything unless a hook or an address is named."""

    hooks: tuple[str, ...] = ()
    """Addresses that notices are posted to, signed."""
    mail_to: tuple[str, ...] = ()
    """Addresses that notices are mailed to, through `mail_host`."""
    mail_from: str = ""
    mail_host: str = ""
    mail_port: _Port = 587
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    """`none` only for a server on this machine."""
    mail_user: str = ""
    mail_password_env: str = ""
    """The variable that holds the password of `mail_user`."""
    mail_authority: str = ""
    """The path of a certificate authority to trust instead of the usual ones, in PEM."""
    topics: tuple[str, ...] = ()
    """What people are told of; empty: everything."""
    due_soon_hours: _Hours = 12
    """So long before a held call is due people are told; 0: not at all."""


def topics_of(settings: NoticesSettings) -> frozenset[Topic]:
    """What people are told of."""
    return frozenset(Topic(word) for word in settings.topics) or frozenset(Topic)


def hook_shown(hook: str) -> str:
    """The address of a hook as people see it: its path is often all that keeps others out."""
    parts = urlsplit(hook)
    return f"{parts.scheme}://{parts.netloc}" + ("/..." if parts.path or parts.query else "")


def refuse_odd_notices(
    settings: NoticesSettings, where: str, is_loopback: Callable[[str], bool]
) -> None:
    """Raise `SettingsError` for what cannot be meant."""
    place = f"{where}: `notices"
    words = [topic.value for topic in Topic]
    for word in settings.topics:
        if word not in words:
            raise SettingsError(f"{place}.topics`: nothing is called `{word}`; there are: "
                                f"{', '.join(words)}")  # fmt: skip
    for hook in settings.hooks:
        _refuse_odd_hook(hook, f"{place}.hooks`", is_loopback)
    if settings.mail_to and not (settings.mail_host and settings.mail_from):
        raise SettingsError(f"{place}.mail_to` needs `mail_host` and `mail_from` as well")
    for address in (*settings.mail_to, *([settings.mail_from] if settings.mail_from else [])):
        name, at, host = address.rpartition("@")
        plain = address.isascii() and address.isprintable() and " " not in address
        if not (plain and at and name and host):
            raise SettingsError(f"{place}`: a mail address is written as `people@example.org`")
    if settings.mail_security == "none" and settings.mail_host and not is_loopback(
        settings.mail_host
    ):
        raise SettingsError(
            f'{place}.mail_security` is "none" and the server is not on this machine: what is sent '
            'would travel in the open; "starttls" or "tls" is right'
        )
    if bool(settings.mail_user) != bool(settings.mail_password_env):
        raise SettingsError(f"{place}` needs both `mail_user` and `mail_password_env`, or neither")


def _refuse_odd_hook(hook: str, place: str, is_loopback: Callable[[str], bool]) -> None:
    try:
        parts = urlsplit(hook)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise SettingsError(f"{place}: an address begins with https://")
    if "@" in parts.netloc or parts.fragment:
        raise SettingsError(f"{place}: an address holds a name or a fragment; leave it out")
    if parts.scheme == "http" and not is_loopback(host):
        raise SettingsError(f"{place}: plain http goes to this machine alone; https:// is right")
