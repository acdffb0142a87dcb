"""Where an edition settles nothing, in words for people and in JSON for programs."""

from countenance.cli.code_words import cube_in_json, cube_in_words
from countenance.decisions.grey import Grey, GreyMap

__all__ = ["grey_in_json", "grey_in_words"]


def grey_in_words(found: GreyMap) -> str:
    """The grey zones of one edition as lines."""
    facts = ", ".join(found.facts)
    lines = [
        f"{found.edition.name} · {found.unclear:,} of {found.total:,} situations are unclear",
        f"  told apart by {len(found.facts)} facts: {facts}",
    ]
    for zone in found.zones:
        lines += ["", *_zone(zone, found)]
    return "\n".join(lines)


def grey_in_json(found: GreyMap) -> dict[str, object]:
    """The same for programs."""
    return {
        "edition": found.edition.name,
        "facts": list(found.facts),
        "situations": found.total,
        "unclear": found.unclear,
        "zones": [
            {
                "clause": zone.clause.id if zone.clause else None,
                "situations": zone.count,
                "settle": list(zone.questions),
                "cases": [cube_in_json(cube) for cube in zone.cover.cubes],
                "complete": zone.cover.complete,
            }
            for zone in found.zones
        ],
    }


def _zone(zone: Grey, found: GreyMap) -> list[str]:
    name = zone.clause.id if zone.clause else "several clauses, each enough by itself"
    lines = [f"{name}: {zone.count:,} situations"]
    lines += [f"  to settle: {question}" for question in zone.questions]
    scope = {"service"} if len(found.edition.scope) == 1 else set[str]()
    lines += [f"  {cube_in_words(cube, without=scope)}" for cube in zone.cover.cubes]
    if not zone.cover.complete:
        lines.append("  and more that would take too many lines")
    return lines
