"""The directory as it is asked: what it says about itself, its keys, and a token for a code.

    ISSUER/.well-known/openid-configuration ──> where everything is
    jwks_uri ──> its keys            token_endpoint ──> a token for a code that came by the browser

Rules kept here:
 * What it says about itself has to say that it is the issuer of the settings, letter by letter.
   What it names is asked over TLS, unless both are on this machine.
 * Each answer has ten seconds and a size; no redirect is followed, and no proxy is taken from the
   environment.
 * What it says is kept for an hour. A key that is not known has the keys asked for again, once for
   each sign-in and not sooner than ten seconds after the last time; a directory that did not answer
   is left alone for as long.
 * Few ask at once: a directory that is slow takes no more of the places for pages than these.
 * No error repeats what it said.
"""

import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import msgspec
from pyreqwest.client import SyncClient
from pyreqwest.exceptions import PyreqwestError

from countenance.errors import DirectoryError, SettingsError
from countenance.gate.asking import asking_in_thread
from countenance.gate.authority import authority_in
from countenance.gate.people.id_token import ALGORITHMS, Keys, key_id_of, keys_of
from countenance.gate.settings.oidc import OidcSettings, client_secret
from countenance.gate.settings.settings import is_loopback
from countenance.review.directory import Why

__all__ = ["AT_ONCE", "About", "Provider", "provider_of"]

AT_ONCE = 4
"""How many threads of one process may wait for the directory."""

_SECONDS = 10.0
_LARGEST = 256 * 1024
_KEPT = 3600.0
_AGAIN = 10.0
_PATH = "/.well-known/openid-configuration"
_BASIC, _POST = "client_secret_basic", "client_secret_post"


@dataclass(frozen=True, slots=True)
class About:
    """What a directory says about itself, as far as it is needed. `says_issuer`: whether it names
    itself in what comes back by the browser (RFC 9207)."""

    authorization: str
    token: str
    keys: str
    in_header: bool
    says_issuer: bool


