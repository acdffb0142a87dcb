"""What a running gate lends to the pages for people: its stores, its codes, and how it is set.

Rules kept here:
 * Nothing is opened for the pages alone: what they show is what the gate judges by.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from countenance.facts.vocabulary import Vocabulary
from countenance.gate.codebook import Codebook
from countenance.gate.deciding import Deciding
from countenance.gate.metrics import Metrics
from countenance.gate.own_codes import OwnCodesKeeper
from countenance.gate.people.board_acts import Board
from countenance.gate.people.case_pictures import CasePictures
from countenance.gate.people.proposal_api import ProposalStore
from countenance.gate.people.question_desk import QuestionDesk
from countenance.gate.people.ruling_desk import RulingDesk
from countenance.gate.people.sign_in import SignIn
from countenance.gate.publishing import PublicLog
from countenance.gate.receipts import Receipts
from countenance.gate.recorder import Recorder
from countenance.gate.settings.settings import Settings
from countenance.stores.held_calls import HeldCalls
from countenance.stores.log import DatabaseLog
from countenance.stores.people import People
from countenance.stores.registry import RegistryReader
from countenance.stores.standings import Standings

__all__ = ["Desk"]


@dataclass(frozen=True, slots=True)
class Desk:
    """What pages may ask. `folder`: that of the data. `clock`: nanoseconds since 1970, UTC."""

    settings: Settings
    folder: Path
    cases: HeldCalls
    motions: Board
    proposals: ProposalStore
    callers: RegistryReader
    people: People
    sign_in: SignIn
    log: DatabaseLog
    recorder: Recorder
    public: PublicLog
    receipts: Receipts
    vocabulary: Vocabulary
    codebook: Codebook
    own_codes: OwnCodesKeeper
    rulings: RulingDesk
    questions: QuestionDesk
    clock: Callable[[], int]
    random: Callable[[int], bytes]
    standings: Standings
    pictures: CasePictures
    metrics: Metrics
    deciding: Deciding
    rooms: Mapping[str, object] = field(default_factory=dict)
    """What rooms after this one have put together for a gate, by their names."""
