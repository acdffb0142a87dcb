"""What a running gate has for held calls, for the board, and for the people who decide.

Rules kept here:
 * What nobody decided in time is refused, and a motion that is due is counted, also where nobody
   looks: the gate looks itself.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import structlog

from countenance.codes.model import Edition
from countenance.errors import CountenanceError
from countenance.gate.capabilities import Approvals
from countenance.gate.people.askers import Askers
from countenance.gate.people.question_desk import QuestionDesk
from countenance.gate.quotas import Quotas
from countenance.gate.recorder import Recorder
from countenance.gate.reviewing import Reviewing
from countenance.gate.secrets import HOLDS, secret
from countenance.gate.settings.board import BoardSettings, board_terms
from countenance.gate.settings.review import ReviewSettings
from countenance.gate.settings.settings import Settings
from countenance.stores.held_calls import HeldCalls
from countenance.stores.motions import Motions
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.people import People
from countenance.stores.proposals import Proposals
from countenance.stores.questions import Questions
from countenance.stores.ruling_motions import RulingMotions
from countenance.stores.rulings import Rulings

__all__ = ["Expires", "HeldPictures", "Opened", "expiring", "open_questions", "open_review"]

_log = structlog.get_logger("countenance.review")
_LOOK_SECONDS = 30.0


class Expires(Protocol):
    """A store of what people have to decide in time."""

    def expire_overdue(self) -> int:
        """Close what nobody decided in time; how many there were. Raises `RecordError`."""
        ...


@dataclass(frozen=True, slots=True)
class HeldPictures:
    """The pictures of held calls, as something of which what is over is erased."""

    cases: HeldCalls

    def expire_overdue(self) -> int:
        """Erase those that are kept no longer; of how many cases. Raises `RecordError`."""
        return self.cases.expire_pictures()


@dataclass(frozen=True, slots=True)
class Opened:
    """The cases, the motions, who decides them, and what the walk asks."""

    cases: HeldCalls
    motions: Motions
    people: People
    proposals: Proposals
    reviewing: Reviewing


def open_review(
    folder: Path,
    settings: ReviewSettings,
    board: BoardSettings,
    quotas: Quotas,
    recorder: Recorder,
    stack: AsyncExitStack,
    *,
    owner: int,
    clock: Callable[[], int],
    random: Callable[[int], bytes],
) -> Opened:
    """Open all of it in a folder of data, until the stack is closed."""
    cases = HeldCalls(folder, clock, random, owner=owner)
    stack.callback(cases.close)
    motions = Motions(folder, board_terms(board), RulingMotions(owner), clock, random)
    stack.callback(motions.close)
    people = People(folder, clock, random)
    stack.callback(people.close)
    proposals = Proposals(folder, packaged_vocabulary(), clock, random)
    stack.callback(proposals.close)
    kept = secret(folder / HOLDS, random)
    reviewing = Reviewing(cases, quotas, recorder, kept, settings, Approvals(motions), clock)
    return Opened(cases, motions, people, proposals, reviewing)


def open_questions(
    settings: Settings,
    folder: Path,
    stack: AsyncExitStack,
    rulings: Rulings,
    edition_of: Callable[[str], Edition],
    clock: Callable[[], int],
    random: Callable[[int], bytes],
) -> QuestionDesk:
    """Open the questions in a folder of data, until the stack is closed."""
    questions = Questions(
        folder,
        clock,
        random,
        per_hour=settings.review.questions_per_hour,
        open_at_once=settings.review.questions_waiting,
    )
    stack.callback(questions.close)
    # Behind a proxy all have its address: counted by it, five would close the channel for all.
    direct = settings.tls.plain != "behind-a-proxy"
    askers = Askers(clock, random(32)) if direct else None
    return QuestionDesk(questions, rulings, edition_of, settings.address, clock, askers)


async def expiring(
    motions: Motions, *stores: Expires, seconds: float = _LOOK_SECONDS
) -> None:
    """Close what is overdue and count what is due, again and again. Never ends by itself, and what
    cannot be done in one store keeps no other waiting."""
    while True:
        for each in stores:
            await _tried(each.expire_overdue, "cases-not-expired")
        await _tried(motions.count_due, "motions-not-counted")
        await asyncio.sleep(seconds)


async def _tried(does: Callable[[], int], event: str) -> None:
    try:
        await asyncio.to_thread(does)
    except CountenanceError as error:
        _log.error(event, error=str(error))
    except Exception as error:  # noqa: BLE001 - the next time it may be done
        _log.error(event, error=type(error).__name__)
