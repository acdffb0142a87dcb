"""The formats of the wire: for each operation, how it is read, written and answered.

Rules kept here:
 * One table. An operation that is not in it is refused before anything is read.
 * A format without `stream` never answers in pieces; asking for it there is refused when read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from countenance.dialects.answer_pictures import Opened
from countenance.dialects.answers import Answered, read_answer
from countenance.dialects.anthropic.answers import read_message_answer
from countenance.dialects.anthropic.calls import read_message, write_message
from countenance.dialects.anthropic.stream import MessageStream
from countenance.dialects.audio.answers import AudioStream, read_audio_answer
from countenance.dialects.audio.calls import read_audio, write_audio
from countenance.dialects.call import Call, Operation, Outgoing, Part, Request, Target
from countenance.dialects.chat import read_chat, write_chat
from countenance.dialects.check import Check, Withheld
from countenance.dialects.completions.calls import read_completion, write_completion
from countenance.dialects.embeddings.answers import read_embedding_answer
from countenance.dialects.embeddings.calls import read_embedding, write_embedding
from countenance.dialects.face.answers import read_face_answer
from countenance.dialects.face.calls import read_face, write_face
from countenance.dialects.files.answers import read_file_answer
from countenance.dialects.files.calls import read_file_call, write_file_call
from countenance.dialects.images.answers import ImageStream, read_image_answer
from countenance.dialects.images.calls import read_image_call, write_image_call
from countenance.dialects.reading import Limits
from countenance.dialects.responses.answers import read_response
from countenance.dialects.responses.calls import read_response_call, write_response_call
from countenance.dialects.responses.stream import ResponseStream
from countenance.dialects.route import Route
from countenance.dialects.stream import AnswerStream
from countenance.dialects.writing import Made

__all__ = ["FORMS", "Form", "Streaming"]

NewCheck = Callable[[], Check] | None
"""Makes a check for each choice; `None` only for a call of text alone."""


class Streaming(Protocol):
    """An answer in pieces: bytes of the upstream in, bytes for the caller out.

    What waits for a picture, and all that comes after it, leaves when `show` was told of it.
    """

    is_broken: bool
    withheld: list[Withheld]
    usage: dict[str, Any] | None

    @property
    def is_done(self) -> bool:
        """Whether the last byte for the caller has been given."""

    def feed(self, data: bytes) -> bytes:
        """What may leave after these bytes; often nothing."""

    def pictures(self) -> tuple[Part, ...]:
        """The pictures that have to be opened now, each named once."""

    def show(self, opened: Opened) -> bytes:
        """What may leave now that these pictures were opened."""

    def end(self) -> bytes:
        """What may leave when the upstream has ended."""

    def fail(self, says: str = ...) -> bytes:
        """The end that says that something broke."""


class _Answers(Protocol):
    def __call__(
        self, body: bytes, call: Call, new_check: NewCheck, *, covered: bool = False
    ) -> Answered: ...


class _Streams(Protocol):
    def __call__(self, call: Call, new_check: NewCheck, *, covered: bool = False) -> Streaming: ...


@dataclass(frozen=True, slots=True)
class Form:
    """One format: reading a request, writing it for an upstream, reading the answer."""

    read: Callable[[Request, Route, Limits], Call]
    write: Callable[[Call, Made, Target, str], Outgoing]
    answer: _Answers
    stream: _Streams | None = None


_CHAT = Form(read_chat, write_chat, read_answer, AnswerStream)
_COMPLETION = Form(read_completion, write_completion, read_answer, AnswerStream)
"""Always text alone: its answer is handed on as that of such a chat."""

_EMBEDDING = Form(read_embedding, write_embedding, read_embedding_answer)

_IMAGES = Form(read_image_call, write_image_call, read_image_answer, ImageStream)
_FILES = Form(read_file_call, write_file_call, read_file_answer)
_FACE = Form(read_face, write_face, read_face_answer)
_RESPONSE = Form(read_response_call, write_response_call, read_response, ResponseStream)
_MESSAGES = Form(read_message, write_message, read_message_answer, MessageStream)
_AUDIO = Form(read_audio, write_audio, read_audio_answer, AudioStream)

FORMS: Mapping[Operation, Form] = MappingProxyType(
    {
        Operation.CHAT: _CHAT,
        Operation.COMPLETIONS: _COMPLETION,
        Operation.EMBEDDINGS: _EMBEDDING,
        Operation.PICTURE_EMBEDDINGS: _EMBEDDING,
        Operation.IMAGE_GENERATION: _IMAGES,
        Operation.IMAGE_EDIT: _IMAGES,
        **dict.fromkeys(
            (
                Operation.FILE_UPLOAD,
                Operation.FILE_LIST,
                Operation.FILE_INFO,
                Operation.FILE_DELETE,
            ),
            _FILES,
        ),
        **dict.fromkeys(
            (
                Operation.FACE_DETECT,
                Operation.FACE_VERIFY,
                Operation.FACE_IDENTIFY,
                Operation.FACE_FIND_SIMILAR,
                Operation.FACE_GROUP,
                Operation.FACE_GALLERY,
            ),
            _FACE,
        ),
        Operation.RESPONSES: _RESPONSE,
        Operation.MESSAGES: _MESSAGES,
        Operation.COUNT_TOKENS: _MESSAGES,
        Operation.TRANSCRIPTION: _AUDIO,
        Operation.TRANSLATION: _AUDIO,
    }
)
"""The format of each operation that goes to an upstream."""
