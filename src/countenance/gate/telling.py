"""How a notice is told: posted to a hook with a signature, or mailed.

A hook is signed as https://www.standardwebhooks.com says, so that its libraries verify it:

    webhook-id           the id of the notice, the same however often it comes
    webhook-timestamp    seconds since 1970
    webhook-signature    `v1,` and base64 of HMAC-SHA-256 over `{id}.{timestamp}.{body}`

Rules kept here:
 * What is sent holds ids and words of ours alone.
 * A receiver has ten seconds. What it answers is not read, but for the status.
 * Mail goes over TLS, whose certificate is checked, or to a server on this machine.
"""

import asyncio
import hashlib
import hmac
import json
import smtplib
import ssl
from base64 import b64encode
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol

from pyreqwest.client import Client
from pyreqwest.exceptions import PyreqwestError

from countenance.errors import NoticeError
from countenance.gate.asking import asking
from countenance.gate.settings.notices import NoticesSettings
from countenance.gate.within import within
from countenance.review.notices import Notice

__all__ = ["HookTeller", "MailTeller", "Teller", "body_of", "mail_of", "secret_text", "signed"]

_SECONDS = 10.0


class Teller(Protocol):
    """Tells notices to one receiver."""

    @property
    def receiver(self) -> str:
        """Who is told, as the outbox names it."""
        ...

    async def tell(self, notice: Notice, now: int) -> None:
        """Tell one notice; `now`: seconds since 1970. Raises `NoticeError`."""
        ...


class HookTeller:
    """Posts notices to one address. `secret`: 32 bytes; `address`: that of the gate."""

    def __init__(self, hook: str, secret: bytes, address: str) -> None:
        self._hook = hook
        self._secret = secret
        self._address = address
        self._client: Client = asking(timedelta(seconds=_SECONDS)).build()

    @property
    def receiver(self) -> str:
        """Who is told; the address may hold a token, so it is a digest of it."""
        return f"hook-{hashlib.sha256(self._hook.encode()).hexdigest()[:16]}"

    async def tell(self, notice: Notice, now: int) -> None:
        """Post one notice. Raises `NoticeError`."""
        body = body_of(notice, self._address)
        request = self._client.request("POST", self._hook).body_bytes(body)
        for name, value in (("content-type", "application/json"),
                            *signed(notice.id, now, body, self._secret)):  # fmt: skip
            request = request.header(name, value)
        try:
            with within(_SECONDS):
                async with request.streamed_read_buffer_limit(0).build_streamed() as response:
                    status = response.status
        except (TimeoutError, PyreqwestError):
            raise NoticeError("a hook could not be reached") from None  # its words hold the address
        if not 200 <= status < 300:
            raise NoticeError(f"a hook answered with status {status}")


class MailTeller:
    """Mails notices to one address, through the server of the settings."""

    def __init__(self, to: str, settings: NoticesSettings, password: str, address: str) -> None:
        self._to = to
        self._settings = settings
        self._password = password
        self._address = address

    @property
    def receiver(self) -> str:
        """Who is told, as a digest: an address may be a name."""
        return f"mail-{hashlib.sha256(self._to.encode()).hexdigest()[:16]}"

    async def tell(self, notice: Notice, now: int) -> None:
        """Mail one notice. Raises `NoticeError`."""
        message = mail_of(notice, self._settings.mail_from, self._to, self._address, now)
        try:
            await asyncio.to_thread(self._send, message)
        except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
            raise NoticeError(f"mail could not be sent: {type(error).__name__}") from None

    def _send(self, message: EmailMessage) -> None:
        chosen = self._settings
        trust = ssl.create_default_context(cafile=chosen.mail_authority or None)
        where = (chosen.mail_host, chosen.mail_port)
        server: smtplib.SMTP
        if chosen.mail_security == "tls":
            server = smtplib.SMTP_SSL(*where, timeout=_SECONDS, context=trust)
        else:
            server = smtplib.SMTP(*where, timeout=_SECONDS)
        with server:
            if chosen.mail_security == "starttls":
                server.starttls(context=trust)
            if chosen.mail_user:
                server.login(chosen.mail_user, self._password)
            server.send_message(message)


def body_of(notice: Notice, address: str) -> bytes:
    """What a hook gets."""
    told = {
        "type": notice.topic.value,
        "id": notice.id,
        "timestamp": notice.time,
        "data": {
            "about": notice.about,
            "state": notice.state,
            "due": notice.due,
            "entry": notice.entry,
            "gate": address,
            "url": _url(notice, address),
        },
    }
    return json.dumps(told, separators=(",", ":")).encode()


def signed(id_: str, now: int, body: bytes, secret: bytes) -> tuple[tuple[str, str], ...]:
    """The headers of a hook. `now`: seconds since 1970."""
    what = f"{id_}.{now}.".encode() + body
    made = b64encode(hmac.digest(secret, what, hashlib.sha256)).decode()
    return (
        ("webhook-id", id_),
        ("webhook-timestamp", str(now)),
        ("webhook-signature", f"v1,{made}"),
    )


def secret_text(secret: bytes) -> str:
    """The secret as receivers are given it."""
    return f"whsec_{b64encode(secret).decode()}"


def mail_of(notice: Notice, sender: str, to: str, address: str, now: int) -> EmailMessage:
    """What somebody is mailed."""
    message = EmailMessage()
    message["Subject"] = f"countenance: {notice.topic.says} ({notice.about})"
    message["From"] = sender
    message["To"] = to
    message["Date"] = formatdate(now)
    token = hashlib.sha256(f"{notice.id} {to}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{token}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    lines = [f"{notice.topic.says}.", "", f"about  {notice.about}"]
    lines += [f"state  {notice.state}"] if notice.state else []
    lines += [f"due    {notice.due}"] if notice.due else []
    lines += [f"entry  {notice.entry}", f"see    {address}/console", ""]
    message.set_content("\n".join(lines))
    return message


def _url(notice: Notice, address: str) -> str | None:
    """Where a program looks it up, with the token of somebody who may."""
    kind = notice.topic.value.partition("-")[0]
    where = {"case": "cases", "motion": "board/motions", "change": "proposals", "ruling": "rulings"}
    return f"{address}/v1/{where[kind]}/{notice.about}" if kind in where else None
