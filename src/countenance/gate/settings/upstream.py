"""`[[upstream]]`: the AI services that a gate may send to.

Rules kept here:
 * No key is in the settings: `key_env` names the variable that holds it.
 * A key and a call never travel in the open, but to this machine.
"""

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec

from countenance.dialects.hosted import HOSTED_TOOLS
from countenance.errors import SettingsError

__all__ = ["UpstreamSettings", "refuse_odd_upstreams"]

Positive = Annotated[int, msgspec.Meta(ge=1)]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=3600)]


class UpstreamSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[upstream]]`: one AI service. The first whose `models` name the model is used.

    `service` is what the codes know it as; it is a property of the service, never of the format
    in which it is asked. `kind = "mirror"` is the stand-in that only reports what reached it.
    """

    name: str
    kind: Literal["mirror", "openai", "azure_openai", "azure_face", "anthropic"]
    service: str = ""
    url: str = ""
    key_env: str = ""
    models: tuple[str, ...] = ()
    """Model or deployment names; empty: every model."""
    connect_seconds: Seconds = 10.0
    answer_seconds: Seconds = 600.0
    max_answer_bytes: Positive = 64 * 1024 * 1024
    hosted_tools: tuple[str, ...] = ()
    """Tools that it may run itself, one by one; empty: none."""
    proxy: str = ""
    """The address of a proxy on the way there; none is taken from the environment."""
    authority: str = ""
    """The path of a certificate authority to trust besides the usual ones, in PEM."""


def refuse_odd_upstreams(
    upstreams: tuple[UpstreamSettings, ...], where: str, is_here: Callable[[str], bool]
) -> None:
    """Raise `SettingsError` for what nobody can have meant. `is_here`: whether an address is on
    this machine."""
    if not upstreams:
        raise SettingsError(f"{where}: at least one `[[upstream]]` is needed")
    names = [upstream.name for upstream in upstreams]
    if len(set(names)) != len(names):
        raise SettingsError(f"{where}: two upstreams have the same `name`")
    for upstream in upstreams:
        place = f"{where}: upstream `{upstream.name}`"
        if not upstream.service:
            raise SettingsError(f"{place}: `service` says which service the codes know it as")
        if upstream.kind == "mirror":
            if upstream.url or upstream.key_env or upstream.proxy or upstream.authority:
                raise SettingsError(
                    f"{place}: a mirror has no `url` and no `key_env`, no `proxy`, no `authority`"
                )
        elif not upstream.url.startswith(("http://", "https://")):
            raise SettingsError(f"{place}: `url` must begin with https:// or http://")
        elif upstream.url.startswith("http://") and not is_here(upstream.url):
            raise SettingsError(
                f"{place}: `url` is plain http and not on this machine: the key and the calls "
                "would travel in the open; https:// is right"
            )
        for tool in upstream.hosted_tools:
            if tool not in HOSTED_TOOLS:
                known = ", ".join(f"`{name}`" for name in HOSTED_TOOLS)
                raise SettingsError(
                    f"{place}: `hosted_tools`: no tool that can be allowed is called `{tool}`; "
                    f"these can: {known}"
                )
        if upstream.proxy and not upstream.proxy.startswith("http://"):
            raise SettingsError(f"{place}: `proxy` must begin with http://")
