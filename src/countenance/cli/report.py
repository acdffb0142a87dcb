"""`countenance report`: drafts of reports from recorded speech, and what is handed out of them."""

import click

from countenance.cli.report_draft import DRAFT_COMMANDS
from countenance.cli.report_evaluate import EVALUATE_COMMANDS
from countenance.cli.report_out import OUT_COMMANDS
from countenance.cli.report_speech import SPEECH_COMMANDS
from countenance.cli.report_verify import VERIFY_COMMANDS
from countenance.cli.report_work import WORK_COMMANDS
from countenance.cli.words import NearestGroup

__all__ = ["report"]


@click.group(cls=NearestGroup)
def report() -> None:
    """Write a report from a recording, draft and check from files, hand it out, and verify.

    \b
    Example:
        countenance report new stop.mp4 --incident 2026-4711 --type traffic
        countenance report transcribe stop.mp4
        countenance report check draft.txt --transcript t.json --speakers s.json
        countenance report key office.key
        countenance report bundle report.json --into bundle --key office.key --for defence
        countenance report verify bundle --signed-by KEY-ID --key KEY-OF-THE-LOG
    """


for command in (
    *WORK_COMMANDS, *SPEECH_COMMANDS, *EVALUATE_COMMANDS, *DRAFT_COMMANDS, *OUT_COMMANDS,
    *VERIFY_COMMANDS,
):  # fmt: skip
    report.add_command(command)
