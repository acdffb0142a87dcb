"""The entry of a step: refusals of a caller that added up, or what a person did about it."""

from countenance.record import entry as kinds
from countenance.record.make import Maker, Prepared

__all__ = ["standing_entry"]


def standing_entry(
    maker: Maker,
    caller: kinds.CallerRef,
    change: str,
    by: str,
    *,
    clause: str | None = None,
    refusals: int = 0,
    hours: int = 0,
    reason: str = "",
    prev: str | None = None,
) -> Prepared:
    """The entry of one change of how a caller stands. `reason`: in words, kept as a commitment."""

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.StandingChange(
            id=id_,
            time=time,
            prev=prev,
            commit=commit,
            caller=caller,
            change=change,  # type: ignore[arg-type]  # reading back refuses an unknown word
            by=by,  # type: ignore[arg-type]  # as above
            clause=clause,
            refusals=refusals,
            hours=hours,
        )

    return maker.change(build, {"reason": reason.encode()} if reason else {})
