"""The commands of `countenance record` that tell people what it says."""

from countenance.cli.telling.stats import stats

__all__ = ["TELLING_COMMANDS"]

TELLING_COMMANDS = (stats,)
