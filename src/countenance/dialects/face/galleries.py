"""Which databases of faces a call is about, by the names that the service knows them under.

    persongroups/staff, largepersongroups/staff, facelists/staff, largefacelists/staff
"""

from countenance.dialects.call import Call

__all__ = ["GALLERY_FIELDS", "galleries_of"]

GALLERY_FIELDS = {
    "personGroupId": "persongroups",
    "largePersonGroupId": "largepersongroups",
    "faceListId": "facelists",
    "largeFaceListId": "largefacelists",
}
"""The fields of a body that name one -> of which kind."""

_IN_PATH = "path.gallery"


def galleries_of(call: Call) -> tuple[str, ...]:
    """Each gallery that a call is about, once; none where it names none."""
    found = []
    for part in call.parts:
        if part.where in GALLERY_FIELDS:
            found.append(f"{GALLERY_FIELDS[part.where]}/{part.text}")
        elif part.where == _IN_PATH:
            # `/face/{version}/{kind}/{gallery}`: this row of the routes was found by its path.
            found.append(f"{call.path.split('/')[3]}/{part.text}")
    return tuple(dict.fromkeys(found))
