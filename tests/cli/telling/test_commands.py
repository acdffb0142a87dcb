"""Every command that tells is one of `countenance record`."""

from countenance.cli.record import record
from countenance.cli.telling.commands import TELLING_COMMANDS


def test_every_command_can_be_typed() -> None:
    for command in TELLING_COMMANDS:
        assert command.name is not None
        assert record.commands[command.name] is command
