"""The real Cedar engine, asked what an export answers."""

import json
from collections.abc import Iterable, Mapping

import cedarpy

from countenance.codes.model import Verdict
from countenance.decisions.cedar import CedarExport

__all__ = ["CedarEngine", "as_json"]


class CedarEngine:
    """Policies loaded once; asked about situations that state every fact."""

    def __init__(self, export: CedarExport) -> None:
        self._facts = export.facts
        self._policies = cedarpy.PolicySet.from_str(export.policies)
        self._entities = cedarpy.Entities.from_json_str("[]")
        notes = json.loads(as_json(export))["staticPolicies"]
        self._verdicts = {name: policy["annotations"]["verdict"] for name, policy in notes.items()}

    def verdicts(self, situations: Iterable[Mapping[str, str]]) -> list[Verdict]:
        """The verdict of each situation, by the rule that stands at the head of an export."""
        requests = [
            {
                "principal": 'Caller::"any"',
                "action": 'Action::"decide"',
                "resource": 'Call::"any"',
                "context": {name: situation[name] for name in self._facts},
            }
            for situation in situations
        ]
        answers = cedarpy.is_authorized_batch(requests, self._policies, self._entities)
        return [self._verdict(answer) for answer in answers]

    def _verdict(self, answer: cedarpy.AuthzResult) -> Verdict:
        assert not answer.diagnostics.errors, answer.diagnostics.errors
        if answer.allowed:
            return Verdict.ALLOW
        words = {self._verdicts[reason] for reason in answer.diagnostics.reasons}
        if "deny" in words:
            return Verdict.DENY
        return Verdict.UNCLEAR if words else Verdict.SILENT


def as_json(export: CedarExport) -> str:
    """The policies in Cedar's JSON form, written by Cedar itself."""
    return cedarpy.policies_to_json_str(export.policies)
