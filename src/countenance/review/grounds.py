"""Why a call is held: what was known, and what the codes said to each act that may be asked.

An allow answers one question, put under these facts and these clauses. When the same call comes
again and the codes hold it for another reason, that question has not been answered.
"""

from dataclasses import dataclass

__all__ = ["Grounds"]


@dataclass(frozen=True, slots=True)
class Grounds:
    """`facts` as `name=values:basis`; `acts` are those that are not free to pass, each with its
    verdicts and the clauses that speak. Names of ours alone, never content."""

    facts: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()

    def answered_by(self, earlier: "Grounds") -> bool:
        """Whether an answer that was given on those grounds is one to these as well."""
        return self.facts == earlier.facts and set(self.acts) <= set(earlier.acts)
