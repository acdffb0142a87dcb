"""One request, as every later step of the walk sees it.

Rules kept here:
 * Whatever goes upstream is either a control value of a closed set or stands in `parts`, so
   nothing is forwarded that no inspector was shown.
 * `body` is the tree that was accepted, field by field; the received bytes are not kept.
 * A picture in `body` is a `Slot`: it can only be written with bytes that somebody hands in.

Which field may carry what stands in `countenance.dialects.fields`.

The types are structs of msgspec rather than dataclasses: some are made for every call, and a frozen
dataclass sets its fields one by one, at five times the cost.
"""

import hashlib
from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from typing import Any

import msgspec

__all__ = [
    "MEDIA",
    "SHOWN",
    "Call",
    "Dialect",
    "Operation",
    "Outgoing",
    "Part",
    "PartKind",
    "Reply",
    "Request",
    "Role",
    "Slot",
    "Target",
    "Turn",
]


class Dialect(Enum):
    """A wire format, with its own paths and its own form of errors."""

    OPENAI = "openai"
    AZURE_OPENAI = "azure_openai"
    AZURE_FACE = "azure_face"
    ANTHROPIC = "anthropic"


class Operation(Enum):
    """What a route does."""

    CHAT = "chat.completions"
    COMPLETIONS = "completions"
    RESPONSES = "responses"
    IMAGE_GENERATION = "images.generations"
    IMAGE_EDIT = "images.edits"
    TRANSCRIPTION = "audio.transcriptions"
    TRANSLATION = "audio.translations"
    EMBEDDINGS = "embeddings"
    PICTURE_EMBEDDINGS = "images.embeddings"
    FILE_UPLOAD = "files.create"
    FILE_LIST = "files.list"
    FILE_INFO = "files.retrieve"
    FILE_DELETE = "files.delete"
    MODELS = "models"
    MODEL = "model"
    MESSAGES = "messages"
    COUNT_TOKENS = "messages.count_tokens"
    FACE_DETECT = "face.detect"
    FACE_VERIFY = "face.verify"
    FACE_IDENTIFY = "face.identify"
    FACE_FIND_SIMILAR = "face.find_similar"
    FACE_GROUP = "face.group"
    FACE_GALLERY = "face.gallery"
    """Person groups and face lists: making, filling, training, reading and removing them."""
    FACE_LIVENESS = "face.liveness"
    REPORT = "reports.drafting"
    """Drafting a report from a recording: asked by the gate itself, in no wire format."""
    REPORT_VOICES = "reports.voices"
    """Telling the voices of such a recording apart by how they sound; asked in the same way."""

    __hash__ = object.__hash__  # of a member, which is one object: that of `Enum` is Python


class PartKind(Enum):
    """What a part of a call is, which decides who has to look at it."""

    TEXT = "text"
    """Words of a conversation: a user's, a model's, a tool's."""
    SYSTEM = "system"
    """Words of an operator: system and developer messages."""
    PICTURE = "picture"
    MASK = "mask"
    """A picture that only says where: what is white in it, or transparent, is meant."""
    DOCUMENT = "document"
    """A PDF: its pages are looked at like pictures."""
    FILM = "film"
    """Moving pictures: their frames are looked at like pictures."""
    SOUND = "sound"
    ID = "id"
    """A name that stands for something which was checked when it was given out: a file, a face."""
    TOOL_CALL = "tool_call"
    """The name and arguments of a call of a tool, in an earlier turn."""
    TOOLS = "tools"
    """The tools offered to the model, as JSON."""
    SCHEMA = "schema"
    """The form that the answer has to have, as JSON."""
    LABEL = "label"
    """A short name, id or tag, bounded in length and letters, that no model is asked to read."""

    __hash__ = object.__hash__  # as above


SHOWN = frozenset({PartKind.PICTURE, PartKind.MASK, PartKind.DOCUMENT, PartKind.FILM})
"""Media in which a face can be seen."""

_STILLS = 3
"""As how many pictures a film counts: the reader of acts knows three as stills of one."""

MEDIA = SHOWN | {PartKind.SOUND}
"""What is not words: its bytes are opened and made anew before they go on."""


class Role(Enum):
    """Who speaks in a message; `NONE` for what belongs to no message."""

    SYSTEM = "system"
    DEVELOPER = "developer"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    NONE = "none"


class Target(Enum):
    """The form of address that an upstream has."""

    OPENAI = "openai"
    """A base address ending in `/v1`; the model stands in the body."""
    AZURE_DEPLOYMENT = "azure_deployment"
    """The address of a resource; deployment in the path, `api-version` in the query."""
    AZURE_V1 = "azure_v1"
    """A base address ending in `/openai/v1`; the deployment stands in the body."""
    AZURE_FACE = "azure_face"
    """The address of a resource; the calls of the Face service stand below `/face`."""
    ANTHROPIC = "anthropic"
    """A base address; the calls stand below `/v1`, the version in a header."""


