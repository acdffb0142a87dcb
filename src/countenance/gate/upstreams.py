"""The AI services behind a gate: which one a call goes to, and as what the codes know it.

Rules kept here:
 * The first upstream whose `models` name the model is used; one that names none takes every model.
 * A model that no upstream takes is refused by name.
 * Keys are read from the environment, once, at the start; a variable that is missing stops it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from countenance.dialects.call import Operation, Target
from countenance.errors import SettingsError, UnsupportedCallError
from countenance.gate.authority import authority_in
from countenance.gate.mirror.upstream import Mirror
from countenance.gate.settings.upstream import UpstreamSettings
from countenance.gate.upstream import HttpUpstream, Limits, Upstream, target_of

__all__ = ["Behind", "Upstreams", "open_upstreams"]

_OF_NO_MODEL = (
    Operation.FILE_UPLOAD,
    Operation.FILE_LIST,
    Operation.FILE_INFO,
    Operation.FILE_DELETE,
)
"""What is asked of the first service that can be asked it."""

_OPENAI = (Target.OPENAI, Target.AZURE_DEPLOYMENT, Target.AZURE_V1)
_FACE = (Target.AZURE_FACE,)
_ANTHROPIC = (Target.ANTHROPIC,)


def _family(operation: Operation) -> tuple[Target, ...]:
    """The forms of address in which an operation exists; the gate translates between none."""
    if operation.value.startswith("face."):
        return _FACE
    if operation in (Operation.MESSAGES, Operation.COUNT_TOKENS):
        return _ANTHROPIC
    return _OPENAI


@dataclass(frozen=True, slots=True)
class Behind:
    """One AI service: the way to it, and the name by which the codes know it."""

    name: str
    service: str
    models: tuple[str, ...]
    upstream: Upstream
    hosted_tools: frozenset[str] = frozenset()
    """The tools that it may run itself."""

    def answers(self, operation: Operation) -> bool:
        """Whether calls of this kind can be written for it at all."""
        return isinstance(self.upstream, Mirror) or self.upstream.target in _family(operation)

    def target(self, operation: Operation) -> Target:
        """The form of address that a call of this kind is written in."""
        if isinstance(self.upstream, Mirror):
            return _family(operation)[0]
        return self.upstream.target

    def known_as(self, operation: Operation) -> str:
        """The service as the codes know it; the stand-in plays Azure Face on the routes of that."""
        if isinstance(self.upstream, Mirror) and _family(operation) == _FACE:
            return "azure_face"
        return self.service


class Upstreams:
    """All services behind a gate, in the order of the settings."""

    def __init__(self, behind: Sequence[Behind]) -> None:
        self._behind = tuple(behind)

    def for_call(
        self, operation: Operation, model: str, hosted: frozenset[str] = frozenset()
    ) -> Behind:
        """The service for a call. Raises `UnsupportedCallError` (404) when none takes it, and when
        it is not to run itself one of the tools that the call wants from it, `hosted`."""
        fitting = [each for each in self._behind if each.answers(operation)]
        for each in fitting:
            if not each.models or model in each.models or operation in _OF_NO_MODEL:
                if barred := sorted(hosted - each.hosted_tools):
                    raise UnsupportedCallError(
                        f"`tools`: `{barred[0]}` would be run by the upstream of this model "
                        "itself, which the operator has not allowed",
                        param="tools",
                    )
                return each
        if not fitting:
            raise UnsupportedCallError(
                f"no upstream of this gate answers `{operation.value}`", status=404
            )
        known = ", ".join(name for name, _ in self.models()) or "none"
        raise UnsupportedCallError(
            f"`model`: no upstream serves it; models of this gate: {known}",
            status=404,
            param="model",
        )

    def models(self) -> tuple[tuple[str, str], ...]:
        """Every model that the settings name, with the service that has it."""
        return tuple((model, each.service) for each in self._behind for model in each.models)

    def owner(self, model: str) -> str | None:
        """The service of a model, if some upstream takes it."""
        for each in self._behind:
            speaks = each.answers(Operation.CHAT) or each.answers(Operation.MESSAGES)
            if speaks and (not each.models or model in each.models):
                return each.service
        return None

    def through(self, change: Callable[[Behind], Behind]) -> "Upstreams":
        """The same services, each as `change` makes it: to listen in, for one."""
        return Upstreams([change(each) for each in self._behind])

    @property
    def hosted_tools(self) -> frozenset[str]:
        """The tools that some service here may run itself."""
        return frozenset().union(*(each.hosted_tools for each in self._behind))

    @property
    def services(self) -> tuple[str, ...]:
        """The services, each once."""
        return tuple(dict.fromkeys(each.service for each in self._behind))

    async def close(self) -> None:
        """Close every connection."""
        for each in self._behind:
            await each.upstream.close()


def open_upstreams(
    settings: Sequence[UpstreamSettings], environment: Mapping[str, str]
) -> Upstreams:
    """The upstreams of these settings, with their keys from the environment.

    Raises `SettingsError` when a key's variable is not set.
    """
    return Upstreams(
        [
            Behind(
                one.name,
                one.service,
                one.models,
                _open(one, environment),
                frozenset(one.hosted_tools),
            )
            for one in settings
        ]
    )


def _open(settings: UpstreamSettings, environment: Mapping[str, str]) -> Upstream:
    if settings.kind == "mirror":
        return Mirror()
    key = environment.get(settings.key_env) if settings.key_env else None
    if settings.key_env and not key:
        raise SettingsError(
            f"upstream `{settings.name}`: the variable `{settings.key_env}` is not set; "
            "it holds the key"
        )
    return HttpUpstream(
        settings.name,
        settings.url,
        target_of(settings.kind, settings.url),
        key,
        Limits(
            connect=settings.connect_seconds,
            silence=min(120.0, settings.answer_seconds),
            answer=settings.answer_seconds,
            answer_bytes=settings.max_answer_bytes,
        ),
        proxy=settings.proxy or None,
        authority=authority_in(
            settings.authority, f"upstream `{settings.name}`: `authority`"
        ),
    )
