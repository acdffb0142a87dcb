"""What a gate has for people who sign in, opened and closed with it."""

import asyncio
import os
import time
from contextlib import AsyncExitStack
from pathlib import Path

from countenance.gate.console_settings import ConsoleSettings
from countenance.gate.people.sign_in import open_sign_in


def test_it_is_open_as_long_as_the_gate_is(tmp_path: Path) -> None:
    async def opened() -> object:
        async with AsyncExitStack() as stack:
            made = open_sign_in(tmp_path, ConsoleSettings(), stack, time.time_ns, os.urandom)
            return made.sessions.find("x"), made.accounts.has_account("p-1")

    assert asyncio.run(opened()) == (None, False)
