"""Style and script, by addresses that change with their bytes."""

import pytest

from console.served import asked
from countenance.console.files import FOLDER, address_of, routes
from countenance.errors import SettingsError


@pytest.mark.parametrize("name", ["console.css", "console.js", "mark.svg"])
def test_a_file_is_kept_by_the_browser_and_never_changes(name: str) -> None:
    answer = asked(routes(), address_of(name))

    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["0/console.css", "0/frame.html", "0/..%2Fapp.py"])
def test_another_digest_or_name_is_not_there(path: str) -> None:
    assert asked(routes(), f"{FOLDER}/{path}").status_code == 404


def test_a_page_that_asks_for_an_unknown_file_fails() -> None:
    with pytest.raises(SettingsError, match="`odd.css`"):
        address_of("odd.css")
