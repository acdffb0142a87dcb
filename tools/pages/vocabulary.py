"""Write the vocabulary beside the verifier of one file, which shares nothing with the package.

Example:
    python tools/pages/vocabulary.py
"""

import argparse
from pathlib import Path

from countenance.facts.written import written
from countenance.stores.packaged import packaged_vocabulary

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Write the file."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    text = written(packaged_vocabulary())
    (ROOT / "verify" / "vocabulary.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
