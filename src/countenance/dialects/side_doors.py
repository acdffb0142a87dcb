"""Routes of the services that this gate does not answer: each by name, and what would be right.

Rules kept here:
 * A route is here when a call through it would be answered where the gate cannot look: what is
   sent later, in a file, over another connection, or out of what the service has stored.
 * What is not here and not in the table of routes is refused as well, only without a name.
"""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["SIDE_DOORS", "why_refused"]

_ONE_BY_ONE = "send each request as a call of its own"
_CHAT = "send the whole conversation to `POST /v1/chat/completions`"
_STORED = "what the service stored would be read back past this gate"
_FACES = "compare by the ids of a search for faces, or by a person group"
_LIVENESS = (
    "sessions in which a device talks to the service past the gate are not answered by this gate"
)

SIDE_DOORS: Mapping[str, str] = MappingProxyType(
    {
        "content": "the content of what is stored is not handed out by this gate; keep your own "
        "copy",
        "variations": "variations of a picture are not answered by this gate; `POST "
        "/v1/images/edits` with a `prompt` says what is asked",
        "uploads": "uploads in pieces are not answered by this gate: no piece can be looked at; "
        "`POST /v1/files` with the whole file is right",
        "batch": f"batches are not answered by this gate; {_ONE_BY_ONE}",
        "batches": f"batches are not answered by this gate; {_ONE_BY_ONE}",
        "jobs": f"jobs are not answered by this gate; {_ONE_BY_ONE}",
        "assistants": f"assistants are not answered by this gate: {_STORED}; {_CHAT}",
        "threads": f"threads are not answered by this gate: {_STORED}; {_CHAT}",
        "chatkit": f"chats run by the service are not answered by this gate; {_CHAT}",
        "vector_stores": f"stores of vectors are not answered by this gate: {_STORED}; search "
        "yourself, and send what was found as text",
        "realtime": "realtime sessions are not answered by this gate: sound and pictures would "
        "pass unseen; send a recording to `POST /v1/audio/transcriptions`, or pictures in a chat",
        "fine_tuning": "fine tuning is not answered by this gate: what a model learns cannot be "
        "covered afterwards",
        "fine-tunes": "fine tuning is not answered by this gate: what a model learns cannot be "
        "covered afterwards",
        "conversations": f"stored conversations are not answered by this gate: {_STORED}; {_CHAT}",
        "evals": f"evaluations are not answered by this gate: they run on what is stored; "
        f"{_ONE_BY_ONE}",
        "graders": f"graders are not answered by this gate; {_ONE_BY_ONE}",
        "containers": "containers are not answered by this gate: what runs in them cannot be "
        "looked at; run code yourself, as a tool of type `function`",
        "videos": "films made by a model are not answered by this gate; single pictures by `POST "
        "/v1/images/generations` are",
        "moderations": "moderation is not answered by this gate; ask the service for it directly, "
        "with text alone",
        "speech": "voices made by a model are not answered by this gate: nobody here can tell "
        "whose voice it is",
        "voices": "voices made by a model are not answered by this gate: nobody here can tell "
        "whose voice it is",
        "voice_consents": "voices made by a model are not answered by this gate: nobody here can "
        "tell whose voice it is",
        "skills": "skills are not answered by this gate: what runs in them cannot be looked at",
        "organization": "the administration of an organization is not answered by this gate; ask "
        "the service directly, with a key that serves for nothing else",
        "extensions": "extensions are not answered by this gate: the service would fetch what the "
        "gate cannot look at; send what was found as text to `.../chat/completions`",
        "ingestion": "ingestion is not answered by this gate: the service would fetch what the "
        "gate cannot look at",
        "deployments": "the administration of deployments is not answered by this gate; `GET "
        "/v1/models` lists those that it serves",
        "info": "what a model is is not answered by this gate; `GET /v1/models` lists those that "
        "it serves",
        "detectLiveness": _LIVENESS,
        "detectLivenessWithVerify": _LIVENESS,
        "detectLiveness-sessions": _LIVENESS,
        "detectLivenessWithVerify-sessions": _LIVENESS,
        "session": _LIVENESS,
        "dynamicpersongroups": f"directories of persons are not answered by this gate; {_FACES}",
        "persons": f"directories of persons are not answered by this gate; {_FACES}",
        "snapshots": f"snapshots of galleries are not answered by this gate: they carry faces past "
        f"it; {_FACES}",
        "operations": "operations that the service runs by itself are not answered by this gate",
    }
)
"""A piece of a path, and why a route with it is refused."""


def why_refused(path: str) -> str | None:
    """Why a path that no route has is refused, if one of its pieces is known."""
    pieces = path.split("/")
    if "completions" in pieces[:-1]:
        return (
            f"stored completions are not answered by this gate: {_STORED}; keep the answers "
            "yourself"
        )
    if "responses" in pieces[:-1]:
        return (
            f"stored responses, and what is done with them, are not answered by this gate: "
            f"{_STORED}; `POST /v1/responses` with every item in `input` is right"
        )
    known = [
        piece
        for place, piece in enumerate(pieces)
        # A deployment has many routes below it; what they are says the piece after its name.
        if piece in SIDE_DOORS and (piece != "deployments" or place >= len(pieces) - 2)
    ]
    # The last piece that is known says most: `/v1/images/variations` is about variations.
    return SIDE_DOORS[known[-1]] if known else None
