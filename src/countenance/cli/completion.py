"""Completion for the shells that click knows."""

import click
from click.shell_completion import get_completion_class

from countenance.cli import tree

__all__ = ["completion"]

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the completion script for a shell.

    \b
    Example:
        countenance completion bash > ~/.local/share/bash-completion/completions/countenance
    """
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(tree.root, {}, "countenance", "_COUNTENANCE_COMPLETE").source())
