"""Copy what each setting does from its page into the package, which shows it to operators.

Example:
    python tools/pages/settings.py
"""

import argparse
from pathlib import Path

from countenance.gate.settings.said import FILE, said_in

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Write the file."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    lines = [f"{key}\t{does}\n" for key, does in said_in(page).items()]
    folder = ROOT / "src" / "countenance" / "gate" / "settings"
    (folder / FILE).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
