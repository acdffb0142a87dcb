"""Where commands find the settings file: `--settings`, `COUNTENANCE_SETTINGS`, or none.

Without either the built-in settings hold: loopback, the mirror, the folder `var`.
"""

import os
from pathlib import Path

import click

from countenance.errors import SettingsError
from countenance.gate.settings.settings import Settings, parse_settings

__all__ = ["load_settings", "settings_option"]

settings_option = click.option(
    "--settings",
    metavar="FILE",
    envvar="COUNTENANCE_SETTINGS",
    help="The settings file (TOML). Without it: loopback, the stand-in upstream, ./var.",
)


def load_settings(path: str | None) -> Settings:
    """The settings in a file, with the environment's overrides. Raises `SettingsError`."""
    if path is None:
        return parse_settings("", os.environ)
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SettingsError(f"{path}: cannot be read: {why}") from error
    return parse_settings(text, os.environ, path)
