"""What is worked out of the texts for pages, and kept as long as the texts are the same.

Rules kept here:
 * A site's own codes may be put in anew at any time; what was worked out of others is then gone.
 * One thing is worked out at a time: pages wait for each other, calls do not wait for pages.
 * Editions are shown as their texts stand: what a site has signed off is not counted here.
"""

import threading
from collections.abc import Callable, Sequence
from functools import lru_cache

from countenance.codes.flaws import facts_of
from countenance.codes.model import Edition
from countenance.codes.own import OwnCodes
from countenance.decisions.bound import bound_alone
from countenance.decisions.chart import Beside, Chart, beside, chart
from countenance.decisions.compare import Comparison, compare
from countenance.decisions.compile import Compiled, compile_editions
from countenance.decisions.decide import Decision, decide
from countenance.decisions.grey import GreyMap, grey
from countenance.decisions.overview import overview
from countenance.facts.known import Facts
from countenance.facts.vocabulary import Vocabulary
from countenance.stores.citing import Citing
from countenance.stores.library import Library

__all__ = ["Atlas"]

_KEPT = 48
"""Of each kind of thing that is worked out, how many are kept."""
_MOST_CELLS = 900


class Atlas:
    """The texts and what follows from them. `own`: the site's own codes as they are now."""

    def __init__(self, vocabulary: Vocabulary, own: Callable[[], OwnCodes]) -> None:
        self.vocabulary = vocabulary
        self._own = own
        self._turn = threading.RLock()
        self._kept = _Kept(vocabulary, own())

    @property
    def library(self) -> Library:
        """Every code there is now."""
        return self._now().library

    @property
    def citing(self) -> Citing:
        """Its clauses by the names that entries use."""
        return self._now().citing

    def chart(
        self, names: Sequence[str], known: Facts, rows: Sequence[str], columns: Sequence[str]
    ) -> Chart:
        """One edition or two as a table. Raises as `countenance.decisions.chart` does."""
        with self._turn:
            found = self._now().beside(tuple(names))
            return chart(found, known, rows, columns, most=_MOST_CELLS)

    def decision(self, name: str, known: Facts) -> Decision:
        """What an edition says of these facts, with reasons."""
        with self._turn:
            return decide(self._now().compiled(name), known)

    def grey(self, name: str) -> GreyMap:
        """Where an edition settles nothing."""
        with self._turn:
            return self._now().grey(name)

    def comparison(self, old: str, new: str) -> Comparison:
        """What changed between two editions. Raises `DecisionError` for one and the same."""
        with self._turn:
            return self._now().comparison(old, new)

    def telling(self, name: str) -> tuple[str, ...]:
        """The one or two facts beside the act that leave least open; none where no table would."""
        with self._turn:
            return self._now().telling(name)

    def asked(self, name: str) -> tuple[str, ...]:
        """The facts that an edition asks about, in their order."""
        return self._now().asked(name)

    def _now(self) -> "_Kept":
        own = self._own()
        with self._turn:
            if self._kept.own is not own:
                self._kept = _Kept(self.vocabulary, own)
            return self._kept


class _Kept:
    """What was worked out under one set of texts."""

    def __init__(self, vocabulary: Vocabulary, own: OwnCodes) -> None:
        self.own = own
        self.library = Library(own)
        self.citing = Citing(own.editions)
        self._vocabulary = vocabulary
        kept = lru_cache(maxsize=_KEPT)
        self.beside = kept(self._beside)
        self.compiled = kept(self._compiled)
        self.grey = kept(self._grey)
        self.comparison = kept(self._comparison)
        self.telling = kept(self._telling)
        self.asked = kept(self._asked)

    def _beside(self, names: tuple[str, ...]) -> Beside:
        return beside([bound_alone(self.library.edition(each)) for each in names], self._vocabulary)

    def _compiled(self, name: str) -> Compiled:
        return compile_editions([self.library.edition(name)], self._vocabulary, day=None)

    def _grey(self, name: str) -> GreyMap:
        return grey(self.library.edition(name), self._vocabulary)

    def _comparison(self, old: str, new: str) -> Comparison:
        library = self.library
        return compare(library.edition(old), library.edition(new), self._vocabulary)

    def _telling(self, name: str) -> tuple[str, ...]:
        found = overview(self.library.edition(name), self._vocabulary)
        if found is None:
            return ()
        return tuple(self._vocabulary.facts[i].name for i, _ in found[0].columns[0])

    def _asked(self, name: str) -> tuple[str, ...]:
        edition: Edition = self.library.edition(name)
        places = {i for cube in edition.scope for i, _ in cube.masks}
        places |= {i for clause in edition.clauses for i in facts_of(clause)}
        return tuple(self._vocabulary.facts[i].name for i in sorted(places))
