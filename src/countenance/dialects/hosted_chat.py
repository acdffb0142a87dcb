"""What a chat may ask its upstream to look up itself: the web, or an index of the operator's.

Rules kept here:
 * Read only where the operator allows it, and shown whole to the reader of what is asked.
 * A source is asked with the identity of the service: a key for it is not forwarded.
"""

from countenance.dialects.call import PartKind
from countenance.dialects.containers import Field, ListOf, MapOf, Object, Shown, Tagged
from countenance.dialects.hosted import Hosted
from countenance.dialects.shapes import (
    Carries,
    Label,
    Number,
    NumberKind,
    OneOf,
    Refused,
    Truth,
)

__all__ = ["DATA_SOURCES", "WEB_SEARCH"]

_CONTROL, _TOOLS = Carries.CONTROL, Carries.TOOLS
_NAME = Label(128, r"[A-Za-z0-9_.-]", "letters, digits and _.-", kind=None)
_ANY = Label(65536, r"[\s\S]", "characters", None, shortest=0)
_ADDRESS = Label(
    2048, r"[A-Za-z0-9._~:/?#@!$&'*+,;=%-]", "letters of an address", None, shortest=1
)


def _type(word: str) -> Field:
    return Field("type", _CONTROL, OneOf((word,)), required=True)


WEB_SEARCH = Hosted(
    "web_search",
    Shown(
        PartKind.TOOLS,
        Object.of(
            Field("search_context_size", _CONTROL, OneOf(("low", "medium", "high"))),
            Field(
                "user_location",
                _TOOLS,
                Object.of(
                    _type("approximate"),
                    Field(
                        "approximate",
                        _TOOLS,
                        Object.of(
                            *(
                                Field(name, _TOOLS, Label(128, kind=None))
                                for name in ("city", "country", "region", "timezone")
                            )
                        ),
                        required=True,
                    ),
                ),
            ),
        ),
    ),
)
"""The field `web_search_options`."""

_KEYS = Refused("keys for other services are not forwarded; let the service use its own identity")
_AS = Tagged(
    "type",
    {
        "system_assigned_managed_identity": Object.of(_type("system_assigned_managed_identity")),
        "user_assigned_managed_identity": Object.of(
            _type("user_assigned_managed_identity"),
            Field("managed_identity_resource_id", _TOOLS, _ADDRESS, required=True),
        ),
        **dict.fromkeys(
            ("api_key", "access_token", "connection_string", "key_and_key_id",
             "encoded_api_key", "username_and_password"),
            _KEYS,
        ),
    },
)  # fmt: skip
_INDEX = Object.of(
    Field("endpoint", _TOOLS, _ADDRESS, required=True),
    Field("index_name", _TOOLS, _NAME, required=True),
    Field("authentication", _TOOLS, _AS, required=True),
    Field(
        "query_type",
        _CONTROL,
        OneOf(("simple", "semantic", "vector", "vector_simple_hybrid", "vector_semantic_hybrid")),
    ),
    Field("semantic_configuration", _TOOLS, _NAME),
    Field("top_n_documents", _CONTROL, Number(NumberKind.WHOLE, 1, 100)),
    Field("strictness", _CONTROL, Number(NumberKind.WHOLE, 1, 5)),
    Field("in_scope", _CONTROL, Truth()),
    Field("filter", _TOOLS, _ANY),
    Field("role_information", _TOOLS, _ANY),
    Field("fields_mapping", _TOOLS, MapOf(_NAME, _ANY, 16)),
    Field(
        "embedding_dependency",
        _TOOLS,
        Object.of(
            _type("deployment_name"), Field("deployment_name", _TOOLS, _NAME, required=True)
        ),
    ),
)
DATA_SOURCES = Hosted(
    "data_sources",
    Shown(
        PartKind.TOOLS,
        ListOf(
            Tagged(
                "type",
                {
                    "azure_search": Object.of(
                        _type("azure_search"), Field("parameters", _TOOLS, _INDEX, required=True)
                    ),
                    **dict.fromkeys(
                        ("azure_cosmos_db", "elasticsearch", "mongo_db", "pinecone",
                         "azure_machine_learning_index"),
                        Refused("of the sources only `azure_search` is read here"),
                    ),
                },
            ),
            1,
            1,
        ),
    ),
)  # fmt: skip
"""The field `data_sources` of Azure OpenAI."""
