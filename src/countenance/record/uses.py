"""The entry of a biometric identification that was let through (AI Act, Article 12(3))."""

from collections.abc import Sequence

from countenance.record import entry as kinds
from countenance.record.make import Maker, Prepared
from countenance.record.stamp import time_of

__all__ = ["use_entry"]


def use_entry(
    maker: Maker,
    decision: str,
    caller: kinds.CallerRef,
    *,
    reference: Sequence[str],
    matched: Sequence[str] | None,
    is_over: bool = True,
    verified_by: Sequence[str] = (),
) -> Prepared:
    """The entry of a use that is over, unless it goes on somewhere else. Raises `RecordError`.

    It began when `decision`, the id of its entry, was made. `reference` and `matched`: places of
    parts of the call; `verified_by`: persons, by pseudonym.
    """

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.Identification(
            id=id_,
            time=time,
            prev=decision,
            commit=commit,
            caller=caller,
            began=time_of(decision),
            ended=time if is_over else None,
            reference=tuple(reference),
            matched=None if matched is None else tuple(matched),
            verified_by=tuple(verified_by),
        )

    return maker.change(build, {})
