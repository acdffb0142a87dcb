"""People who visit the pages of a running gate, as a browser without scripts does."""

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx2 as httpx

from countenance.review.people import Role
from countenance.stores.accounts import Accounts
from countenance.stores.people import People
from gate.running import PIN, Running, face
from review.made_codes import code_of

__all__ = ["PASSWORD", "Visitor", "Visits", "visits_to"]

PASSWORD = "a horse on the roof"


@dataclass
class Visitor:
    """One person with a browser, and with an authenticator if it has an account."""

    line: httpx.Client
    origin: str
    name: str = ""
    ref: str = ""
    secret: bytes = b""
    recovery: tuple[str, ...] = ()
    codes: int = 0
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """The session that its browser has."""
        return self.cookies.get("countenance", "")

    def code(self) -> str:
        """A code that was not used yet: the next one of the authenticator, then recovery codes."""
        if not self.codes:
            self.codes += 1
            return code_of(self.secret, int(time.time()) + 30)
        used, *left = self.recovery
        self.recovery = tuple(left)
        return used

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request, and what it does to the cookies."""
        headers = {"origin": self.origin, **more.pop("headers", {})}
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.line.request(method, path, headers=headers, **more)
        self.line.cookies.clear()
        for each in answer.headers.get_list("set-cookie"):
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if "Max-Age=0" not in each:
                self.cookies[name] = value
        return answer

    def get(self, path: str) -> httpx.Response:
        """Look at a page."""
        return self.ask("GET", path)

    def token(self, path: str) -> str:
        """That of the forms on a page."""
        found = re.search(r'name="token" value="([^"]+)"', self.get(path).text)
        assert found, path
        return found[1]

    def send(self, to: str, on: str | None = None, **fields: str) -> httpx.Response:
        """Send a form. `on`: the page that it stands on, where that is another one."""
        return self.ask("POST", to, data={"token": self.token(on or to), **fields})

    def sign_in(self, code: str | None = None, **more: str) -> httpx.Response:
        """Sign in."""
        fields = {"name": self.name, "password": PASSWORD, **more}
        return self.send("/console/sign-in", code=code or self.code(), **fields)


class Visits:
    """Who visits one gate."""

    def __init__(self, gate: Running, line: httpx.Client) -> None:
        self.gate = gate
        self._line = line
        self._numbers = count()

    def visitor(self, cookie: str = "") -> Visitor:
        """Somebody without an account, perhaps with the session of somebody else."""
        made = Visitor(self._line, self.gate.address)
        made.cookies.update({"countenance": cookie} if cookie else {})
        return made

    def somebody(self, role: Role, *callers: str, name: str = "") -> Visitor:
        """Somebody with an account, who is not signed in yet."""
        made = self.visitor()
        made.name = name or f"{role.value}-{next(self._numbers)}"
        folder = self.gate.folder
        with closing(People(folder)) as people, closing(Accounts(folder)) as accounts:
            person, _ = people.add(made.name, role, callers)
            link = accounts.invite(made.name)
            made.ref, made.secret = person.ref, accounts.invited(link, "a").secret
            code = code_of(made.secret, int(time.time()))
            _, made.recovery = accounts.enrol(link, "a", PASSWORD, code)
        return made

    def police(self, name: str) -> str:
        """A key of a Norwegian police force for a fixed camera in a station, pinned to the edition
        that does not settle that."""
        self.gate.caller(
            name, "actor_kind=law_enforcement_agency", "agency_country=NO",
            "agency_type=municipal_police", "use_jurisdiction=NO", "provider_approval=none",
        )  # fmt: skip
        self.gate.run("callers", "pin", name, PIN)
        where = ("capture_device=fixed_cctv", "environment=controlled")
        self.gate.run("callers", "register", name, "camera", "station", *where)
        made = self.gate.run("callers", "new-key", name, "station", "--carries", "station")
        return made.split()[0]

    def held(self, key: str, text: str = "Who is this?") -> str:
        """A call that is held for people; the id of its case."""
        answer = self.gate.ask(key, text, face())
        assert answer.outcome == "hold", answer
        return str(answer.body["countenance"]["case"])

    def signed_in(self, role: Role, *callers: str, name: str = "") -> Visitor:
        """Somebody who is signed in."""
        made = self.somebody(role, *callers, name=name)
        assert made.sign_in().status_code == 303
        return made


@contextmanager
def visits_to(gate: Running) -> Iterator[Visits]:
    """Who visits this gate, as long as it runs."""
    with httpx.Client(base_url=gate.address, timeout=60) as line:
        yield Visits(gate, line)
