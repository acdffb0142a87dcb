"""A ruling as its board writes it down (TOML), read strictly.

    edition, clause, reading     what is read, and the name of the reading that is chosen
    cites, says                  the words that are read, and why so
    begins, ends                 the days
    [scope]                      facts and their values
    [added]                      the reading, where the clause has none of that name

Rules kept here:
 * An error names the text, what was found, and what would be right.
 * What it says can be shown as it stands, on a page, in a feed and at a terminal: every sign of it
   is seen, its comments included; new lines and tabs are the only control characters.
 * `[added]` has a `when` of its own only where the reading reaches less far than the clause.
"""

from countenance.callers.check import is_slug
from countenance.codes.conditions import condition
from countenance.codes.model import Edition, Reading, TextBasis, Verdict
from countenance.errors import ReviewError
from countenance.facts.tables import Table, parse_toml
from countenance.facts.vocabulary import Vocabulary, nearest
from countenance.review.rulings import Ruling
from countenance.review.typed import check_seen, unseen_in

__all__ = ["edition_named", "load_ruling"]


def edition_named(text: str, where: str) -> str:
    """The edition that a ruling is about. Raises `ReviewError`."""
    return parse_toml(text, where, ReviewError).text("edition")


def load_ruling(text: str, edition: Edition, vocabulary: Vocabulary, where: str) -> Ruling:
    """The ruling that `text` holds, about this edition. Raises `ReviewError`, `CodeError`."""
    check_seen(where, text)
    table = parse_toml(text, where, ReviewError)
    begins = table.date("begins")
    if begins is None:
        table.fail("`begins` is missing; it takes a date such as 2024-05-03")
    if not is_slug(table.text("id")):
        table.fail("`id` names it with small letters, digits and `-`, such as `station-in-norway`")
    scope = table.table("scope")
    added = _added(table.table("added"), edition, vocabulary) if table.has("added") else None
    ruling = Ruling(
        id=table.text("id"),
        edition=table.text("edition"),
        clause=_shown(table, "clause"),
        reading=_shown(table, "reading"),
        scope={name: scope.texts(name) for name in scope.names()},
        begins=begins,
        ends=table.date("ends"),
        cites=_shown(table, "cites"),
        says=_shown(table, "says"),
        added=added,
    )
    table.done()
    return ruling


def _added(table: Table, edition: Edition, vocabulary: Vocabulary) -> Reading:
    verdicts = {str(verdict.name).lower(): verdict for verdict in Verdict}
    word = table.text("verdict")
    if word not in verdicts:
        near = nearest(word, verdicts)
        hint = f"; did you mean `{near}`?" if near else ""
        table.fail(f"`verdict` is `{word}`; it is one of {', '.join(verdicts)}{hint}")
    has_when = table.has("when")
    reading = Reading(
        _shown(table, "name"),
        _shown(table, "says"),
        verdicts[word],
        # A board may read otherwise than the text is known; choosing the reading signs it off.
        TextBasis.INTERPRETATION,
        _shown(table, "source"),
        condition(table, "when", edition.terms, vocabulary) if has_when else None,
    )
    table.done()
    return reading


def _shown(table: Table, key: str) -> str:
    """A text that can be shown. XML, and so a feed, has neither controls nor U+FFFE and U+FFFF."""
    found = table.text(key)
    unseen = unseen_in(found)
    if unseen is not None:
        table.fail(
            f"`{key}` holds a sign that nobody sees: {unseen}; write words, and no control "
            "characters but new lines and tabs"
        )
    return found
