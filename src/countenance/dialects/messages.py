"""The messages of a chat request: who may say what, and in which parts.

Rules kept here:
 * Pictures, films and files are read in messages of users only; the other roles have words.
 * A part that this gate does not inspect is known by name, and refused with the reason.
 * The name of a speaker is read like words, because a model reads it.

The rest of a request stands in `countenance.dialects.fields`.
"""

from countenance.dialects.call import PartKind
from countenance.dialects.containers import (
    Field,
    ListOf,
    Object,
    OneOfTwo,
    Spoken,
    Tagged,
    TextOr,
)
from countenance.dialects.shapes import (
    FILE_ID,
    Carries,
    Label,
    OneOf,
    Only,
    PagesUrl,
    PictureUrl,
    Refused,
    Shape,
    Words,
)

__all__ = ["BREAKPOINT", "MESSAGE", "TEXT_CONTENT", "content_of", "type_of"]

_CONTROL = Carries.CONTROL
_WORDS = Carries.WORDS
_LABEL = Carries.LABEL
_NOTHING = Carries.NOTHING

_CALLED = Label(64, r"[A-Za-z0-9_.-]", "letters, digits and _.-", PartKind.TOOL_CALL)
_SPEAKER = Label(64, r"[^\s<|\\/>\x00-\x1f\x7f]", "characters without a space", PartKind.TEXT)
_CALL_ID = Label(128, r"[A-Za-z0-9_.:|-]", "letters, digits and _.:|-")

BREAKPOINT = Field(
    "prompt_cache_breakpoint",
    _CONTROL,
    Object.of(
        Field("mode", _CONTROL, OneOf(("explicit",)), required=True),
        Field("ttl", _CONTROL, OneOf(("30m", "12h"))),
    ),
)


def type_of(word: str) -> Field:
    """The field `type` of an object of this type."""
    return Field("type", _CONTROL, OneOf((word,)), required=True)


def _role(word: str) -> Field:
    return Field("role", _CONTROL, OneOf((word,)), required=True)


_NAME = Field("name", _WORDS, _SPEAKER)

_TEXT_PART = Object.of(
    type_of("text"), Field("text", _WORDS, Words(), required=True, nullable=False), BREAKPOINT
)
_PICTURE_PART = Object.of(
    type_of("image_url"),
    Field(
        "image_url",
        Carries.PICTURE,
        Object.of(
            Field("url", Carries.PICTURE, PictureUrl(), required=True),
            Field("detail", _CONTROL, OneOf(("auto", "low", "high", "original"))),
            Field("file_id", _NOTHING, Refused("a stored file stands in a part of type `file`")),
        ),
        required=True,
    ),
    BREAKPOINT,
)
_CALLED_FILE = Label(256, kind=PartKind.TEXT)
_FILE_PART = Object.of(
    type_of("file"),
    Field(
        "file",
        Carries.PICTURE,
        OneOfTwo(
            Object.of(
                Field("file_id", Carries.ID, FILE_ID),
                Field("file_data", Carries.PICTURE, PagesUrl()),
                Field("filename", _WORDS, _CALLED_FILE),
            ),
            ("file_id", "file_data"),
        ),
        required=True,
    ),
    BREAKPOINT,
)
_FILM_PART = Object.of(
    type_of("video_url"),
    Field(
        "video_url",
        Carries.FILM,
        Object.of(Field("url", Carries.FILM, PictureUrl(PartKind.FILM), required=True)),
        required=True,
    ),
)
_UNINSPECTED_PARTS: dict[str, Shape] = {
    "input_audio": Refused("sound is not heard by this gate yet; send its transcript as text"),
    "input_image": Refused("`input_image` belongs to another route; `image_url` is right here"),
    "input_text": Refused("`input_text` belongs to another route; `text` is right here"),
    "input_file": Refused("`input_file` belongs to another route; `file` is right here"),
    "image_file": Refused("`image_file` belongs to another route; `file` is right here"),
    "audio_url": Refused("sound is not heard by this gate yet; send its transcript as text"),
}
_REFUSAL_PART = Refused("refusal parts are not read back by this gate; send it as a `text` part")
_TEXT_ONLY = Tagged(
    "type",
    {
        "text": _TEXT_PART,
        "refusal": _REFUSAL_PART,
        "image_url": Refused("pictures are read in user messages only"),
        "file": Refused("files are read in user messages only"),
        "video_url": Refused("films are read in user messages only"),
        **_UNINSPECTED_PARTS,
    },
)
_TEXT_OR_PICTURE = Tagged(
    "type",
    {
        "text": _TEXT_PART,
        "image_url": _PICTURE_PART,
        "file": _FILE_PART,
        "video_url": _FILM_PART,
        "refusal": _REFUSAL_PART,
        **_UNINSPECTED_PARTS,
    },
)
TEXT_CONTENT = TextOr(Words(), ListOf(_TEXT_ONLY, 1, 256))
_MIXED_CONTENT = TextOr(Words(), ListOf(_TEXT_OR_PICTURE, 1, 256))


def content_of(shape: Shape, *, required: bool = True) -> Field:
    """The field `content`; where it need not be there, `null` is kept."""
    return Field(
        "content", _WORDS, shape, required=required, nullable=not required, keeps_null=not required
    )


_TOOL_CALL = Tagged(
    "type",
    {
        "function": Object.of(
            type_of("function"),
            Field("id", _LABEL, _CALL_ID, required=True),
            Field(
                "function",
                _WORDS,
                Object.of(
                    Field("name", _WORDS, _CALLED, required=True),
                    Field("arguments", _WORDS, Words(PartKind.TOOL_CALL), required=True),
                ),
                required=True,
            ),
        ),
        "custom": Refused("only calls of functions are read here"),
    },
)
_SPOKEN = Refused("answers in sound are not heard by this gate")
_OLD_CALL = Refused("the older form; send `tool_calls`")

MESSAGE = Spoken(
    Tagged(
        "role",
        {
            "system": Object.of(_role("system"), content_of(TEXT_CONTENT), _NAME),
            "developer": Object.of(_role("developer"), content_of(TEXT_CONTENT), _NAME),
            "user": Object.of(_role("user"), content_of(_MIXED_CONTENT), _NAME),
            "assistant": Object.of(
                _role("assistant"),
                content_of(TEXT_CONTENT, required=False),
                _NAME,
                Field("refusal", _WORDS, Words()),
                Field("tool_calls", _WORDS, ListOf(_TOOL_CALL, 1, 128)),
                Field("audio", _NOTHING, _SPOKEN),
                Field("function_call", _NOTHING, _OLD_CALL),
                Field("annotations", _NOTHING, Only([], "quoted sources are not read back")),
            ),
            "tool": Object.of(
                _role("tool"),
                content_of(TEXT_CONTENT),
                Field("tool_call_id", _LABEL, _CALL_ID, required=True),
                _NAME,
            ),
            "function": Refused("the role `function` is the older form; `tool` is right"),
        },
    )
)
