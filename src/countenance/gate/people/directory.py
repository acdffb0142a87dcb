"""Signing in by a directory: OpenID Connect, by authorization code with PKCE.

    begin ──> the browser goes to the directory, with a sealed cookie of what was begun
    back  ──> it comes back with a code; who it is, by an ID token that the gate asks for
    finish ─> a code of the second factor here, unless the directory has asked for one

Rules kept here:
 * What comes back belongs to what this very browser has begun: state, nonce and the verifier of
   PKCE stand in its cookie, sealed, for ten minutes; it is taken once.
 * Where the answer says which issuer it is of, it has to be this one; where the directory says that
   it always does, it has to stand there.
 * Who goes on to the second factor carries who it is along sealed, bound to its browser, for five
   minutes. Nothing of a token is kept.
 * Whatever goes wrong is a `DirectoryError` with a word for it, in words of ours: nothing that came
   by the browser or from the directory is repeated.
"""

import hashlib
import os
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pybase64 import urlsafe_b64decode

from countenance.errors import DirectoryError, SettingsError
from countenance.gate.people.by_directory import CameBack
from countenance.gate.people.id_token import checked_claims
from countenance.gate.people.provider import Provider
from countenance.gate.settings.oidc import OidcSettings, way_back
from countenance.review.directory import Identity, Why, check_proof, identity_of
from countenance.review.people import Person
from countenance.stores.directory_names import DirectoryNames
from countenance.stores.person_rows import key_for

__all__ = ["BEGUN_SECONDS", "KNOWN_SECONDS", "Directory"]

BEGUN_SECONDS = 600
"""For how long somebody may take at the directory."""
KNOWN_SECONDS = 300
"""For how long after that somebody may take to type a code."""

_SKEW = 60
"""Seconds by which the clocks of two gates may differ."""
_NONCE = 12
_LONGEST_ANSWER = 4096
_DECLINED = ("access_denied", "login_required", "interaction_required", "consent_required",
             "account_selection_required")  # fmt: skip


class _Begun(msgspec.Struct, frozen=True):
    """What a browser has begun. `after`: where it wants to go; `at`: seconds since 1970."""

    state: str
    nonce: str
    verifier: str
    after: str
    at: int


class _Shown(msgspec.Struct, frozen=True):
    """Who a browser is by the word of the directory. `browser`: what only that browser has."""

    subject: str
    name: str
    after: str
    browser: str
    at: int


_Sealed = TypeVar("_Sealed", _Begun, _Shown)


