"""The certificate authority that a setting names."""

from pathlib import Path

import pytest

from countenance.errors import SettingsError
from countenance.gate.authority import authority_in


def test_none_is_named_and_none_is_there(tmp_path: Path) -> None:
    assert authority_in("", "`x`") is None

    with pytest.raises(SettingsError, match="`x`: .*none.pem: cannot be read"):
        authority_in(str(tmp_path / "none.pem"), "`x`")


def test_a_file_that_holds_no_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    (tmp_path / "b.pem").write_text("a key")

    assert authority_in(str(tmp_path / "a.pem"), "`x`") == b"-----BEGIN CERTIFICATE-----\n"
    with pytest.raises(SettingsError, match="holds no certificate in PEM"):
        authority_in(str(tmp_path / "b.pem"), "`x`")
