"""The settings of a gate: one TOML text, some of it overridden by the environment.

Rules kept here:
 * A table or key that is not known is an error that names the nearest known one; nothing is
   ignored, and no setting makes the gate forward what it would refuse.
 * An environment variable `COUNTENANCE_<TABLE>_<KEY>` overrides one key of one table; the keys
   of upstreams are never in the file: `key_env` names the variable that holds them.
 * The text is handed in; reading the file is the command's work.
"""

import difflib
import tomllib
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

from countenance.errors import SettingsError
from countenance.gate.settings.board import BoardSettings
from countenance.gate.settings.console import ConsoleSettings
from countenance.gate.settings.media import (
    FacesSettings,
    FilmsSettings,
    PicturesSettings,
    refuse_odd_faces,
)
from countenance.gate.settings.notices import NoticesSettings, refuse_odd_notices
from countenance.gate.settings.oidc import OidcSettings, refuse_odd_oidc
from countenance.gate.settings.people import PeopleSettings
from countenance.gate.settings.record import RecordSettings, refuse_odd_record
from countenance.gate.settings.reports import ReportsSettings
from countenance.gate.settings.review import ReviewSettings
from countenance.gate.settings.upstream import UpstreamSettings, refuse_odd_upstreams

__all__ = [
    "CallerLimitsSettings",
    "CodesSettings",
    "GateSettings",
    "LimitsSettings",
    "OffencesSettings",
    "Settings",
    "SpansSettings",
    "TlsSettings",
    "TrialSettings",
    "is_loopback",
    "parse_settings",
]

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Wait = Annotated[float, msgspec.Meta(ge=0, le=3600)]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=3600)]


class GateSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[gate]`: where it listens, where it keeps its data, and its limits."""

    host: str = "127.0.0.1"
    port: Port = 8800
    name: str = ""
    """The address that callers see: the audience of attestations, the start of links."""
    data: str = "var"
    """The folder of the registry and the record."""
    visible_faces: Literal["needed", "allowed"] = "needed"
    max_body_bytes: Positive = 32 * 1024 * 1024
    max_pictures: Positive = 20
    workers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 1
    """Processes that answer calls; they share the address, the record and the limits."""
    max_calls: Positive = 64
    """Calls under way at once; one more is answered 429 before anything is decoded."""
    metrics: Literal["loopback", "everyone", "nobody"] = "loopback"
    """Who may read `/metrics`: those on this machine, everyone who reaches the gate, nobody."""
    drain_notice_seconds: Wait = 0.0
    """How long it says that it is draining before it takes no more connections."""
    drain_seconds: Seconds = 30.0
    """The longest that calls under way may take to finish when it is stopped."""
    call_seconds: Seconds = 60.0
    """The longest that judging one call may take, upstream not counted."""


class TlsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[tls]`: certificate and key files, both or neither."""

    certificate: str = ""
    key: str = ""
    plain: Literal["loopback", "behind-a-proxy"] = "loopback"
    """Where plain HTTP may be spoken without a certificate: on this machine, or everywhere because
    something before the gate speaks TLS."""


class CallerLimitsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[limits.callers.NAME]`: what one registration may take; what is not said is as for all."""

    calls_per_minute: Count | None = None
    bytes_per_minute: Count | None = None
    pictures_per_minute: Count | None = None
    calls_at_once: Count | None = None
    held_per_day: Count | None = None


class LimitsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[limits]`: what each caller may take; 0 is without a limit."""

    calls_per_minute: Count = 0
    bytes_per_minute: Count = 0
    pictures_per_minute: Count = 0
    calls_at_once: Count = 0
    held_per_day: Count = 1000
    pictures_waiting: Positive = 32
    """Pictures of all callers that may be looked at or wait for it; fewer than `max_calls`."""
    callers: dict[str, CallerLimitsSettings] = {}


class OffencesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[offences]`: when refusals of one caller under one clause add up; 0: never."""

    notice_after: Count = 3
    notice_hours: Positive = 24
    review_after: Count = 10
    review_hours: Positive = 168
    suspension: Literal["by-a-person", "automatic"] = "by-a-person"
    suspend_after: Positive = 25
    suspend_hours: Positive = 720
    """Only where it is automatic."""


class CodesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[codes]`: which codes are active, and which weak texts somebody signed off."""

    active: tuple[str, ...] = ()
    """Names of codes; empty: every packaged code, and laws only where a caller names a place."""
    signed_off: tuple[str, ...] = ()
    """Digests of clauses (`sha256:...`) that an operator has signed off."""
    own: str = ""
    """The site's own codes: a folder of texts, or with `own_keys` a signed bundle."""
    own_keys: tuple[str, ...] = ()
    """Public keys (PEM files) with one of which a bundle has to be signed."""
    look_seconds: Seconds = 5.0
    """How often it is looked whether the site's own codes have changed, or a new day has begun."""


class SpansSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[spans]`: a collector of traces, and who else learns of them. Without one none are kept."""

    collector: str = ""
    """The whole address that takes spans over HTTP (OTLP), such as one that ends in `/v1/traces`;
    https unless it is on this machine."""
    from_callers: bool = False
    """Whether a span may be below the one that a caller names in `traceparent`."""
    to_upstreams: bool = False
    """Whether the AI services are told, in `traceparent`, which span they work for."""


class TrialSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[trial]`: blurred examples of calls that were only asked about, to be judged by people."""

    keep: str = ""
    """A folder; empty: nothing is kept."""
    keep_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 14
    keep_most: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 500


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a gate is told before it starts."""

    gate: GateSettings = GateSettings()
    tls: TlsSettings = TlsSettings()
    upstream: tuple[UpstreamSettings, ...] = (
        UpstreamSettings(name="mirror", kind="mirror", service="azure_openai"),
    )
    faces: FacesSettings = FacesSettings()
    films: FilmsSettings = FilmsSettings()
    pictures: PicturesSettings = PicturesSettings()
    limits: LimitsSettings = LimitsSettings()
    offences: OffencesSettings = OffencesSettings()
    codes: CodesSettings = CodesSettings()
    trial: TrialSettings = TrialSettings()
    spans: SpansSettings = SpansSettings()
    record: RecordSettings = RecordSettings()
    review: ReviewSettings = ReviewSettings()
    board: BoardSettings = BoardSettings()
    people: PeopleSettings = PeopleSettings()
    notices: NoticesSettings = NoticesSettings()
    console: ConsoleSettings = ConsoleSettings()
    oidc: OidcSettings = OidcSettings()
    reports: ReportsSettings = ReportsSettings()

    @property
    def address(self) -> str:
        """The gate's own address, for links and as the audience of attestations."""
        scheme = "https" if self.tls.certificate else "http"
        return self.gate.name or f"{scheme}://{self.gate.host}:{self.gate.port}"


_TABLES: dict[str, type[msgspec.Struct]] = {
    each.name: each.type for each in msgspec.structs.fields(Settings) if each.name != "upstream"
}
_RESERVED = {"COUNTENANCE_SHARED", "COUNTENANCE_TRACEBACK", "COUNTENANCE_SETTINGS"}


