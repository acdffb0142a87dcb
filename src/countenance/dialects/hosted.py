"""Tools that an upstream runs itself: web search, code, searches of files, other servers.

Rules kept here:
 * Refused by name, unless the operator allows this one at this upstream.
 * What such a tool fetches comes from elsewhere: a call with one is never text alone.

The setting is `upstream.hosted_tools`; whether a tool is allowed where the call goes is looked at
again when its upstream is known.
"""

from dataclasses import dataclass
from typing import Any

from countenance.dialects.shapes import Found, Shape
from countenance.errors import UnsupportedCallError

__all__ = ["HOSTED_TOOLS", "Hosted"]

HOSTED_TOOLS = (
    "web_search",
    "web_fetch",
    "file_search",
    "code_interpreter",
    "code_execution",
    "computer_use",
    "image_generation",
    "mcp",
    "data_sources",
)
"""The tools that an operator may allow."""


@dataclass(frozen=True, slots=True)
class Hosted:
    """What asks for such a tool, or comes from one: read only where it is allowed."""

    name: str
    shape: Shape

    def read(self, value: Any, where: str, found: Found) -> Any:
        """The value, read by its own shape."""
        if self.name not in found.allowed:
            raise UnsupportedCallError(f"`{where}`: {self.reason}", param=where)
        found.hosted.add(self.name)
        return self.shape.read(value, where, found)

    @property
    def reason(self) -> str:
        """Why it is refused, where it is."""
        return (
            "tools that the upstream runs itself are refused unless the operator allows them; "
            f'here with `upstream.hosted_tools = ["{self.name}"]`'
        )

    def says(self) -> str:
        """In words."""
        return f"{self.shape.says()}, where the operator allows `{self.name}`"