class Provider:
    """One directory. `clock`: seconds that only grow."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        secret: str,
        authority: bytes | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._secret = secret
        builder = asking_in_thread(timedelta(seconds=_SECONDS))
        if authority is not None:
            builder = builder.add_root_certificate_pem(authority)
        self._client: SyncClient = builder.build()
        self._clock = clock
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._about: tuple[float, About] | None = None
        self._keys: tuple[float, Keys] | None = None
        self._asked_again = -_AGAIN
        self._failed: tuple[float, DirectoryError] | None = None

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def about(self) -> About:
        """What it says about itself. Raises `DirectoryError`."""
        with self._lock:
            kept, failed = self._about, self._failed
        if kept is not None and self._clock() - kept[0] < _KEPT:
            return kept[1]
        if failed is not None and self._clock() - failed[0] < _AGAIN:
            raise DirectoryError(failed[1].why, str(failed[1]))
        with self._place():
            try:
                found = self._read_about(self._asked("GET", self.issuer.rstrip("/") + _PATH))
            except DirectoryError as error:
                with self._lock:
                    self._failed = self._clock(), error
                raise
        with self._lock:
            self._about, self._failed = (self._clock(), found), None
        return found

    def keys_for(self, token: str) -> Keys:
        """Its keys, asked for again where the one of this token is not among them.

        Raises `DirectoryError`.
        """
        kid = key_id_of(token)
        now = self._clock()
        with self._lock:
            kept = self._keys
            is_new = kept is None or now - kept[0] >= _KEPT
            known = [] if kept is None else [each.kid for each in kept[1]]
            is_unknown = kid is not None and kid not in known
            again = is_unknown and now - self._asked_again >= _AGAIN
            if again and kept is not None:
                self._asked_again = now
        if kept is not None and not is_new and not again:
            return kept[1]
        address = self.about().keys
        with self._place():
            found = keys_of(self._asked("GET", address))
        with self._lock:
            self._keys = now, found
        return found

    def token_for(self, code: str, verifier: str, back: str) -> str:
        """The ID token for a code. `back`: where the code came to. Raises `DirectoryError`."""
        about = self.about()
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if about.in_header:
            # RFC 6749, 2.3.1: both are encoded as in a form before they are put together.
            both = f"{quote_plus(self._client_id)}:{quote_plus(self._secret)}"
            headers["authorization"] = f"Basic {b64encode(both.encode()).decode()}"
        else:
            fields |= {"client_id": self._client_id, "client_secret": self._secret}
        with self._place():
            answer = self._asked("POST", about.token, urlencode(fields).encode(), headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise _failed("it gave no ID token for the code; the scope `openid` has to be allowed")
        return token

    def _read_about(self, said: Mapping[str, Any]) -> About:
        if said.get("issuer") != self.issuer:
            raise _failed(
                "it says that it is another issuer than `oidc.issuer`, which has to be the very "
                "same, letter by letter, with or without a `/` at its end"
            )
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        authorization, token, keys = (self._endpoint(said, name) for name in names)
        _refuse_without(said, "response_types_supported", ["code"])
        _refuse_without(said, "code_challenge_methods_supported", ["S256"])
        _refuse_without(said, "id_token_signing_alg_values_supported", list(ALGORITHMS))
        methods = _listed(said, "token_endpoint_auth_methods_supported") or [_BASIC]
        _refuse_without(said, "token_endpoint_auth_methods_supported", [_BASIC, _POST])
        says_issuer = said.get("authorization_response_iss_parameter_supported") is True
        return About(authorization, token, keys, _BASIC in methods, says_issuer)

    def _endpoint(self, said: Mapping[str, Any], name: str) -> str:
        found = said.get(name)
        try:
            parts = urlsplit(found) if isinstance(found, str) else None
        except ValueError:
            parts = None
        if (
            parts is None
            or not isinstance(found, str)
            or not parts.hostname
            or not self._is_safe(parts.scheme, parts.hostname)
            or "@" in parts.netloc
            or parts.fragment
            or not (found.isascii() and found.isprintable() and " " not in found)
        ):
            raise _failed(f"what it says about itself names no `{name}` that begins with https://")
        return found

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A place of those that wait for it. Raises `DirectoryError` where there is none."""
        if not self._places.acquire(blocking=False):
            raise _failed("too many wait for it; try again in a moment")
        try:
            yield
        finally:
            self._places.release()

    def _is_safe(self, scheme: str, host: str) -> bool:
        both_here = self.issuer.startswith("http:") and is_loopback(host)
        return scheme == "https" or (scheme == "http" and both_here)

    def _asked(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        status, data = self._sent(method, address, body, headers or {})
        try:
            answer = msgspec.json.decode(data, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            answer = {}
        if status == 200 and answer:
            return answer
        error = answer.get("error")
        if error == "invalid_grant":
            raise DirectoryError(
                Why.CODE.value,
                "the directory does not take the code that came from it: it was used, or is over; "
                "sign in anew",
            )
        if status == 401 or error in ("invalid_client", "unauthorized_client"):
            raise _failed(
                "it does not take this gate for the one that it knows; whoever keeps the gate "
                "looks at `oidc.client_id` and the client secret"
            )
        raise _failed(f"it answered with status {status} and not as it should")

    def _sent(
        self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        try:
            # Building a request may fail too: its own words hold the address.
            request = self._client.request(method, address).header("accept", "application/json")
            for name, value in headers.items():
                request = request.header(name, value, is_sensitive=name == "authorization")
            if body is not None:
                request = request.body_bytes(body)
            with request.streamed_read_buffer_limit(0).build_streamed() as response:
                return response.status, self._whole(response.body_reader.read_chunk)
        except PyreqwestError:
            raise _failed("it did not answer; try again in a moment") from None

    def _whole(self, read: Callable[[], Any]) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while (chunk := read()) is not None:
            size += len(chunk)
            if size > _LARGEST:
                raise _failed(f"it answered with more than {_LARGEST} bytes")
            pieces.append(bytes(chunk))
        return b"".join(pieces)


def provider_of(settings: OidcSettings, environment: Mapping[str, str]) -> Provider:
    """The directory of the settings. Raises `SettingsError`."""
    secret = client_secret(settings, environment)
    authority = authority_in(settings.authority, "`oidc.authority`")
    try:
        return Provider(settings.issuer, settings.client_id, secret, authority)
    except PyreqwestError as error:
        raise SettingsError("`oidc.authority`: holds no certificate that can be used") from error


def _listed(said: Mapping[str, Any], name: str) -> list[Any]:
    found = said.get(name)
    return found if isinstance(found, list) else []


def _refuse_without(said: Mapping[str, Any], name: str, one_of: Sequence[str]) -> None:
    """Refuse a directory that says what it can do, and none of these is among it."""
    can = _listed(said, name)
    if can and not any(each in can for each in one_of):
        raise _failed(f"`{name}` names none of: {', '.join(one_of)}")


def _failed(says: str) -> DirectoryError:
    return DirectoryError(Why.FAILED.value, f"the directory cannot be asked: {says}")
