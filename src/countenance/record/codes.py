"""Entries about the codes that a gate decides under: which are in force, and what was not taken."""

from dataclasses import dataclass

from countenance.record import entry as kinds
from countenance.record.make import Maker, Prepared

__all__ = ["CodesState", "activated_entry", "refused_entry"]


@dataclass(frozen=True, slots=True)
class CodesState:
    """What is in force: the digests of the texts, of each service the editions and what they
    decide, the laws, and the rulings that count: of which edition, by name, with the digest. The
    same state is never entered twice in a row."""

    packaged: str
    own: str | None
    signed_by: str | None
    in_force: tuple[tuple[str, str, tuple[str, ...]], ...]
    laws: tuple[str, ...] = ()
    newly_allow: tuple[str, ...] = ()
    rulings: tuple[tuple[str, str, str], ...] = ()


def activated_entry(maker: Maker, state: CodesState, prev: str | None) -> Prepared:
    """The entry of codes that are in force from now on."""
    named = [editions for _, _, editions in state.in_force]
    common = set(named[0]).intersection(*named[1:]) if named else set()
    everywhere = tuple(name for name in (named[0] if named else ()) if name in common)
    each = tuple(
        kinds.InForce(service, compiled, tuple(name for name in editions if name not in common))
        for service, compiled, editions in state.in_force
    )

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.CodesActivated(
            id=id_,
            time=time,
            prev=prev,
            commit=commit,
            packaged=state.packaged,
            own=state.own,
            signed_by=state.signed_by,
            everywhere=everywhere,
            in_force=each,
            laws=tuple(name for name in state.laws if name not in common),
            newly_allow=state.newly_allow,
            rulings=tuple(kinds.RulingRef(*each) for each in state.rulings),
        )

    return maker.change(build, {})


def refused_entry(maker: Maker, wrong: str, says: str, prev: str | None) -> Prepared:
    """The entry of texts that were not taken. `says`: what was wrong, kept as a commitment."""

    def build(id_: str, time: str, commit: dict[str, str]) -> kinds.Entry:
        return kinds.CodesRefused(
            id=id_,
            time=time,
            prev=prev,
            commit=commit,
            wrong=wrong,  # type: ignore[arg-type]  # reading back refuses an unknown word
        )

    return maker.change(build, {"says": says.encode()})
