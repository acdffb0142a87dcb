"""What content filters say in an answer: kept in its known form, with our category beside it.

Rules kept here:
 * Only names of categories, truth values, severities and codes are kept; a filter's annotation is
   not a place for words that nobody checked.
 * Our category is added; no category of the upstream is changed or taken away.
 * A filter that says it did not run (`content_filter_error`) is kept saying so.
"""

import re
from typing import Any

from countenance.dialects.call import Dialect

__all__ = [
    "CATEGORY",
    "kept_filters",
    "kept_offsets",
    "merged_content_filters",
    "merged_prompt_filters",
    "with_category",
]

CATEGORY = "facial_recognition"
"""The name of our category among the categories of a content filter."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_SEVERITIES = ("safe", "low", "medium", "high")


def kept_filters(found: Any) -> dict[str, Any]:
    """The known parts of a `content_filter_results` object; an unknown form leaves nothing."""
    if type(found) is not dict:
        return {}
    kept: dict[str, Any] = {}
    for name, value in found.items():
        if type(value) is not dict or not _NAME.fullmatch(name) or name == CATEGORY:
            continue
        if name == "error":
            code = value.get("code")
            if type(code) is str and _CODE.fullmatch(code):
                kept["error"] = {"code": code}
            continue
        one: dict[str, Any] = {
            key: value[key]
            for key in ("filtered", "detected", "redacted")
            if type(value.get(key)) is bool
        }
        if value.get("severity") in _SEVERITIES:
            one["severity"] = value["severity"]
        if one:
            kept[name] = one
    return kept


def with_category(found: Any, *, filtered: bool, detected: bool) -> dict[str, Any]:
    """The kept categories of the upstream and ours."""
    return {**kept_filters(found), CATEGORY: {"filtered": filtered, "detected": detected}}


def kept_offsets(found: dict[str, Any]) -> dict[str, int]:
    """The known numbers of a `content_filter_offsets` object."""
    names = ("check_offset", "start_offset", "end_offset")
    return {name: found[name] for name in names if type(found.get(name)) is int}


def merged_content_filters(
    found: Any, dialect: Dialect, *, covered: bool, withheld: bool
) -> list[dict[str, Any]]:
    """`content_filters` of a response about pictures, with our category on its prompt and, where
    the answer was withheld, on what was withheld. OpenAI has no such annotation."""
    rows: list[dict[str, Any]] = []
    if type(found) is list:
        for row in found[:64]:
            if type(row) is dict and row.get("source_type") in ("prompt", "completion"):
                kept = kept_filters(row.get("content_filter_results"))
                blocked = row.get("blocked") is True
                one = {
                    "source_type": row["source_type"],
                    "blocked": blocked,
                    "content_filter_results": kept,
                }
                if type(offsets := row.get("content_filter_offsets")) is dict:
                    one["content_filter_offsets"] = kept_offsets(offsets)
                rows.append(one)
    if not rows and dialect is not Dialect.AZURE_OPENAI:
        return rows
    for source, says in (("prompt", covered), ("completion", withheld)):
        row = next((each for each in rows if each["source_type"] == source), None)
        if row is None and (source == "prompt" or says):
            row = {"source_type": source, "blocked": False, "content_filter_results": {}}
            rows.append(row)
        if row is not None:
            row["content_filter_results"][CATEGORY] = {"filtered": says, "detected": says}
            row["blocked"] = row["blocked"] or (source == "completion" and says)
    return rows


def merged_prompt_filters(found: Any, dialect: Dialect, *, covered: bool) -> list[dict[str, Any]]:
    """`prompt_filter_results` of an answer about pictures, with our category on the first prompt.

    `covered` says whether faces were covered before the call went upstream. OpenAI has no such
    annotation; there it stays empty unless the upstream sent one.
    """
    rows: list[dict[str, Any]] = []
    if type(found) is list:
        for row in found[:64]:
            if type(row) is not dict or type(row.get("prompt_index")) is not int:
                continue
            kept = kept_filters(row.get("content_filter_results"))
            rows.append({"prompt_index": row["prompt_index"], "content_filter_results": kept})
    if not rows and dialect is Dialect.AZURE_OPENAI:
        rows.append({"prompt_index": 0, "content_filter_results": {}})
    if rows:
        first = rows[0]["content_filter_results"]
        first[CATEGORY] = {"filtered": covered, "detected": covered}
    return rows
