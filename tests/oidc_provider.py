"""A small OpenID provider on this machine: what people sign in at, and what it may do wrong.

It checks what a provider checks (client, the very address to come back to, PKCE, a code once), and
each test turns one thing of it the wrong way.
"""

import hashlib
import http.server
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

__all__ = ["CLIENT", "SECRET", "OidcProvider", "ec_key", "oidc_provider", "rsa_key"]

CLIENT = "gate-1"
SECRET = "a secret: of/the gate"


@cache
def ec_key(kid: str) -> ECKey:
    """A key of the provider."""
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


@cache
def rsa_key(kid: str) -> RSAKey:
    """Another one, of the kind that most of them have."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@dataclass
class OidcProvider:
    """What it says, and how it goes wrong. `person`: who is signed in there."""

    issuer: str
    back: str = ""
    person: dict[str, Any] = field(
        default_factory=lambda: {
            "sub": "u-1", "email": "alice@example.org", "email_verified": True,
        }
    )  # fmt: skip
    claims: dict[str, Any] = field(default_factory=dict)
    """What the token says instead; None: not at all."""
    about: dict[str, Any] = field(default_factory=dict)
    """What it says about itself instead."""
    answer: dict[str, str] = field(default_factory=dict)
    """What comes back by the browser instead."""
    keys: list[Any] = field(default_factory=lambda: [ec_key("k-1").as_dict(private=False)])
    key: Any = field(default_factory=lambda: ec_key("k-1"))
    algorithm: str = "ES256"
    token: str | None = None
    """What it gives for a code instead of a token of its own."""
    asks: bool = False
    """Whether somebody has to press a button there."""
    down: bool = False
    body: bytes | None = None
    """What it answers whatever it is asked."""
    clock: Callable[[], float] = time.time
    seen: list[str] = field(default_factory=list)
    """The paths that were asked for."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def said(self) -> dict[str, Any]:
        """What it says about itself."""
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
        }
        return {name: value for name, value in (said | self.about).items() if value is not None}

    def authorized(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to, with a code."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == self.back, "not the address that is registered"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self.codes[code] = asked
        told = {"code": code, "state": asked["state"]} | self.answer
        return f"{self.back}?{urlencode({k: v for k, v in told.items() if v})}"

    def given(self, fields: dict[str, str], who: str) -> tuple[int, dict[str, Any]]:
        """A token for a code."""
        if who != f"{CLIENT}:{SECRET}":
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(fields["code"], None)
        if asked is None or fields["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = hashlib.sha256(fields["code_verifier"].encode()).digest()
        if urlsafe_b64encode(challenge).decode().rstrip("=") != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        token = self.token or self.signed(asked["nonce"])
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": token}

    def signed(self, nonce: str) -> str:
        """A token about who is signed in there."""
        now = int(self.clock())
        said = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce,
            **self.person, **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in said.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])


@contextmanager
def oidc_provider() -> Iterator[OidcProvider]:
    """One that answers as long as it is needed.

    Its name is `localhost`, which for a browser is another site than `127.0.0.1`, where a gate is.
    """
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        made = OidcProvider(f"http://localhost:{server.server_address[1]}")
        server.daemon_threads = True
        server.provider = made  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join(10)


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path, fields = self._asked(urlsplit(self.path).query)
        provider = self._provider
        if path == "/.well-known/openid-configuration":
            self._json(200, provider.said())
        elif path == "/keys":
            self._json(200, {"keys": provider.keys})
        elif path == "/authorize" and provider.asks:
            self._page(self.path)
        elif path == "/authorize":
            self._led(provider.authorized(fields))
        else:
            self._json(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        path, fields = self._asked(body)
        if path == "/authorize":
            self._led(self._provider.authorized(self._asked(urlsplit(self.path).query)[1]))
            return
        kind, _, both = self.headers.get("authorization", "").partition(" ")
        if kind == "Basic":
            who = ":".join(unquote_plus(each) for each in b64decode(both).decode().split(":"))
        else:
            who = f"{fields.get('client_id')}:{fields.get('client_secret')}"
        self._json(*self._provider.given(fields, who))

    @property
    def _provider(self) -> OidcProvider:
        return self.server.provider  # type: ignore[attr-defined, no-any-return]

    def _asked(self, text: str) -> tuple[str, dict[str, str]]:
        path = urlsplit(self.path).path
        self._provider.seen.append(path)
        if self._provider.down:
            self.close_connection = True
            raise ConnectionAbortedError
        return path, {name: values[0] for name, values in parse_qs(text).items()}

    def _led(self, to: str) -> None:
        self.send_response(303)
        self.send_header("location", to)
        self.send_header("content-length", "0")
        self.end_headers()

    def _page(self, to: str) -> None:
        self._send(200, "text/html", (
            '<!doctype html><html lang="en"><title>Directory</title><h1>The directory</h1>'
            f'<form method="post" action="{to}"><button>I am Alice</button></form>'
        ).replace("&", "&amp;").encode())  # fmt: skip

    def _json(self, status: int, said: dict[str, Any]) -> None:
        self._send(status, "application/json", self._provider.body or json.dumps(said).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass

    def handle_error(self) -> None:
        pass
