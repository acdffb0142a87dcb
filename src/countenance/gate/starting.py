"""What a gate enters when it starts: what it is set to where that changed, and what it runs with.

Rules kept here:
 * What ran before the gate, from a file of an installed package, is entered by its digest. What
   should not be there is stopped by the hashes of the lock; this is who sees it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

from countenance import __version__
from countenance.gate.configured import flat, seen_upstreams, settings_digest
from countenance.gate.recording import Sources
from countenance.gate.settings.settings import Settings
from countenance.record.make import Maker
from countenance.record.store import LogStore
from countenance.stores.packaged import packaged_vocabulary
from countenance.stores.ran_before import folders_of_packages, ran_before
from countenance.stores.registry import Registry

__all__ = ["enter_start", "note_settings"]

_log = structlog.get_logger("countenance.gate")


def note_settings(
    settings: Settings, folder: Path, clock: Callable[[], int], random: Callable[[int], bytes]
) -> None:
    """Enter the settings and the upstreams, if they are others than before."""
    registry = Registry(folder, packaged_vocabulary(), clock, random)
    try:
        registry.note_settings(flat(settings), seen_upstreams(settings.upstream))
    finally:
        registry.close()


async def enter_start(
    settings: Settings,
    maker: Maker,
    log: LogStore,
    sources: Sources,
    eyes: Mapping[str, object],
    reconciled: int,
) -> None:
    """Enter a start. `eyes`: what they report of themselves; `reconciled`: how many decisions of
    an earlier gate got their outcome first."""
    before = ran_before(folders_of_packages())
    if before:
        _log.warning("ran-before", files=[each.token for each in before])
    limits = eyes["limits"]
    held = sorted(name for name, holds in limits.items() if holds) if isinstance(
        limits, dict
    ) else []
    started = maker.startup(
        engine=f"countenance-{__version__}",
        settings=settings_digest(settings),
        vocabulary=sources.vocabulary,
        detector=sources.detector,
        act_model=sources.act_model,
        limits=held,
        reconciled=reconciled,
        ran_before=[each.token for each in before],
    )
    await log.append(started.data, started.openings)