def parse_settings(text: str, environment: Mapping[str, str], where: str = "settings") -> Settings:
    """Read settings from TOML, then let the environment override single keys.

    Raises `SettingsError` for what cannot be parsed, is not known, or cannot be meant.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where}: not TOML: {error}") from error
    _refuse_unknown(tables, where)
    for name, value in environment.items():
        _override(tables, name, value)
    try:
        settings = msgspec.convert(tables, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{where}: {error}") from error
    _refuse_unmeant(settings, where)
    return settings


def _refuse_unknown(tables: Mapping[str, Any], where: str) -> None:
    known: dict[str, type[msgspec.Struct]] = {**_TABLES, "upstream": UpstreamSettings}
    for table, content in tables.items():
        if table not in known:
            raise SettingsError(f"{where}: no table is called `{table}`{_near(table, known)}")
        keys = {field.name for field in msgspec.structs.fields(known[table])}
        rows = content if isinstance(content, list) else [content]
        if table == "upstream" and not isinstance(content, list):
            raise SettingsError(f"{where}: write each upstream as `[[upstream]]`")
        for row in rows:
            if not isinstance(row, dict):
                raise SettingsError(f"{where}: `{table}` is a table, not a single value")
            for key in row:
                if key not in keys:
                    raise SettingsError(
                        f"{where}: `{table}` has no key `{key}`{_near(key, keys)}"
                    )


def _near(word: str, known: Mapping[str, object] | set[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else f"; known: {', '.join(sorted(known))}"


def _override(tables: dict[str, Any], name: str, value: str) -> None:
    if not name.startswith("COUNTENANCE_") or name in _RESERVED:
        return
    table, _, key = name.removeprefix("COUNTENANCE_").lower().partition("_")
    struct = _TABLES.get(table)
    if struct is None:
        return  # other programs may use the prefix for tables that are not ours
    fields = {field.name: field for field in msgspec.structs.fields(struct)}
    if key not in fields:
        hint = _near(key, set(fields))
        raise SettingsError(f"environment: {name}: `{table}` has no key `{key}`{hint}")
    try:
        typed = msgspec.convert(
            value.split(",") if fields[key].type == tuple[str, ...] else value,
            fields[key].type,
            strict=False,
        )
    except msgspec.ValidationError as error:
        raise SettingsError(f"environment: {name}: {error}") from error
    tables.setdefault(table, {})[key] = typed


def is_loopback(host: str) -> bool:
    """Whether a host of the settings is this machine and nobody else."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _is_here(url: str) -> bool:
    """Whether an address is on this machine."""
    try:
        return is_loopback(urlsplit(url).hostname or "")
    except ValueError:
        return False


def _refuse_unmeant(settings: Settings, where: str) -> None:
    if bool(settings.tls.certificate) != bool(settings.tls.key):
        raise SettingsError(f"{where}: `tls` needs both `certificate` and `key`, or neither")
    plain = not settings.tls.certificate and settings.tls.plain == "loopback"
    if plain and not is_loopback(settings.gate.host):
        raise SettingsError(
            f"{where}: `gate.host` is `{settings.gate.host}` and `tls` has no certificate: "
            "keys would travel in the open; set one, or, where something before the gate "
            'speaks TLS, `tls.plain = "behind-a-proxy"`'
        )
    refuse_odd_record(settings.record, where)
    if settings.codes.own_keys and not settings.codes.own:
        raise SettingsError(
            f"{where}: `codes.own_keys` names keys, and `codes.own` no bundle that they signed"
        )
    refuse_odd_upstreams(settings.upstream, where, _is_here)
    _refuse_odd_collector(settings.spans, where)
    refuse_odd_notices(settings.notices, where, is_loopback)
    refuse_odd_oidc(settings.oidc, settings.address, where, is_loopback)
    refuse_odd_faces(settings.faces, where)


def _refuse_odd_collector(spans: SpansSettings, where: str) -> None:
    place = f"{where}: `spans.collector`"
    if not spans.collector:
        if spans.from_callers or spans.to_upstreams:
            raise SettingsError(f"{place} is not set: no spans are kept, so nobody is told of any")
    elif not spans.collector.startswith(("http://", "https://")):
        raise SettingsError(f"{place} must begin with https:// or http://")
    elif "@" in spans.collector or "?" in spans.collector:
        raise SettingsError(f"{place} holds a name, a key or a query; leave it out")
    elif spans.collector.startswith("http://") and not _is_here(spans.collector):
        raise SettingsError(f"{place} is plain http and not on this machine; https:// is right")
