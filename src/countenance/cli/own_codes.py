"""Commands about a site's own codes: begin one, run its cases, sign them as a bundle.

Rules kept here:
 * A bundle is made only of texts whose cases come out: what is signed was tried.
 * Nothing that is there is written over.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from countenance.cli.key_files import new_key_pair, private_key
from countenance.cli.new_code import CASES, TEXT
from countenance.cli.words import json_option, say_json
from countenance.codes.bundle import key_id, sign_bundle
from countenance.codes.own import OwnCodes
from countenance.decisions.trials import Trial, tried
from countenance.errors import CodeError, CountenanceError, DecisionError
from countenance.stores.own_codes import load_own, make_bundle
from countenance.stores.packaged import code_names, packaged_vocabulary
from countenance.stores.secret_file import read_secret

__all__ = ["bundle", "bundle_key", "new", "test"]

_FAILS = 1


@click.command("new")
@click.argument("code", metavar="CODE")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("codes"),
    show_default=True,
    metavar="DIR",
    help="The folder of your own codes.",
)
def new(code: str, into: Path) -> None:
    """Write a first text for a code of your own, with cases that come out.

    \b
    Example:
        countenance codes new my-org
    """
    edition = datetime.now(UTC).date().isoformat()
    text, cases = into / code / f"{edition}.toml", into / code / "cases" / f"{edition}.toml"
    if code in code_names():
        raise click.UsageError(f"`{code}` comes with countenance; name yours otherwise")
    if not code or code.strip("abcdefghijklmnopqrstuvwxyz0123456789-") or code.startswith("-"):
        raise click.UsageError(f"`{code}`: a code is named with small letters, digits and `-`")
    if (into / code).exists():
        raise click.UsageError(f"{into / code}: is there already; nothing is written over")
    try:
        cases.parent.mkdir(parents=True)
        text.write_text(TEXT.format(code=code, edition=edition), encoding="utf-8")
        cases.write_text(CASES.format(code=code, edition=edition), encoding="utf-8")
    except OSError as error:
        raise CountenanceError(f"{into}: cannot be written: {error.strerror}") from error
    click.echo(f"{text}\n{cases}\n\nwhat next?")
    click.echo("  1. write your rules into the first, what they answer into the second")
    click.echo(f"  2. countenance codes test {into}")
    click.echo(f"  3. countenance check --codes {into} --code {code} operation=grouping")
    click.echo(f'  4. in the settings of the gate: [codes] own = "{into}"')


@click.command("test")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@json_option
@click.pass_context
def test(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Read your own codes and run their cases. Exit codes: 0 all come out, 1 something is wrong.

    \b
    Example:
        countenance codes test codes
    """
    try:
        own = load_own(folder, {})
        trials = _trials(own)
    except (CodeError, DecisionError) as error:
        if as_json:
            say_json({"wrong": str(error), "editions": []})
        else:
            click.echo(f"wrong · {error}")
        ctx.exit(_FAILS)
    if as_json:
        say_json({"wrong": None, "editions": [_in_json(name, each) for name, each in
                                              trials.items()]})  # fmt: skip
    else:
        for name, found in trials.items():
            click.echo(_in_words(name, found))
    left_out = [clause for names in _without_case(own).values() for clause in names]
    if not as_json:
        for clause in left_out:
            click.echo(f"  note: no case is about {clause}")
    ctx.exit(_FAILS if any(_fails(found) for found in trials.values()) else 0)


@click.command("bundle")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--key", "key_file", required=True, type=click.Path(path_type=Path), metavar="FILE",
    help="The private key (Ed25519, PEM) to sign with.",
)  # fmt: skip
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE")
@json_option
def bundle(folder: Path, key_file: Path, out: Path, as_json: bool) -> None:
    """Sign your own codes as one file that a gate checks before it reads it.

    The cases have to come out. The file is written beside its place and moved there whole.

    \b
    Example:
        countenance codes bundle codes --key codes.key --out codes.bundle
    """
    key = private_key(read_secret(key_file), key_file)
    try:
        failing = {name for name, found in _trials(load_own(folder, {})).items() if _fails(found)}
        made = make_bundle(folder)
    except (CodeError, DecisionError) as error:
        raise click.ClickException(str(error)) from error
    if failing:
        raise click.ClickException(
            f"cases of {', '.join(sorted(failing))} do not come out, and nothing was signed; "
            f"`countenance codes test {folder}` says which"
        )
    data = sign_bundle(made, key)
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(out)
    except OSError as error:
        raise CountenanceError(f"{out}: cannot be written: {error.strerror}") from error
    told = {
        "bundle": str(out),
        "digest": made.texts_digest,
        "key": key_id(key.public_key()),
        "editions": made.compiled,
    }
    if as_json:
        say_json(told)
        return
    count = "1 edition" if len(made.compiled) == 1 else f"{len(made.compiled)} editions"
    click.echo(f"{out}: {count}, signed with {told['key']}")
    click.echo(f"  texts {made.texts_digest}")


@click.command("bundle-key")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
def bundle_key(path: Path) -> None:
    """Make a key to sign bundles with: FILE, and FILE.pub for the gates.

    \b
    Example:
        countenance codes bundle-key codes.key
    """
    key, public = new_key_pair(path)
    click.echo(key_id(key.public_key()))
    click.echo(f'for the gates: [codes] own_keys = ["{public}"]', err=True)


def _trials(own: OwnCodes) -> dict[str, tuple[Trial, ...]]:
    vocabulary = packaged_vocabulary()
    return {
        edition.name: tried(edition, own.cases.get(edition.name, ()), vocabulary)
        for edition in own.editions
    }


def _fails(found: tuple[Trial, ...]) -> bool:
    return any(trial.fails for trial in found)


def _without_case(own: OwnCodes) -> dict[str, list[str]]:
    return {
        edition.name: [
            f"{edition.name} {clause.id}"
            for clause in edition.clauses
            if clause.id not in {case.clause for case in own.cases.get(edition.name, ())}
        ]
        for edition in own.editions
    }


def _in_words(name: str, found: tuple[Trial, ...]) -> str:
    wrong = [trial for trial in found if trial.fails]
    lines = [f"{name}: {len(found) - len(wrong)} of {len(found)} cases come out"]
    lines += [f"  {trial.case.clause}: {trial.case.says}: {trial.fails}" for trial in wrong]
    return "\n".join(lines)


def _in_json(name: str, found: tuple[Trial, ...]) -> dict[str, object]:
    return {
        "edition": name,
        "cases": len(found),
        "fails": [
            {"clause": trial.case.clause, "says": trial.case.says, "fails": trial.fails}
            for trial in found
            if trial.fails
        ],
    }
