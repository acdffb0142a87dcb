"""Commands about rulings: what a board's reading of a clause would move, before it is adopted."""

from pathlib import Path

import click

from countenance.cli.words import NearestGroup, codes_option, json_option, say_json, usage
from countenance.codes.model import Verdict
from countenance.errors import ReviewError
from countenance.review.ruling_text import edition_named, load_ruling
from countenance.review.rulings import Effect, Ruling, effect
from countenance.stores.library import Library
from countenance.stores.packaged import packaged_vocabulary

__all__ = ["rulings"]


@click.group(cls=NearestGroup)
def rulings() -> None:
    """See what a ruling on a clause would decide.

    \b
    Example:
        countenance rulings effect station.toml
    """


@rulings.command("effect")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@codes_option
@json_option
def effect_(file: Path, library: Library, as_json: bool) -> int:
    """Say what a ruling would move, over every situation. Exits 1 where it may not be adopted.

    \b
    Example:
        countenance rulings effect station.toml --json
    """
    try:
        text = file.read_text(encoding="utf-8")
        with usage():
            edition = library.edition(edition_named(text, file.name))
            ruling = load_ruling(text, edition, packaged_vocabulary(), file.name)
            found = effect(edition, ruling, packaged_vocabulary())
    except (ReviewError, UnicodeDecodeError) as error:
        raise click.UsageError(str(error)) from error
    refused = ""
    try:
        found.refuse_beyond()
    except ReviewError as error:
        refused = str(error)
    if as_json:
        say_json(_object(ruling, found, refused))
    else:
        click.echo("\n".join(_lines(ruling, found, refused)))
    return 1 if refused else 0


def _lines(ruling: Ruling, found: Effect, refused: str) -> list[str]:
    scope = ", ".join(f"{fact} {'/'.join(values)}" for fact, values in ruling.scope.items())
    lines = [
        f"{ruling.edition} {ruling.clause} read as `{ruling.reading}` · {scope or 'everywhere'}",
        f"  {found.settled:,} of {found.total:,} situations are unclear now and would not be",
    ]
    lines += [
        f"  {old.words[0]} → {new.words[0]}: {number:,}"
        for (old, new), number in sorted(found.table.items())
        if old is not new and number
    ]
    left = found.table[Verdict.UNCLEAR, Verdict.UNCLEAR]
    lines.append(f"  {left:,} stay unclear")
    if found.silent:
        lines.append(
            f"  on {found.silent:,} of them a biometric act would be left without any word: "
            "such calls are held again"
        )
    lines.append(f"  {ruling.digest}")
    if refused:
        lines.append(f"may not be adopted: {refused}")
    return lines


def _object(ruling: Ruling, found: Effect, refused: str) -> dict[str, object]:
    return {
        "ruling": ruling.id,
        "digest": ruling.digest,
        "edition": ruling.edition,
        "clause": ruling.clause,
        "reading": ruling.reading,
        "situations": found.total,
        "settled": found.settled,
        "beyond": found.beyond,
        "silent_on_biometric_acts": found.silent,
        "moved": [
            {"old": old.words[0], "new": new.words[0], "situations": number}
            for (old, new), number in sorted(found.table.items())
            if old is not new and number
        ],
        "may_be_adopted": not refused,
        "why_not": refused or None,
    }
