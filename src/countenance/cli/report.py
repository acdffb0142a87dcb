"""`countenance report`: drafts of reports from recorded speech, and what is handed out of them."""

import click

from countenance.cli.report_out import OUT_COMMANDS
from countenance.cli.words import NearestGroup

__all__ = ["report"]


@click.group(cls=NearestGroup)
def report() -> None:
    """Hand out a report whose every sentence can be heard, and verify what was handed out.

    \b
    Example:
        countenance report key office.key
        countenance report bundle report.json --into bundle --key office.key --for defence
        countenance report verify bundle --signed-by KEY-ID --key KEY-OF-THE-LOG
    """


for command in OUT_COMMANDS:
    report.add_command(command)
