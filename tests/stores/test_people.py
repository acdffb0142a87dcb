"""Who decides about held calls: tokens, roles, and that each change is entered."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from countenance.callers.keys import CALLER, key_id_of
from countenance.callers.registration import RegisteredFact, Registration
from countenance.errors import CallerError, NotForYouError, RecordError, SettingsError
from countenance.review.people import Role
from countenance.stores.log import DatabaseReader
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.people import SECRET_FILE, People
from countenance.stores.registry import Registry
from postgres import shared_folder


@pytest.fixture(params=["file", "server"])
def here(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[People]:
    folder = tmp_path if request.param == "file" else shared_folder(tmp_path)
    with closing(People(folder)) as made:
        yield made


def entries(folder: Path) -> list[dict[str, object]]:
    with closing(DatabaseReader(folder)) as reader:
        return [json.loads(stored.data) for stored in reader.entries()]


def test_a_token_says_who_it_is_and_is_kept_nowhere(here: People, tmp_path: Path) -> None:
    person, token = here.add("alice", Role.SENIOR)

    assert here.person(token.text) == person
    assert token.text.startswith("cnp_")
    assert key_id_of(token.text, CALLER) is None
    assert token.text.encode() not in b"".join(each.read_bytes() for each in tmp_path.iterdir())


def test_who_is_removed_is_out_at_once_and_everything_is_entered(
    here: People, tmp_path: Path
) -> None:
    person, first = here.add("alice", Role.REVIEWER)
    second = here.new_token("alice")
    assert here.person(first.text) is None
    assert here.person(second.text) == person

    here.remove("alice")

    assert here.person(second.text) is None
    made = entries(tmp_path)
    assert [entry["change"] for entry in made] == ["added", "new-token", "removed"]
    assert {entry["person"] for entry in made} == {person.ref}
    assert "alice" not in json.dumps(made)
    assert [each.removed is None for each in here.all()] == [False]
    assert here.add("alice", Role.REVIEWER)[0].ref != person.ref


def test_whoever_belongs_to_a_caller_is_known_to(here: People, tmp_path: Path) -> None:
    with closing(Registry(tmp_path, packaged_vocabulary())) as registry:
        facts = tuple(
            RegisteredFact(name, (value,))
            for name, value in (("actor_kind", "private_entity"), ("on_behalf_of", "none"))
        )
        caller = registry.add(Registration("acme", "", "Acme", facts))

    person, token = here.add("clerk", Role.REVIEWER, ["acme"])

    assert person.callers == {caller.ref}
    assert here.person(token.text) == person


def test_an_entry_says_who_did_it(here: People, tmp_path: Path) -> None:
    kari, _ = here.add("kari", Role.OPERATOR)
    here.add("alice", Role.SENIOR, by=kari.ref)
    here.new_token("alice", by=kari.ref)
    here.remove("alice", by=kari.ref)
    here.new_token("kari", by=kari.ref)
    here.new_token("kari")

    assert [entry.get("by") for entry in entries(tmp_path)] == [None, *[kari.ref] * 4, None]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.BOARD, Role.ETHICS])
def test_who_keeps_the_gate_or_votes_is_seen_to_on_the_machine_alone(
    here: People, tmp_path: Path, role: Role
) -> None:
    kari, _ = here.add("kari", Role.OPERATOR)
    _, token = here.add("liv", role)
    does: list[tuple[Callable[[], object], str]] = [
        (lambda: here.add("eve", role, by=kari.ref), f"add eve --role {role.value}"),
        (lambda: here.new_token("liv", by=kari.ref), "new-token liv"),
        (lambda: here.remove("liv", by=kari.ref), "remove liv"),
        (lambda: here.remove("kari", by=kari.ref), "remove kari"),
    ]
    for act, command in does:
        with pytest.raises(NotForYouError, match=f"on the machine.*`countenance people {command}`"):
            act()

    assert here.person(token.text) is not None
    assert [entry["change"] for entry in entries(tmp_path)] == ["added", "added"]
    here.remove("liv")
    assert here.person(token.text) is None


@pytest.mark.parametrize("token", ["", "x", "cnp_", "cnp_aaaaaaaaaa_" + "a" * 52])
def test_what_is_no_token_is_nobody(here: People, token: str) -> None:
    _, mine = here.add("alice", Role.REVIEWER)

    assert here.person(token) is None
    assert here.person(mine.text[:-1] + "!") is None


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (lambda each: each.add("Alice!", Role.REVIEWER), "small letters"),
        (lambda each: each.add("alice", Role.REVIEWER), "there already"),
        (lambda each: each.add("bob", Role.REVIEWER, ["nobody"]), "no caller is called"),
        (lambda each: each.remove("alcie"), "did you mean `alice`"),
        (lambda each: each.new_token("x" * 20), "there are: alice"),
    ],
)
def test_what_cannot_be_meant_is_refused(here: People, does: object, said: str) -> None:
    here.add("alice", Role.REVIEWER)

    with pytest.raises(CallerError, match=said):
        does(here)  # type: ignore[operator]


def test_a_lost_secret_is_never_made_anew(here: People, tmp_path: Path) -> None:
    _, token = here.add("alice", Role.REVIEWER)
    (tmp_path / SECRET_FILE).unlink()

    with pytest.raises(SettingsError):
        here.person(token.text)
    with pytest.raises(RecordError, match="restore it"):
        here.add("bob", Role.REVIEWER)
