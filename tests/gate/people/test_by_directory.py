"""What the pages ask of a directory is what one answers."""

import inspect

from countenance.gate.people.by_directory import ByDirectory
from countenance.gate.people.directory import Directory


def test_a_directory_has_everything_that_is_asked_of_it() -> None:
    for name, wanted in inspect.getmembers(ByDirectory, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.signature(getattr(Directory, name)) == inspect.signature(wanted)
    for name, _ in inspect.getmembers(ByDirectory, lambda each: isinstance(each, property)):
        assert isinstance(getattr(Directory, name), property)
