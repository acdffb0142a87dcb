"""Papers that somebody holds about a call, handed in as a text or as a file."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import httpx2 as httpx
import pytest
from starlette.routing import BaseRoute

from console.desks import desk
from console.inside import Inside
from console.logs import Logged
from console.served import ADDRESS, asked
from countenance.console.pages.papers import routes
from record.examples import decided, maker

SETTINGS = SimpleNamespace(address=ADDRESS, upstream=[SimpleNamespace(service="azure_openai")])
Made = tuple[Sequence[BaseRoute], Logged]


def served(folder: Path, *, entries: bool = False) -> Made:
    making = maker()
    made = (decided(making), making.unknown_outcome("a-1"))
    logged = Logged(folder, *made, entries=entries)
    lent = desk(settings=SETTINGS, folder=folder, log=logged.log, public=logged.public)
    return routes(lent), logged


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return served(tmp_path_factory.mktemp("log"))


def pasted(
    routes: Sequence[BaseRoute], paper: str, origin: str = ADDRESS, **more: str
) -> httpx.Response:
    headers = {"origin": origin}
    return asked(
        routes, "/public/refused", "POST", headers=headers, data={"paper": paper, **more}
    )


def handed_in(
    routes: Sequence[BaseRoute], data: bytes, paper: str = "", name: str = "receipt-0.json"
) -> httpx.Response:
    """A file, as a browser sends the form with it."""
    return asked(
        routes, "/public/refused", "POST", headers={"origin": ADDRESS}, data={"paper": paper},
        files={"file": (name, data, "application/json")},
    )  # fmt: skip


def test_a_receipt_is_explained_and_verified(
    made: Made,
) -> None:
    shown = pasted(made[0], made[1].receipt(0))

    assert shown.status_code == 200
    assert "It was let through." in shown.text
    assert "Verified: it is in the log of this gate" in shown.text
    assert made[1].receipt(0)[:40] not in shown.text
    assert shown.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("paper", "says"),
    [
        ("nonsense <b>", "this is not JSON as it came"),
        ("", "paste a receipt or an answer, or choose the file"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept_in_the_form(
    made: Made, paper: str, says: str
) -> None:
    answer = pasted(made[0], paper)

    assert answer.status_code == 400
    assert says in answer.text
    assert "<b>nonsense" not in answer.text


def test_a_form_of_another_site_is_not_read(
    made: Made,
) -> None:
    answer = pasted(made[0], made[1].receipt(0), origin="https://elsewhere.example")

    assert answer.status_code == 400
    assert "does not come from a page of this gate" in answer.text


def test_entries_are_looked_up_only_where_everybody_may_read_them(
    made: Made, tmp_path: Path
) -> None:
    open_routes, _ = served(tmp_path, entries=True)

    assert asked(made[0], "/public/refused?entry=0").status_code == 400
    assert "It was let through." in asked(open_routes, "/public/refused?entry=0").text
    for odd in ("1", "99", "x", "9" * 30):
        assert asked(open_routes, f"/public/refused?entry={odd}").status_code == 400


def test_a_receipt_is_handed_in_as_a_file(made: Made) -> None:
    shown = handed_in(made[0], made[1].receipt(0).encode())

    assert shown.status_code == 200
    assert "It was let through." in shown.text
    assert "Verified: it is in the log of this gate" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert "It was let through." in handed_in(made[0], b"", made[1].receipt(0), "").text
    marked = "\ufeff".encode() + made[1].receipt(0).encode()
    assert "Verified" in handed_in(made[0], marked).text


@pytest.mark.parametrize(
    ("data", "paper", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\xff\xd8", "", "no text; a receipt or an answer is one that"),
        (b"x" * 200_001, "", "this file has 200001 bytes; at most 200000"),
        (b"", "", "paste a receipt or an answer, or choose the file that holds it"),
        (b" \n", "", "or choose the file"),
        (b"{}", "{}", "both a file and a text"),
        (b"c2sp.org/tlog-proof@v1\n", "", "this is not JSON as it came"),
        (b'{"a": 1}', "", "neither a receipt"),
        (b'{"object": "countenance.receipt"}', "", "receipt"),
    ],
)
def test_a_file_that_is_none_says_what_would_be_right(
    made: Made, data: bytes, paper: str, says: str
) -> None:
    answer = handed_in(made[0], data, paper)

    assert answer.status_code == 400
    assert says in answer.text
    assert '<input id="file" name="file" type="file"' in answer.text


def test_a_file_that_no_form_may_have_is_turned_away_before_it_is_read(made: Made) -> None:
    answer = handed_in(made[0], b"x" * 300_000)

    assert answer.status_code == 413
    assert "with the file in it; go back and choose a smaller one" in answer.text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nno form"),
        ("multipart/form-data; boundary=b",
         b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n' * 2
         + b"--b--\r\n"),
        ("application/json", b"{}"),
    ],
)  # fmt: skip
def test_what_no_browser_sends_is_refused(made: Made, kind: str, body: bytes) -> None:
    headers = {"origin": ADDRESS, "content-type": kind}
    answer = asked(made[0], "/public/refused", "POST", headers=headers, content=body)

    assert answer.status_code == 400


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    site = Inside(tmp_path_factory.mktemp("inside"))
    yield site
    site.close()


def test_who_is_signed_in_hands_one_in_too(inside: Inside) -> None:
    number = next(
        stored.index for stored in inside.log.entries() if b'"kind":"decision"' in stored.data
    )
    receipt = inside.get("auditor", f"/console/record/{number}/receipt").content

    shown = inside.send("auditor", "/console/refused", files={"file": ("r.json", receipt)})

    assert shown.status_code == 200
    assert "Verified: it is in the log of this gate" in shown.text
    assert 'href="/console/codes/' in shown.text
    assert inside.get("", "/console/refused").status_code == 303
    lacking = inside.send("auditor", "/console/refused", files={"file": ("r.json", b"\xff")})
    assert (lacking.status_code, "no text" in lacking.text) == (400, True)