class Directory:
    """Signing in by one directory. `clock`: nanoseconds since 1970 in UTC."""

    def __init__(
        self,
        settings: OidcSettings,
        provider: Provider,
        names: DirectoryNames,
        folder: Path,
        address: str,
        clock: Callable[[], int] = time.time_ns,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """`address`: that of the gate, as people see it."""
        self._settings = settings
        self._provider = provider
        self._names = names
        self._folder = folder
        self._back = way_back(address)
        self._clock = clock
        self._random = random

    @property
    def label(self) -> str:
        """What the button says."""
        return self._settings.label

    @property
    def takes_passwords(self) -> bool:
        """Whether people may sign in with a password here, too."""
        return self._settings.passwords == "taken"

    @property
    def begins_at(self) -> str:
        """The address of the page that leads there: the one that people come back to as well."""
        return self._back.removesuffix("/back")

    def begin(self, after: str) -> tuple[str, str]:
        """Where a browser goes to, and the cookie that it keeps. Raises `DirectoryError`."""
        about = self._provider.about()
        begun = _Begun(self._word(), self._word(), self._word(), after, self._seconds())
        challenge = hashlib.sha256(begun.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._back,
            "scope": "openid email" if self._settings.claim == "email" else "openid",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        if self._settings.second_factor == "directory" and self._settings.acr:
            asked["acr_values"] = " ".join(self._settings.acr)
        joined = "&" if "?" in about.authorization else "?"
        return f"{about.authorization}{joined}{urlencode(asked)}", self._seal(begun)

    def back(self, answer: Mapping[str, str], cookie: str, browser: str, address: str) -> CameBack:
        """Who came back. `answer`: what came in the address of the page; `cookie`: that of `begin`;
        `address`: from where it came.

        Raises `DirectoryError`, and `LockedError` after too many tries.
        """
        begun = self._unseal(cookie, _Begun, BEGUN_SECONDS)
        state = answer.get("state", "")
        if begun is None or not _same(state, begun.state):
            raise DirectoryError(
                Why.NOT_BEGUN.value,
                "this sign-in was not begun in this browser, was begun again since, or was begun "
                f"more than {BEGUN_SECONDS // 60} minutes ago; sign in anew",
            )
        tried = self._names.took(begun.state, address)
        self._refuse_other_issuer(answer)
        code = answer.get("code", "")
        if "error" in answer or not 0 < len(code) <= _LONGEST_ANSWER:
            raise _not_given(answer.get("error", ""))
        token = self._provider.token_for(code, begun.verifier, self._back)
        claims = checked_claims(
            token,
            self._provider.keys_for(token),
            self._settings.issuer,
            self._settings.client_id,
            begun.nonce,
            self._seconds(),
        )
        identity = identity_of(claims, self._settings.named_by)
        here = self._settings.second_factor == "here"
        if not here:
            check_proof(claims, self._settings.amr, self._settings.acr)
        name = self._names.known(self._settings.issuer, identity, tried, shows_code=here)
        if here:
            shown = _Shown(identity.subject, identity.name, begun.after, browser, self._seconds())
            return CameBack(name, begun.after, None, self._seal(shown))
        person = self._names.sign_in(self._settings.issuer, identity, None, address)
        return CameBack(name, begun.after, person, "")

    def finish(self, ticket: str, code: str, browser: str, address: str) -> tuple[Person, str]:
        """Who is let in by a code, and where it wants to go. `ticket`: what it came back with.

        Raises `DirectoryError`, for a wrong code `SignInError`, after too many `LockedError`.
        """
        shown = self._unseal(ticket, _Shown, KNOWN_SECONDS)
        if shown is None or not _same(browser, shown.browser):
            raise DirectoryError(
                Why.NOT_BEGUN.value,
                f"it is more than {KNOWN_SECONDS // 60} minutes since you came from the directory, "
                "or it was in another browser; sign in anew",
            )
        identity = Identity(shown.subject, shown.name)
        person = self._names.sign_in(self._settings.issuer, identity, code, address)
        return person, shown.after

    def _refuse_other_issuer(self, answer: Mapping[str, str]) -> None:
        says = answer.get("iss")
        if says is None and not self._provider.about().says_issuer:
            return
        if says != self._settings.issuer:
            raise DirectoryError(
                Why.OTHER_ISSUER.value,
                "what came back is not of the directory that you were sent to (`iss`); if it comes "
                "again, tell whoever keeps the gate",
            )

    def _word(self) -> str:
        return urlsafe_b64encode(self._random(32)).decode().rstrip("=")

    def _seconds(self) -> int:
        return self._clock() // 1_000_000_000

    def _seal(self, value: _Begun | _Shown) -> str:
        try:
            key = AESGCM(key_for(self._folder, _purpose(type(value))))
        except SettingsError:  # there is nobody yet, hence no secret
            raise DirectoryError(
                Why.UNKNOWN.value, "nobody keeps this gate yet; its first operator begins by a link"
            ) from None
        nonce = self._random(_NONCE)
        sealed = nonce + key.encrypt(nonce, msgspec.json.encode(value), None)
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    def _unseal(self, text: str, kind: type[_Sealed], lasts: int) -> _Sealed | None:
        """What was sealed, if it was here and not too long ago."""
        with suppress(ValueError, InvalidTag, SettingsError, msgspec.MsgspecError):
            sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            key = AESGCM(key_for(self._folder, _purpose(kind)))
            opened = key.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
            found = msgspec.json.decode(opened, type=kind)
            if -_SKEW <= self._seconds() - found.at < lasts:
                return found
        return None


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _purpose(kind: type[Any]) -> str:
    return f"directory sign-in, {kind.__name__.strip('_').lower()}"


def _not_given(error: str) -> DirectoryError:
    if error in _DECLINED:
        return DirectoryError(
            Why.DECLINED.value,
            "the directory did not let you in, or you went back; sign in anew, or ask whoever "
            "keeps the directory whether you may use this gate",
        )
    return DirectoryError(
        Why.DECLINED.value,
        "the directory sent you back without a code; whoever keeps the gate finds in the log of "
        "the directory why, and looks whether this gate is registered there as it is set",
    )
