"""`countenance codes lint`: what is wrong with the texts, for authors and for a check in CI."""

from collections.abc import Iterator, Mapping, Sequence

import click

from countenance.cli.words import codes_option, json_option, say_json, usage
from countenance.codes.flaws import Accepted, Flaw, FlawKind, sifted, unsaid, unused_terms
from countenance.codes.model import Edition
from countenance.decisions.lint import lint as flaws_of
from countenance.errors import CodeError
from countenance.stores.library import Library
from countenance.stores.packaged import accepted_flaws, packaged_vocabulary

__all__ = ["lint"]


@click.command()
@click.argument("names", metavar="[CODE[@EDITION]]...", nargs=-1)
@codes_option
@json_option
@click.pass_context
def lint(ctx: click.Context, names: tuple[str, ...], library: Library, as_json: bool) -> None:
    """Find what is wrong with codes: clauses that never answer, or that change nothing.

    Exact, over every situation. Without a code, all of them; with `--codes`, those of your own.
    Exit codes: 0 nothing is wrong, 1 something is.

    \b
    Example:
        countenance codes lint ms-azure-face
    """
    with usage():
        codes = names or library.own.codes or library.code_names()
        wanted = [each for name in codes for each in _editions(name, library)]
    found, loaded = list[Flaw](), list[Edition]()
    for name in dict.fromkeys(wanted):
        try:
            text = library.edition(name)
        except CodeError as error:
            found.append(_unreadable(name, error))
            continue
        loaded.append(text)
        found += flaws_of(text, packaged_vocabulary())
        found += unused_terms(text, *library.text_of(name))
    files = [f"{name.replace('@', '/', 1)}.toml" for name in wanted]
    if not names and not library.own.codes:
        found += unsaid(loaded, packaged_vocabulary())
        files.append("vocabulary.toml")
    notes = [flaw for flaw in found if flaw.kind.is_note]
    left, taken = sifted(
        (flaw for flaw in found if not flaw.kind.is_note), accepted_flaws(), files
    )
    if as_json:
        say_json(
            {
                "editions": [text.name for text in loaded],
                "flaws": [_in_json(flaw) for flaw in left],
                "accepted": [
                    {**_in_json(flaw), "reason": each.reason} for flaw, each in taken.items()
                ],
                "notes": [_in_json(flaw) for flaw in notes],
            }
        )
    else:
        click.echo("\n".join(_in_words(left, taken, notes, loaded)))
    ctx.exit(1 if left else 0)


def _editions(name: str, library: Library) -> tuple[str, ...]:
    """The editions that a word names. Raises `UnknownEditionError`."""
    code, at, _ = name.partition("@")
    names = library.edition_names(code)
    if not at:
        return names
    if name not in names:
        library.edition(name)  # it says which there are
    return (name,)


def _unreadable(name: str, error: CodeError) -> Flaw:
    where = f"{name.replace('@', '/', 1)}.toml"
    said = str(error).removeprefix(where)
    anchor, colon, what = said.partition(": ")
    if not colon:
        anchor, what = "", said
    return Flaw(FlawKind.UNREADABLE, where + anchor, what, "a text that can be read")


def _in_words(
    left: Sequence[Flaw],
    taken: Mapping[Flaw, Accepted],
    notes: Sequence[Flaw],
    loaded: Sequence[Edition],
) -> Iterator[str]:
    for flaw in left:
        yield f"{flaw.where}: {flaw.kind.value}: {flaw.what}"
        yield f"  right: {flaw.right}"
    for flaw, accepted in taken.items():
        yield f"{flaw.where}: {flaw.kind.value}, accepted: {accepted.reason}"
    for flaw in notes:
        yield f"{flaw.where}: note: {flaw.what}"
    clauses = sum(len(text.clauses) for text in loaded)
    yield (
        f"{len(left)} {'flaw' if len(left) == 1 else 'flaws'} in {clauses} clauses of "
        f"{len(loaded)} {'edition' if len(loaded) == 1 else 'editions'}"
        f" · {len(taken)} accepted · {len(notes)} {'note' if len(notes) == 1 else 'notes'}"
    )


def _in_json(flaw: Flaw) -> dict[str, str]:
    return {
        "where": flaw.where, "flaw": flaw.kind.value, "what": flaw.what, "right": flaw.right,
    }  # fmt: skip
