from contextlib import AsyncExitStack
from pathlib import Path

from countenance.dialects.call import Reply, Request
from countenance.gate.desk import Desk
from countenance.gate.people.door import LARGEST, Room, told
from countenance.gate.rooms import OpenedRoom
from countenance.review.people import Person
from gate.people.sending import sender
from gate.people.test_case_api import token
from gate.running import running

sent = sender("/v1/things")


class Things:
    """An interface of a room that no gate knows."""

    path = "/v1/things"

    async def answer(self, request: Request, names: list[str], who: Person) -> Reply:
        return told({"who": who.role.value, "bytes": len(request.body), "names": names})


def test_a_room_is_lent_the_desk_answers_people_and_ends_with_the_gate(tmp_path: Path) -> None:
    ended: list[str] = []

    def opens(desk: Desk, stack: AsyncExitStack) -> OpenedRoom:
        stack.callback(ended.append, desk.folder.name)
        return OpenedRoom("things", 42, Room(Things(), 2 * LARGEST))

    with running(tmp_path, rooms=[opens, lambda _desk, _stack: None]) as gate:
        assert gate.gate.desk.rooms == {"things": 42}
        alice = token(gate, "alice", "--role", "auditor")
        large = sent(gate, alice, "POST", "/a/b", content=b"x" * (LARGEST + 1))
        assert large.json() == {"who": "auditor", "bytes": LARGEST + 1, "names": ["a", "b"]}
        assert sent(gate, alice, "POST", content=b"x" * (2 * LARGEST + 1)).status_code == 400
        assert sent(gate, None, "GET").status_code == 401

    assert ended == [tmp_path.name]
