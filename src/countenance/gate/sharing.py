"""One gate in several processes: what each of its workers may take of what all may take.

Rules kept here:
 * What is limited for the gate is limited for its workers together: each may take an equal share.
   Connections are spread over them by the system, so a caller with few connections may meet the
   limit of a worker before it has used up its own.
 * A limit that has fewer places than there are workers cannot be shared out: the gate does not
   start.
 * Processes that open pictures (`faces.workers`) are those of each worker.
"""

from dataclasses import dataclass, field

import msgspec

from countenance.errors import SettingsError
from countenance.gate.settings.settings import LimitsSettings, Settings

__all__ = ["Together", "Worker", "share"]

_LIMITS = (
    "calls_per_minute", "bytes_per_minute", "pictures_per_minute", "calls_at_once", "held_per_day",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Together:
    """What the workers of a gate share beside its folder, for as long as it runs: the file of calls
    that were handed over to another gateway, and the key that seals them."""

    file: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Worker:
    """One of the workers of a gate, numbered from 1, how many there are, and what they share."""

    number: int
    count: int
    together: Together


def share(settings: Settings, count: int) -> Settings:
    """What one of so many workers may take. Raises `SettingsError` for what cannot be shared out.

    What every call has to keep, such as the size of a body, stays as it is.
    """
    if count == 1:
        return settings
    limits = settings.limits
    shared = _shared(limits, "limits", count, "pictures_waiting", *_LIMITS)
    callers = {
        name: _shared(own, f"limits.callers.{name}", count, *_LIMITS)
        for name, own in limits.callers.items()
    }
    assert isinstance(shared, LimitsSettings)
    gate = _shared(settings.gate, "gate", count, "max_calls")
    return msgspec.structs.replace(
        settings, gate=gate, limits=msgspec.structs.replace(shared, callers=callers)
    )


def _shared(table: msgspec.Struct, place: str, count: int, *names: str) -> msgspec.Struct:
    changed = {}
    for name in names:
        limit = getattr(table, name)
        if not limit:
            continue  # 0 is without a limit; None is as for all
        if limit < count:
            raise SettingsError(
                f"settings: `{place}.{name}` is {limit} and there are {count} workers: it cannot "
                f"be shared out; at least {count}, or fewer workers, is right"
            )
        changed[name] = limit // count
    return msgspec.structs.replace(table, **changed)
