"""The commands of `countenance record` that tell people what it says."""

from countenance.cli.telling.case import case
from countenance.cli.telling.request import request
from countenance.cli.telling.stats import stats
from countenance.cli.telling.transparency import transparency
from countenance.cli.telling.yearly import yearly

__all__ = ["TELLING_COMMANDS"]

TELLING_COMMANDS = (stats, transparency, request, case, yearly)
