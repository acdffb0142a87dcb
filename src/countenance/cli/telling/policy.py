"""Whose signatures under a head count for a command that tells about the log here.

Rules kept here:
 * The policy is the reader's, `--trust`; else the one that the settings name for the gate
   (`record.witnesses`). Without one nobody is believed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from countenance.cli.log_reading import trust_option
from countenance.cli.settings_file import load_settings, settings_option
from countenance.errors import ProofError
from countenance.gate.witnesses import witnesses_of
from countenance.record.trust import Trust, read_trust

__all__ = ["policy_of", "policy_options"]

_F = TypeVar("_F", bound=Callable[..., Any])


def policy_options(command: _F) -> _F:
    """`--trust FILE` and `--settings FILE`: whose signatures count, as `trust` and `settings`."""
    return trust_option("Whose signatures count. [that of the settings]")(settings_option(command))


def policy_of(trust: Path | None, settings: str | None) -> Trust | None:
    """The policy that the words name. Raises `click.UsageError`, `SettingsError`."""
    try:
        if trust is not None:
            return read_trust(trust.read_bytes())
    except ProofError as error:
        raise click.UsageError(f"`--trust`: {error}") from error
    return witnesses_of(load_settings(settings).record)
