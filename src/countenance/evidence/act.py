"""What a call asks of the faces in its pictures: a set of plausible acts.

Rules kept here:
 * The answer is a set, calibrated so that the act that is asked for is in it about nineteen times
   out of twenty; it is never empty. Each act is a cube of facts.
 * Rules over wordings may add acts and say more about them; nothing takes one away. That no face
   was found takes none away either.
 * What is asked beside something else counts as well: every sentence, and every part of one, is
   read by itself, and adds the act that a code may ban where it asks for nothing else.
 * What is printed in a picture asks as well, by itself: it adds acts that a code may ban.
 * Without an embedder only plain English is read, by its letters, and much less is told apart; of
   everything else every act is plausible.
 * What is too long to be looked at makes the set wider: every act that a code may ban is then
   plausible.
 * Texts are in no `repr`, no error and no log; the memory of earlier answers is keyed by
   digests under a key of its own.

Text-only calls do not come here. Loading the model is the work of `countenance.stores.act_model`,
turning acts into a decision that of the gate.

`plausible` computes for 30 to 150 ms (about 3 s for the longest texts) on one core and is
safe to call from several threads: call it off the event loop.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from countenance.errors import ModelError
from countenance.evidence.act_model import (
    ActModel,
    barred_alone,
    combined,
    digest_of,
    likely,
    widened,
)
from countenance.evidence.asked import Asked, Turn, pieces_of, printed_pieces
from countenance.evidence.embed import Embedder, NoVectors, RememberedVectors
from countenance.evidence.english import is_english
from countenance.evidence.features import features_beside, features_of
from countenance.evidence.labels import Cube, Label
from countenance.evidence.rules import raised
from countenance.evidence.senses import SENSES, Sense

__all__ = [
    "Act",
    "ActReader",
    "Asked",
    "EnglishActs",
    "PlausibleActs",
    "Turn",
    "UnreadActs",
    "acts_of_senses",
]


@dataclass(frozen=True, slots=True)
class Act:
    """One plausible act: its label, its cube of facts, and how likely it is, in thousandths."""

    label: Label
    facts: Cube
    permille: int


@dataclass(frozen=True, slots=True)
class PlausibleActs:
    """The plausible acts of one call, likeliest first.

    `digest` names the model. `rules` holds the names of the wordings that were met, of the
    encodings that were undone, and `left-out` when not all of the text could be looked at.
    """

    acts: tuple[Act, ...]
    digest: str
    rules: tuple[str, ...]

    @property
    def labels(self) -> frozenset[Label]:
        """The labels of the acts."""
        return frozenset(act.label for act in self.acts)


class ActReader:
    """Reads what is asked, with a model and an embedder that are handed in.

    `key` keys the memory of earlier answers (at most `room`).
    """

    def __init__(
        self, model: ActModel, embedder: Embedder, key: bytes, room: int = 4_096
    ) -> None:
        if model.embedder != embedder.name:
            raise ModelError(
                f"the act model was trained on `{model.embedder}`; "
                f"the embedder is `{embedder.name}`"
            )
        self._model = model
        self._embedder = RememberedVectors(embedder, key)
        self._key = key
        self._room = room
        self._remembered: OrderedDict[bytes, PlausibleActs] = OrderedDict()
        self._lock = Lock()

    @property
    def digest(self) -> str:
        """The digest of the model."""
        return self._model.digest

    def remembered(self, asked: Asked) -> PlausibleActs | None:
        """What `plausible` would say, where it has said it before. Quick where `asked` is short."""
        return self._recalled(self._digest_of(asked))

    def plausible(self, asked: Asked) -> PlausibleActs:
        """The acts that `asked` may be asking for; never none."""
        digest = self._digest_of(asked)
        if (known := self._recalled(digest)) is not None:
            return known
        read = self._read(asked)
        with self._lock:
            self._remembered[digest] = read
            while len(self._remembered) > self._room:
                self._remembered.popitem(last=False)
        return read

    def _recalled(self, digest: bytes) -> PlausibleActs | None:
        with self._lock:
            known = self._remembered.get(digest)
            if known is not None:
                self._remembered.move_to_end(digest)
            return known

    def _read(self, asked: Asked) -> PlausibleActs:
        found = pieces_of(asked, self._model.words)
        features = features_of(found.pieces, asked, self._embedder)
        probabilities = self._model.probabilities(features)
        senses = combined(probabilities, self._model.bounds)
        rules = [f"decoded:{kind}" for kind in found.encodings]
        wider = frozenset(senses)
        if found.left_out:
            rules.append("left-out")
            wider |= {sense for sense in SENSES if sense.barred}
        elif (beside := widened(wider, self._beside(asked))) != wider:
            rules.append("beside")
            wider = beside
        acts, met = acts_of_senses(wider, likely(probabilities), found.text)
        printed, also = self._printed(asked)
        acts += tuple(act for act in printed if (act.label, act.facts) not in _told(acts))
        return PlausibleActs(acts, self._model.digest, (*rules, *met, *also))

    def _beside(self, asked: Asked) -> frozenset[Sense]:
        """What a code may bar and some sentence, or part of one, asks for by itself."""
        features = features_beside(asked, self._model.words, self._embedder)
        if features is None:
            return frozenset()
        return barred_alone(self._model.probabilities(features), self._model.bounds)

    def _printed(self, asked: Asked) -> tuple[tuple[Act, ...], tuple[str, ...]]:
        """What print in the pictures asks: acts that a code may bar, where print asks nothing else.

        A sign or a menu asks nothing, and most of what is printed is one; so what is harmless in
        it adds nothing, and nothing in it takes an act away or says more about one.
        """
        pieces, text = printed_pieces(asked, self._model.words)
        if not pieces:
            return (), ()
        alone = Asked((), (Turn("user", text, asked.pictures),), pictures=asked.pictures)
        probabilities = self._model.probabilities(features_of(pieces, alone, self._embedder))
        senses: set[Sense] = set()
        for row in probabilities:
            found = combined(row[None, :], self._model.bounds)
            if all(sense.barred for sense in found):
                senses |= found
        acts, met = acts_of_senses(senses, likely(probabilities), text)
        barred = tuple(act for act in acts if act.label.prohibited_by_default)
        return barred, tuple(f"printed:{rule}" for rule in met)

    def _digest_of(self, asked: Asked) -> bytes:
        told = [
            asked.system,
            [(turn.role, turn.text, turn.pictures) for turn in asked.turns],
            asked.tools,
            asked.schema,
            asked.pictures,
            asked.printed,
        ]
        try:
            written = msgspec.json.encode(told)
        except UnicodeEncodeError:  # half of a surrogate pair, which UTF-8 has no bytes for
            written = json.dumps(told).encode("ascii")
        return hashlib.blake2b(written, key=self._key, digest_size=32).digest()


def _told(acts: Sequence[Act]) -> list[tuple[Label, Cube]]:
    return [(act.label, act.facts) for act in acts]


class UnreadActs:
    """Of what nobody here can read nothing is told apart: every act stays plausible.

    So every face is covered, the answer is checked strictly, and no wording is refused for what it
    asks unless the caller may not ask for anything. Rules over wordings still say more.
    """

    digest: Final = digest_of(b"countenance: no embedder, every act is plausible")

    def plausible(self, asked: Asked) -> PlausibleActs:
        """Every act; none is likelier than another."""
        found = pieces_of(asked, {})
        acts, met = acts_of_senses(SENSES, np.zeros(len(SENSES)), found.text)
        return PlausibleActs(acts, self.digest, ("no-embedder", *met))


class EnglishActs:
    """Reads plain English where no embedder runs, by a model of letters and flags alone.

    Other languages, mixtures, what came encoded, and print in pictures that is not English are not
    read: then every act stays plausible.
    """

    def __init__(self, model: ActModel, key: bytes) -> None:
        self._reader = ActReader(model, NoVectors(), key)
        self._words = model.words
        self._unread = UnreadActs()

    @property
    def digest(self) -> str:
        """The digest of the model."""
        return self._reader.digest

    def remembered(self, asked: Asked) -> PlausibleActs | None:
        """None: whether it is plain English is looked at each time."""
        return None

    def plausible(self, asked: Asked) -> PlausibleActs:
        """The acts that `asked` may be asking for; never none."""
        found = pieces_of(asked, self._words)
        _, printed = printed_pieces(asked, self._words)
        plain = not found.encodings and is_english(found.text, self._words)
        if not plain or (printed and not is_english(printed, self._words)):
            return self._unread.plausible(asked)
        read = self._reader.plausible(asked)
        return PlausibleActs(read.acts, read.digest, ("no-embedder", *read.rules))


def acts_of_senses(
    senses: Iterable[Sense], likelihood: npt.NDArray[np.float64], text: str
) -> tuple[tuple[Act, ...], tuple[str, ...]]:
    """The acts of these senses, likeliest first, after the rules, whose names come with them.

    `likelihood` has the probability of each sense, `text` is all of the call, folded and decoded.
    """
    told = raised(senses, text)
    permille = dict(zip(SENSES, np.rint(likelihood * 1000).astype(int).tolist(), strict=True))
    acts: dict[tuple[Label, str], Act] = {}
    for sense, cube in told.cubes.items():
        # Two senses with the same facts are one act.
        known = acts.get(key := (sense.label, repr(sorted(cube.items()))))
        more = permille[sense] + (known.permille if known else 0)
        acts[key] = Act(sense.label, cube, min(1000, more))
    ordered = sorted(acts.values(), key=lambda act: (-act.permille, _ORDER[act.label]))
    return tuple(ordered), told.rules


_ORDER: Final = {label: at for at, label in enumerate(Label)}
