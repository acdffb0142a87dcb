"""The pages of a gate without its walk: real stores in a folder, and people who are signed in.

A gate of its own for each file of tests would cost seconds; what pages ask of one is in the stores.
"""

import re
from contextlib import ExitStack, closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2 as httpx
from starlette.routing import BaseRoute

from console.logs import KEY
from console.served import ADDRESS, asked, desk
from countenance.callers.registration import RegisteredFact, Registration
from countenance.codes.own import NO_OWN_CODES
from countenance.console.pages import (
    board,
    callers,
    changes,
    codes,
    overview,
    papers,
    public,
    questions,
    record,
    ruling_form,
    rulings,
    settings,
)
from countenance.gate.codebook import Codebook
from countenance.gate.people.question_desk import QuestionDesk
from countenance.gate.people.ruling_desk import RulingDesk
from countenance.gate.publishing import PublicLog
from countenance.gate.settings.board import BoardSettings, board_terms
from countenance.gate.settings.settings import parse_settings
from countenance.record.proof import proof_of
from countenance.record.receipt import receipt_of
from countenance.review.people import Person, Role
from countenance.review.preferences import Preferences
from countenance.stores.held_calls import HeldCalls
from countenance.stores.log import DatabaseLog
from countenance.stores.motions import Motions
from countenance.stores.packaged import edition, packaged_editions, packaged_vocabulary
from countenance.stores.people import People
from countenance.stores.proposals import Proposals
from countenance.stores.published import FOLDER, Published, Publisher
from countenance.stores.questions import Questions
from countenance.stores.registry import Registry, RegistryReader
from countenance.stores.ruling_motions import RulingMotions
from countenance.stores.rulings import Rulings
from countenance.stores.sessions import SignedIn
from countenance.stores.standings import Standings
from record.examples import decided, maker

__all__ = ["RULING", "STATION", "Inside"]

PAGES = (
    board, callers, changes, codes, overview, papers, public, questions, record, ruling_form,
    rulings, settings,
)  # fmt: skip

RULING = """\
id = "station"
edition = "ms-aoai-coc@2024-05-03"
clause = "AOAI-ID"
reading = "board"
cites = "any user"
says = "A police station is no place in the wild."
begins = 2026-01-01
ends = 2038-01-01

[scope]
actor_kind = "law_enforcement_agency"
agency_country = "NO"
capture_device = "fixed_cctv"
environment = "controlled"

[added]
name = "board"
says = "Inside a station the sentence does not reach."
verdict = "allow"
source = "https://board.example/12"
"""

STATION = {
    "id": "station", "reading": "own",
    "own-says": "Inside a station the sentence does not reach.", "own-verdict": "allow",
    "own-source": "https://board.example/12", "cites": "typed", "cites-typed": "any user",
    "says": "A police station is no place in the wild.", "begins": "2026-01-01",
    "ends": "2038-01-01", "where-actor_kind": "law_enforcement_agency",
    "where-agency_country": "Norway", "where-capture_device": "fixed_cctv",
    "where-environment": "controlled",
}  # fmt: skip
"""The same ruling, filled in."""


class _Receipts:
    """Receipts out of what is published."""

    def __init__(self, folder: Path) -> None:
        self._files = Published(folder / FOLDER)

    def of(self, stored: Any) -> bytes:
        return bytes(receipt_of(stored, self._files.head(), self._files.tile, ()))

    def proof(self, stored: Any) -> Any:
        return proof_of(stored.index, self._files.head(), self._files.tile, stored.data)


class Inside:
    """Everything that pages ask of a gate. Close it when done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stack = stack = ExitStack()
        self.log = stack.enter_context(closing(DatabaseLog(folder)))
        registry = stack.enter_context(closing(Registry(folder, packaged_vocabulary())))
        facts = (
            RegisteredFact("actor_kind", ("law_enforcement_agency",), "letter of 2026"),
            RegisteredFact("on_behalf_of", ("none",)),
            RegisteredFact("agency_country", ("NO",)),
            RegisteredFact("agency_type", ("municipal_police",)),
        )
        registry.add(Registration("narvik", "", "Narvik <police>", facts))
        registry.new_key("narvik", "first")
        self.log.append_now(*_entry(decided(maker())))
        people = stack.enter_context(closing(People(folder)))
        self.who: dict[str, Person] = {
            role.value: people.add(role.value, role)[0] for role in Role if not role.of_callers
        }
        for name in ("berit", "carl"):
            self.who[name] = people.add(name, Role.BOARD)[0]
        self.who["kari"] = people.add("kari", Role.OPERATOR)[0]
        book = Codebook(packaged_vocabulary(), packaged_editions())
        kept = stack.enter_context(closing(Rulings(folder)))
        clock = _Clock()
        public_log = PublicLog(folder, (KEY,), entries=False)
        self.desk = desk(
            settings=parse_settings("[gate]\nport = 8801\n", {}),
            sign_in=SimpleNamespace(sessions=self, directory=None),
            folder=folder,
            cases=stack.enter_context(closing(HeldCalls(folder))),
            motions=stack.enter_context(
                closing(Motions(folder, board_terms(BoardSettings()), RulingMotions()))
            ),
            proposals=stack.enter_context(closing(Proposals(folder, packaged_vocabulary()))),
            log=self.log,
            recorder=SimpleNamespace(unwritten=0),
            public=public_log,
            receipts=_Receipts(folder),
            vocabulary=packaged_vocabulary(),
            codebook=book,
            own_codes=SimpleNamespace(own=NO_OWN_CODES, wrong="", edition=edition),
            rulings=RulingDesk(kept, edition, packaged_vocabulary(), frozenset(), clock),
            questions=QuestionDesk(
                stack.enter_context(closing(Questions(folder))), kept, edition, ADDRESS, clock
            ),
            clock=clock,
            callers=stack.enter_context(closing(RegistryReader(folder))),
            standings=stack.enter_context(closing(Standings(folder))),
        )
        self.routes: list[BaseRoute] = [
            route for each in PAGES for route in each.routes(self.desk)
        ]
        self.publish()

    def close(self) -> None:
        """Close every store."""
        self._stack.close()

    def publish(self) -> None:
        """Sign a head over what there is."""
        publisher = Publisher(self.log, self.folder / FOLDER, [KEY])
        publisher.publish()
        publisher.close()

    def find(self, id_: str, *, looks: bool = True) -> SignedIn | None:
        """The session of that id: the name of somebody."""
        who = self.who.get(id_)
        return None if who is None else SignedIn(who, id_, Preferences())

    def get(self, who: str, path: str) -> httpx.Response:
        """A page, as somebody sees it; without a name, who is not signed in."""
        headers = {"cookie": f"countenance={who}"} if who else {}
        return asked(self.routes, path, desk=self.desk, headers=headers)

    def send(
        self, who: str, to: str, on: str = "", files: Any = None, **fields: str
    ) -> httpx.Response:
        """A form of a page."""
        shown = self.get(who, on or to)
        found = re.search(r'name="token" value="([^"]+)"', shown.text)
        assert found, shown.text
        cookies = [f"countenance={who}"] if who else []
        cookies += [each.partition(";")[0] for each in shown.headers.get_list("set-cookie")]
        headers = {"cookie": "; ".join(cookies), "origin": ADDRESS}
        data = {"token": found[1], **fields}
        return asked(
            self.routes, to, "POST", desk=self.desk, headers=headers, data=data, files=files
        )


class _Clock:
    def __call__(self) -> int:
        return 1_795_780_800 * 10**9  # a day of November 2026


def _entry(made: Any) -> tuple[Any, Any]:
    return made.data, made.openings


