"""Notices on their way: a real receiver of hooks, a real mail server."""

import asyncio
import email
import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from countenance.errors import NoticeError
from countenance.gate.settings.notices import NoticesSettings
from countenance.gate.telling import HookTeller, MailTeller, body_of, secret_text, signed
from countenance.review.notices import Notice, Topic
from mail_sink import Sink, mail_sink
from scripted_http import Seen, scripted_http

SECRET = bytes(range(32))
GATE = "http://127.0.0.1:8800"
NOTICE = Notice("e-1:case-held", Topic.CASE_HELD, "2026-11-22T10:15:30.123Z", "hold-1", 17,
                "open", "2026-11-25T10:15:30.123Z")  # fmt: skip


def answers(status: int) -> Callable[[Seen], tuple[int, dict[str, str], Iterator[bytes]]]:
    return lambda _: (status, {"content-length": "0"}, iter(()))


def posted(url: str) -> None:
    async def work() -> None:
        await HookTeller(f"{url}/hook?token=abc", SECRET, GATE).tell(NOTICE, 1_800_000_000)

    asyncio.run(work())


def verified(seen: Seen, secret: str) -> Any:
    """As https://www.standardwebhooks.com has it, written without our code."""
    key = b64decode(secret.removeprefix("whsec_"))
    id_, at = seen.headers["webhook-id"], seen.headers["webhook-timestamp"]
    made = hmac.new(key, f"{id_}.{at}.".encode() + seen.body, hashlib.sha256).digest()
    assert f"v1,{b64encode(made).decode()}" in seen.headers["webhook-signature"].split(" ")
    return json.loads(seen.body)


def test_a_hook_gets_ids_and_a_signature_that_verifies() -> None:
    with scripted_http(answers(204)) as receiver:
        posted(receiver.url)

    (seen,) = receiver.seen
    told = verified(seen, secret_text(SECRET))
    assert (seen.method, seen.path) == ("POST", "/hook?token=abc")
    assert seen.headers["webhook-id"] == told["id"] == NOTICE.id
    assert told["type"] == "case-held"
    assert told["data"] == {
        "about": "hold-1", "state": "open", "due": "2026-11-25T10:15:30.123Z", "entry": 17,
        "gate": GATE, "url": f"{GATE}/v1/cases/hold-1",
    }  # fmt: skip


def test_what_was_changed_on_the_way_does_not_verify() -> None:
    body = body_of(NOTICE, GATE)
    headers = dict(signed(NOTICE.id, 1, body, SECRET))

    for other in (
        signed(NOTICE.id, 2, body, SECRET), signed("e-2", 1, body, SECRET),
        signed(NOTICE.id, 1, body + b" ", SECRET), signed(NOTICE.id, 1, body, bytes(32)),
    ):  # fmt: skip
        assert dict(other)["webhook-signature"] != headers["webhook-signature"]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_hook_that_does_not_take_it_is_told_of_by_its_status_alone(status: int) -> None:
    with scripted_http(answers(status)) as receiver, pytest.raises(NoticeError) as caught:
        posted(receiver.url)

    assert str(caught.value) == f"a hook answered with status {status}"
    assert len(receiver.seen) == 1


def test_a_hook_that_is_not_there_is_told_of_without_its_address() -> None:
    with scripted_http(answers(204)) as receiver:
        gone = receiver.url
    with pytest.raises(NoticeError) as caught:
        posted(gone)

    assert "127.0.0.1" not in str(caught.value)
    assert "token" not in HookTeller(f"{gone}/?token=abc", SECRET, GATE).receiver


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    with mail_sink(tmp_path_factory.mktemp("mail")) as found:
        yield found


def mailed(sink: Sink, password: str = "", **more: Any) -> None:
    given: dict[str, Any] = {
        "mail_host": "127.0.0.1", "mail_port": sink.port, "mail_from": "gate@example.org",
        "mail_authority": sink.authority, **more,
    }  # fmt: skip
    teller = MailTeller("board@example.org", NoticesSettings(**given), password, GATE)
    asyncio.run(teller.tell(NOTICE, 1_800_000_000))


def test_mail_goes_over_tls_with_a_login_and_says_where_to_look(sink: Sink) -> None:
    mailed(sink, "secret", mail_user="gate", mail_password_env="X")

    message = email.message_from_string(sink.got[-1])
    assert sink.secured[-1]
    assert sink.logins
    assert (message["To"], message["From"]) == ("board@example.org", "gate@example.org")
    assert "a call is held and waits for people" in message["Subject"]
    assert "hold-1" in sink.got[-1]
    assert f"{GATE}/console" in sink.got[-1]
    first = message["Message-ID"]
    mailed(sink)
    assert email.message_from_string(sink.got[-1])["Message-ID"] == first


def test_mail_to_this_machine_may_go_in_the_open(sink: Sink) -> None:
    mailed(sink, mail_security="none", mail_authority="")

    assert not sink.secured[-1]


def test_a_certificate_that_nobody_vouches_for_is_not_taken(sink: Sink, tmp_path: Path) -> None:
    before = len(sink.got)
    with mail_sink(tmp_path) as other, pytest.raises(NoticeError, match="SSL"):
        mailed(sink, mail_authority=other.authority)

    assert len(sink.got) == before


def test_a_server_that_refuses_or_is_gone_is_told_of_by_the_kind_of_error(
    sink: Sink, tmp_path: Path
) -> None:
    sink.refuses = "550 no"
    try:
        with pytest.raises(NoticeError, match="SMTPSenderRefused"):
            mailed(sink)
    finally:
        sink.refuses = ""
    with mail_sink(tmp_path) as gone:
        pass
    with pytest.raises(NoticeError, match="could not be sent"):
        mailed(gone)
