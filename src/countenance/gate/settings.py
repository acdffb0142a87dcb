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

from countenance.dialects.hosted import HOSTED_TOOLS
from countenance.errors import SettingsError
from countenance.gate.board_settings import BoardSettings
from countenance.gate.console_settings import ConsoleSettings
from countenance.gate.notices_settings import NoticesSettings, refuse_odd_notices
from countenance.gate.oidc_settings import OidcSettings, refuse_odd_oidc
from countenance.gate.people_settings import PeopleSettings
from countenance.gate.record_settings import RecordSettings, refuse_odd_record
from countenance.gate.review_settings import ReviewSettings

__all__ = [
    "CallerLimitsSettings",
    "CodesSettings",
    "FacesSettings",
    "FilmsSettings",
    "GateSettings",
    "LimitsSettings",
    "OffencesSettings",
    "PicturesSettings",
    "Settings",
    "SpansSettings",
    "TlsSettings",
    "TrialSettings",
    "UpstreamSettings",
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


class FacesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[faces]`: the detector and its limits."""

    detector: Literal["centerface", "yunet"] = "centerface"
    model: str = ""
    """For `yunet`: the path of the model file."""
    sha256: str = ""
    """For `yunet`: its digest; a file with another digest is not loaded."""
    workers: Positive = 2
    seconds: Seconds = 30.0
    unsandboxed: Literal["", "i-know-the-risk"] = ""
    """Only for machines where no limit on the decoder holds; the risk is named in every report."""


class FilmsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[films]`: how much of a film is opened; it needs the extra `film`."""

    frames_per_second: Annotated[float, msgspec.Meta(ge=0, le=1000)] = 2.0
    """How many frames a second leave at most, each looked at; 0: every one."""
    max_frames: Positive = 120
    max_length_seconds: Positive = 60
    max_bytes: Positive = 32 * 1024 * 1024
    seconds: Seconds = 50.0
    """The longest for one, decoding and looking; below `gate.call_seconds`."""


class PicturesSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[pictures]`: from where pictures are fetched that stand elsewhere."""

    fetch: tuple[str, ...] = ()
    """Host names; `*`: every host of the public internet; empty: nothing is fetched."""
    fetch_max_bytes: Positive = 20 * 1024 * 1024
    fetch_seconds: Seconds = 10.0
    read_text: Literal["off", "on"] = "off"
    """Whether print in the pictures is read; needs the extra `ocr`."""
    read_credentials: Literal["off", "on"] = "off"
    """Whether content credentials (C2PA) are read; needs the extra `c2pa`."""
    linked_hours: Positive = 24
    """How long it is kept, as a keyed digest, that a caller has shown a picture."""
    conversation_minutes: Count = 30
    """How far back what was asked of the same picture counts as asked still; 0: not at all."""


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

    @property
    def address(self) -> str:
        """The gate's own address, for links and as the audience of attestations."""
        scheme = "https" if self.tls.certificate else "http"
        return self.gate.name or f"{scheme}://{self.gate.host}:{self.gate.port}"


_TABLES: dict[str, type[msgspec.Struct]] = {
    "gate": GateSettings,
    "tls": TlsSettings,
    "faces": FacesSettings,
    "films": FilmsSettings,
    "pictures": PicturesSettings,
    "limits": LimitsSettings,
    "offences": OffencesSettings,
    "review": ReviewSettings,
    "board": BoardSettings,
    "people": PeopleSettings,
    "notices": NoticesSettings,
    "console": ConsoleSettings,
    "oidc": OidcSettings,
    "codes": CodesSettings,
    "trial": TrialSettings,
    "spans": SpansSettings,
    "record": RecordSettings,
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


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


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
    if not settings.upstream:
        raise SettingsError(f"{where}: at least one `[[upstream]]` is needed")
    names = [upstream.name for upstream in settings.upstream]
    if len(set(names)) != len(names):
        raise SettingsError(f"{where}: two upstreams have the same `name`")
    for upstream in settings.upstream:
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
        elif upstream.url.startswith("http://") and not is_loopback(_host_of(upstream.url)):
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
    _refuse_odd_collector(settings.spans, where)
    refuse_odd_notices(settings.notices, where, is_loopback)
    refuse_odd_oidc(settings.oidc, settings.address, where, is_loopback)
    faces = settings.faces
    if faces.detector == "yunet" and not (faces.model and faces.sha256):
        raise SettingsError(f"{where}: detector `yunet` needs `model` (a path) and `sha256`")
    if faces.detector == "centerface" and (faces.model or faces.sha256):
        raise SettingsError(f"{where}: detector `centerface` is built in; remove `model`, `sha256`")


def _refuse_odd_collector(spans: SpansSettings, where: str) -> None:
    place = f"{where}: `spans.collector`"
    if not spans.collector:
        if spans.from_callers or spans.to_upstreams:
            raise SettingsError(f"{place} is not set: no spans are kept, so nobody is told of any")
    elif not spans.collector.startswith(("http://", "https://")):
        raise SettingsError(f"{place} must begin with https:// or http://")
    elif "@" in spans.collector or "?" in spans.collector:
        raise SettingsError(f"{place} holds a name, a key or a query; leave it out")
    elif spans.collector.startswith("http://") and not is_loopback(_host_of(spans.collector)):
        raise SettingsError(f"{place} is plain http and not on this machine; https:// is right")
