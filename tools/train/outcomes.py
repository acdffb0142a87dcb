"""What became of labelled requests at the gate: refused, held, covered, or sent with a face to see.

Rules kept here:
 * Each request goes through the rules over wordings, the codes and the table of outcomes, as at the
   gate; only its set of plausible acts comes from a model that was not trained on its fold.
 * The caller is the one that a gate registers when it is tried out: private, for nobody else,
   without an approval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt
from rows import Row

from countenance.callers.registration import RegisteredFact, Registration
from countenance.dialects.call import Call, Dialect, Operation, Part, PartKind, Role
from countenance.evidence.act import Act, acts_of_senses
from countenance.evidence.asked import pieces_of
from countenance.evidence.gather import facts_of
from countenance.evidence.senses import Sense
from countenance.gate.codebook import Codebook, named_places
from countenance.gate.judging import judge
from countenance.gate.outcome import Action, Pictured, Visible
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

__all__ = ["CALLER", "PINNED", "Outcomes", "as_lines", "outcomes_of", "shares"]

PINNED = "ms-enterprise-ai-coc@4.0"
CALLER = Registration(
    id="development",
    ref="",
    organisation="tried out",
    facts=tuple(
        RegisteredFact(name, (value,))
        for name, value in (
            ("actor_kind", "private_entity"),
            ("on_behalf_of", "none"),
            ("provider_approval", "none"),
            ("use_jurisdiction", "NO"),
        )
    ),
)
_WORDS = ("refused", "held", "covered", "no face", "visible")
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Outcomes:
    """One word for each row; empty for a row without a picture. `editions` decided."""

    words: npt.NDArray[np.str_]
    editions: tuple[str, ...]


class _Gate:
    """The codes of today, asked about a caller; the same acts are asked about once."""

    def __init__(self, pin: str | None, day: date) -> None:
        self._book = Codebook(packaged_vocabulary(), packaged_editions())
        self._caller = CALLER if pin is None else _pinned(pin)
        named = named_places(self._caller.evidence_on(day))
        self.applied = self._book.applied("azure_openai", day, self._caller.pin, (), named)
        picture = Part("messages[0].content[0]", PartKind.PICTURE, Role.USER, data=b"-", turn=0)
        call = Call(
            Dialect.OPENAI, Operation.CHAT, "gpt-4o", f"sha256:{'0' * 64}", (picture,), ()
        )
        self._facts = facts_of(call, self._caller, day, "azure_openai", self._book.vocabulary)
        self._known: dict[str, str] = {}

    def word(self, acts: Sequence[Act], *, face: bool) -> str:
        key = repr([(act.label, sorted(act.facts.items())) for act in acts]) + str(face)
        if key not in self._known:
            pictured = Pictured.FACES if face else Pictured.NO_FACE
            judged = judge(
                self.applied, self._facts, acts, pictured, self._caller, Visible.NEEDED
            ).outcome
            match judged.action:
                case Action.REFUSE:
                    self._known[key] = "refused"
                case Action.HOLD:
                    self._known[key] = "held"
                case Action.PASS | Action.REDACT:
                    seen = "covered" if judged.cover else "visible"
                    self._known[key] = seen if face else "no face"
        return self._known[key]


def outcomes_of(
    rows: Sequence[Row],
    sets: Sequence[frozenset[Sense]],
    likely: npt.NDArray[np.float64],
    known: Mapping[str, float],
    pin: str | None = None,
) -> Outcomes:
    """The outcome of each row. `likely` has the probability of each sense for each row, `known`
    the words that are known.
    """
    gate = _Gate(pin, datetime.now(UTC).date())
    words = []
    for row, found, probable in zip(rows, sets, likely, strict=True):
        if not row.asked.pictures:
            words.append("")
            continue
        acts, _ = acts_of_senses(found, probable, pieces_of(row.asked, known).text)
        words.append(gate.word(acts, face=row.has_face))
    return Outcomes(np.array(words), gate.applied.editions)


def shares(outcomes: Outcomes, of: Flags) -> dict[str, float | int]:
    """For the rows marked, the share of each outcome; and how many rows there are."""
    seen = outcomes.words[of & (outcomes.words != "")]
    told: dict[str, float | int] = {"rows": len(seen)}
    return told | {word: float((seen == word).mean()) if len(seen) else 0.0 for word in _WORDS}


def as_lines(name: str, groups: dict[str, dict[str, float | int]]) -> list[str]:
    """A table for people: one line for each group."""
    heads = ("rows", *_WORDS)
    lines = [f"{name:34}" + "".join(f"{head:>9}" for head in heads)]
    for group, told in groups.items():
        cells = [
            f"{told[head]:>9}" if head == "rows" else f"{told[head]:>9.3f}" for head in heads
        ]
        lines.append(f"  {group:32}" + "".join(cells))
    return lines


def _pinned(pin: str) -> Registration:
    return Registration(
        id=CALLER.id, ref="", organisation=CALLER.organisation, facts=CALLER.facts, pin=pin
    )
