"""The cases of a ruling: the situations that it decides, each with the verdict that it gives them.

They are written in the form of the cases beside an edition (`countenance.codes.cases`), so that
whoever can read and run those can read and run these. The edition to ask is the one that the
ruling reads: its clause is named `CLAUSE+RULING`.

Rules kept here:
 * A case is a whole part of what the ruling moves: whatever the facts are that it does not name,
   the verdict is the same.
 * The largest parts come first; where there are more than fit, the file says so.
"""

from countenance.codes.cases import load_cases
from countenance.decisions.bound import bound_alone
from countenance.decisions.moves import Moved
from countenance.decisions.space import Space
from countenance.decisions.trials import tried
from countenance.facts.vocabulary import Cube, Vocabulary
from countenance.review.rulings import Ruled, Ruling, inside_of, ruled

__all__ = ["failing", "written_cases"]


def written_cases(
    base: Ruled, ruling: Ruling, vocabulary: Vocabulary, signed: frozenset[str] = frozenset()
) -> str:
    """The cases of a ruling as TOML. `base`: its edition as the rulings beside it read it."""
    after = ruled(base.edition, ruling, vocabulary)
    marks = signed | base.signed
    space = Space(
        [bound_alone(base.edition, marks), bound_alone(after.edition, marks | after.signed)],
        vocabulary,
    )
    lines = [
        f"# What the ruling `{ruling.id}` decides on {ruling.edition} {ruling.clause}.",
        "# A fact that a case does not name may be anything.",
    ]
    for move in Moved(space, *space.functions).unexplained():
        if not move.cover.complete:
            lines.append(f"# Of what becomes {move.new.words[0]} only the largest parts are here.")
        for at, cube in enumerate(move.cover.cubes, 1):
            lines += [
                "", "[[case]]",
                f'says = "{move.old.words[0]} without `{ruling.id}`, part {at}"',
                f'clause = "{inside_of(ruling)}"',
                f"facts = {{ {_facts(cube, vocabulary)} }}",
                f'verdicts = ["{move.new.words[0]}"]',
            ]  # fmt: skip
    return "\n".join(lines) + "\n"


def failing(
    after: Ruled, text: str, vocabulary: Vocabulary, where: str, signed: frozenset[str]
) -> tuple[int, list[str]]:
    """How many cases there are, and what is not as they expect. `after`: the edition as all the
    rulings that count read it. Raises `CodeError` for a text that is not one of cases."""
    cases = load_cases(text, after.edition, vocabulary, where)
    trials = tried(after.edition, cases, vocabulary, signed | after.signed)
    return len(trials), [f"{each.case.says}: {each.fails}" for each in trials if each.fails]


def _facts(cube: Cube, vocabulary: Vocabulary) -> str:
    told = ((vocabulary.facts[level], mask) for level, mask in cube.masks)
    return ", ".join(f'{fact.name} = "{fact.says(mask)}"' for fact, mask in told)
