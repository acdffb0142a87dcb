"""The tree of errors, and that its drawing is true."""

import inspect

from countenance import errors


def classes() -> list[type[Exception]]:
    return [
        item
        for _, item in inspect.getmembers(errors, inspect.isclass)
        if issubclass(item, Exception)
    ]


def test_everything_we_raise_has_one_root() -> None:
    assert all(issubclass(item, errors.CountenanceError) for item in classes())


def test_the_docstring_draws_every_class() -> None:
    drawn = errors.__doc__ or ""

    assert [item.__name__ for item in classes() if item.__name__ not in drawn] == []
    assert sorted(errors.__all__) == sorted(item.__name__ for item in classes())


def test_a_near_miss_is_named() -> None:
    error = errors.UnknownFactError("capture_devise", "capture_device", "northport@1#live")

    assert str(error) == (
        "northport@1#live: no fact is called `capture_devise`; did you mean `capture_device`?"
    )