class Request(msgspec.Struct, frozen=True):
    """What came in. `path` is as on the wire, before any decoding; header names in any case.

    `address`: where it comes from, where that is known; no decision hangs on it.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes
    address: str = ""


class Reply(msgspec.Struct, frozen=True):
    """What goes out: a status, headers in lower case, and the whole body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Part(msgspec.Struct, frozen=True, dict=True):  # what was worked out once is kept
    """One thing that goes upstream: words in `text`, or the bytes of a medium in `data`.

    `where` is its path in the body (`messages[0].content[1]`), unique within the call. `turn` is
    the index of its message, or -1. A medium that stands elsewhere has its https `address` and no
    bytes until they were fetched. An `ID` has its id in `text` and in `refers` what it is an id of
    (`face`, `file`).
    """

    where: str
    kind: PartKind
    role: Role = Role.NONE
    text: str = ""
    data: bytes = b""
    turn: int = -1
    address: str = ""
    refers: str = ""

    @property
    def pictures(self) -> int:
        """How many pictures it counts for where it is asked how many there are: a film is a row of
        stills."""
        match self.kind:
            case PartKind.PICTURE | PartKind.DOCUMENT | PartKind.ID:
                return 1
            case PartKind.FILM:
                return _STILLS
            case _:
                return 0

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of a medium's bytes, or of a text in UTF-8."""
        content = self.data if self.kind in MEDIA else self.text.encode()
        return hashlib.sha256(content).digest()

    def slot(self, *, is_bare: bool = False) -> "Slot":
        """The place of these bytes in the body of the call."""
        return Slot(self.where, f"sha256:{self.digest.hex()}", is_bare=is_bare)

    @property
    def size(self) -> int:
        """Bytes of a medium, characters of a text."""
        return len(self.data) if self.kind in MEDIA else len(self.text)


class Turn(msgspec.Struct, frozen=True):
    """One message: all its words joined by newlines, and how many pictures it holds."""

    role: Role
    text: str
    pictures: int


class Slot:
    """The place of a picture in `Call.body`; `where` names its part.

    `digest` is `sha256:` and the hex SHA-256 of the bytes that were received there. `is_bare`: it
    is written as base64 alone, whatever the format writes for a picture elsewhere.
    """

    # No dataclass: an encoder of JSON would write its fields instead of asking what to write.
    __slots__ = ("digest", "is_bare", "where")

    def __init__(self, where: str, digest: str, *, is_bare: bool = False) -> None:
        self.where = where
        self.digest = digest
        self.is_bare = is_bare


class Call(msgspec.Struct, frozen=True, dict=True):
    """One request that could be read.

    `turns` are the messages of users, models and tools in order; `system` the words of operators;
    `tools` and `schema` JSON text or empty. `digest` is `sha256:` and the hex SHA-256 of the
    canonical request as parsed, without the attestation. `choices` is how many answers are asked.

    `options` are the control values by which the operation itself says what is asked (which
    attributes of a face, whether ids are wanted), as words. `hosted_tools` are the tools among
    those offered that the upstream runs itself. `method` and `path` are those of the request, for
    the formats that ask by them.
    """

    dialect: Dialect
    operation: Operation
    model: str
    digest: str
    parts: tuple[Part, ...] = ()
    turns: tuple[Turn, ...] = ()
    system: tuple[str, ...] = ()
    tools: str = ""
    schema: str = ""
    tool_names: frozenset[str] = frozenset()
    stream: bool = False
    include_usage: bool = False
    choices: int = 1
    body: Mapping[str, Any] = msgspec.field(default_factory=dict)
    attestation: str | None = None
    api_version: str | None = None
    client_request_id: str | None = None
    options: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    hosted_tools: frozenset[str] = frozenset()
    method: str = "POST"
    path: str = ""

    @property
    def media(self) -> tuple[Part, ...]:
        """The parts that are media, in order."""
        return tuple(part for part in self.parts if part.kind in MEDIA)

    @property
    def shown(self) -> tuple[Part, ...]:
        """The parts in which a face can be seen, in order."""
        return tuple(part for part in self.parts if part.kind in SHOWN)

    @property
    def ids(self) -> tuple[Part, ...]:
        """The parts that stand for something checked earlier, in order."""
        return tuple(part for part in self.parts if part.kind is PartKind.ID)

    @property
    def pictures(self) -> tuple[Part, ...]:
        """The parts that are pictures, in order."""
        return tuple(part for part in self.parts if part.kind is PartKind.PICTURE)

    @cached_property
    def is_text_only(self) -> bool:
        """Whether nothing but text goes upstream: no medium, no id that stands for one, and no
        tool that can fetch one."""
        if self.hosted_tools:
            return False
        return all(part.kind not in MEDIA and part.kind is not PartKind.ID for part in self.parts)


class Outgoing(msgspec.Struct, frozen=True):
    """Our own writing of a call. `path` follows the base address that `target` describes."""

    operation: Operation
    target: Target
    model: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: bytes
    stream: bool
    method: str = "POST"
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    """What the format itself asks for, such as its version; never anything of the caller."""
