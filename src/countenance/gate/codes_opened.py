"""What a running gate has for its codes: packaged, the site's own, the rulings, and questions.

Rules kept here:
 * A command beside a gate reads the codes and enters nothing about them.
"""

from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from countenance.gate.codebook import Codebook
from countenance.gate.loosening import open_loosening
from countenance.gate.own_codes import OwnCodesKeeper, keeper_of
from countenance.gate.people.question_desk import QuestionDesk
from countenance.gate.people.ruling_desk import RulingDesk
from countenance.gate.review_opened import open_questions
from countenance.gate.settings.settings import CodesSettings, Settings
from countenance.stores.noted_codes import NotedCodes
from countenance.stores.packaged import packaged_editions, packaged_vocabulary
from countenance.stores.rulings import Rulings

__all__ = ["Codes", "open_codes", "packaged_codebook"]


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes, who keeps them what they have to be, the rulings, and the questions about them.

    `signed`: the digests that an operator signed off.
    """

    book: Codebook
    keeper: OwnCodesKeeper
    rulings: Rulings
    settling: RulingDesk
    asking: QuestionDesk
    signed: frozenset[str]


def packaged_codebook(settings: CodesSettings) -> Codebook:
    """The packaged editions that are active. Raises `SettingsError` for an unknown code."""
    return Codebook(
        packaged_vocabulary(),
        packaged_editions(),
        active=settings.active,
        signed=_signed(settings),
    )


def _signed(settings: CodesSettings) -> frozenset[str]:
    return frozenset(each.removeprefix("sha256:") for each in settings.signed_off)


def open_codes(
    settings: Settings,
    folder: Path,
    book: Codebook,
    stack: AsyncExitStack,
    *,
    serves: bool,
    services: Iterable[str],
    clock: Callable[[], int],
    random: Callable[[int], bytes],
) -> Codes:
    """Put into a codebook what counts now, and keep it so until the stack is closed.

    `services`: those that have to have a code. Raises the errors of ours that say what is wrong.
    """
    vocabulary, signed = book.vocabulary, _signed(settings.codes)
    noted = NotedCodes(folder, clock, random)
    stack.callback(noted.close)
    rulings = Rulings(folder, clock, random)
    stack.callback(rulings.close)
    keeper = keeper_of(
        settings.codes, book, noted if serves else None, services, clock, rulings.counting,
        open_loosening(folder, noted, vocabulary, signed, stack, clock),
    )  # fmt: skip
    keeper.begin()
    settling = RulingDesk(
        rulings, keeper.edition, vocabulary, signed, clock, lambda: dict(keeper.rulings.lapsed)
    )
    asking = open_questions(settings, folder, stack, rulings, keeper.edition, clock, random)
    return Codes(book, keeper, rulings, settling, asking, signed)
