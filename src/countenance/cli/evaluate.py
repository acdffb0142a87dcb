"""`countenance evaluate`: what a site can measure on labelled data of its own.

This module only gathers the commands; what each measures is in a module of its own.
"""

import click

from countenance.cli.evaluate_faces import evaluate_faces

__all__ = ["evaluate"]


@click.group()
def evaluate() -> None:
    """Measure on your own labelled data.

    \b
    Example:
        countenance evaluate faces pictures/ --labels pictures/labels.json
    """


evaluate.add_command(evaluate_faces)
