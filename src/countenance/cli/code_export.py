"""`countenance codes export`: an edition in a form that other engines run."""

import click

from countenance.cli.words import json_option, parse_day, say_json, usage
from countenance.decisions.cedar import to_cedar
from countenance.decisions.compile import bound_editions
from countenance.stores.packaged import edition, packaged_vocabulary

__all__ = ["export"]


@click.command()
@click.argument("name", metavar="CODE@EDITION")
@click.option("--cedar", "as_cedar", is_flag=True, help="As Cedar policies.")
@click.option("--schema", is_flag=True, help="The schema of a request instead of the policies.")
@click.option("--as-of", metavar="DATE", help="The clauses in force on this day. [all of them]")
@click.option("--as-if-signed", is_flag=True, help="As if every weak clause were signed off.")
@json_option
def export(
    name: str, as_cedar: bool, schema: bool, as_of: str | None, as_if_signed: bool, as_json: bool
) -> None:
    """Write an edition as policies that another engine runs.

    \b
    Example:
        countenance codes export ms-aoai-coc@2024-05-03 --cedar
    """
    if not as_cedar:
        raise click.UsageError("say in which form; there is `--cedar`")
    day = parse_day(as_of)
    with usage():
        text = edition(name)
    signed = frozenset(clause.digest for clause in text.clauses) if as_if_signed else frozenset()
    found = bound_editions([text], day=day, signed=signed)
    if not found:
        raise click.UsageError(f"{name} is not in force on {day}")
    made = to_cedar(found[0], packaged_vocabulary())
    if as_json:
        say_json(
            {
                "edition": text.name,
                "facts": list(made.facts),
                "policies": made.policies,
                "schema": made.schema,
            }
        )
        return
    click.echo(made.schema if schema else made.policies, nl=False)
