import json

import cedarpy
import pytest

from codes.small import V
from countenance.codes.model import Verdict
from countenance.decisions.cedar_reader import CedarPolicies, read_cedar
from countenance.errors import CodeError

ALL = "(principal, action, resource)"


def read(text: str) -> CedarPolicies:
    return read_cedar(cedarpy.policies_to_json_str(text), V)


def verdict(text: str, **stated: str) -> Verdict:
    found = read(text)
    masks = [fact.mask((stated.get(fact.name, fact.values[0]),)) for fact in V.facts]
    return Verdict(found.diagram.reach(found.root, masks))


@pytest.mark.parametrize(
    ("condition", "camera", "holds"),
    [
        ('when { context.camera == "body" }', "body", True),
        ('when { context.camera == "body" }', "dash", False),
        ('when { context.camera != "body" }', "dash", True),
        ('when { ["body", "dash"].contains(context.camera) }', "dash", True),
        ('when { !["body", "dash"].contains(context.camera) }', "fixed", True),
        ('when { context.camera == "body" || context.camera == "fixed" }', "fixed", True),
        ('when { context.camera == "body" && context.live == "false" }', "body", False),
        ('when { true } unless { context.camera == "body" }', "body", False),
        ("when { false }", "body", False),
        ("", "drone", True),
    ],
)
def test_a_condition_over_facts_is_read(condition: str, camera: str, holds: bool) -> None:
    found = verdict(f"forbid {ALL} {condition};", camera=camera)

    assert (found == Verdict.DENY) is holds


def test_the_strictest_policy_counts_and_none_is_silence() -> None:
    allow = f'permit {ALL} when {{ context.camera == "body" }};'
    unclear = f'@verdict("unclear") forbid {ALL} when {{ context.live == "true" }};'

    assert verdict(allow, camera="body") == Verdict.ALLOW
    assert verdict(allow, camera="dash") == Verdict.SILENT
    assert verdict(allow + unclear, camera="body", live="true") == Verdict.UNCLEAR


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f'@id("x") forbid {ALL} when {{ context.camra == "body" }};', "x: no fact is called"),
        (f'@id("x") forbid {ALL} when {{ context.camera == "bod" }};', "no value `bod`"),
        (f'forbid {ALL} when {{ principal.camera == "body" }};', "write `context.FACT`"),
        (f"forbid {ALL} when {{ context.n > 3 }};", "policy0: has `>` where facts are compared"),
        (f'forbid {ALL} when {{ context.camera like "b*" }};', "has `like`"),
        (f"forbid {ALL} when {{ context has camera }};", "has `has`"),
        (f"forbid {ALL} when {{ [1].contains(context.camera) }};", "has `contains`"),
        ('forbid (principal == Caller::"x", action, resource);', "limits `principal`"),
        (f'@verdict("allow") forbid {ALL};', "`forbid` with the verdict `allow`"),
        (f'@verdict("deny") permit {ALL};', "`permit` with the verdict `deny`"),
    ],
)
def test_what_is_no_condition_over_facts_is_refused_by_name(text: str, says: str) -> None:
    with pytest.raises(CodeError) as raised:
        read(text)

    assert says in str(raised.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("forbid", "this is not JSON"),
        ("[]", "no `staticPolicies`"),
        (json.dumps({"staticPolicies": {}, "templates": {"a": {}}}), "templates are not read"),
    ],
)
def test_what_is_no_set_of_policies_is_refused(text: str, says: str) -> None:
    with pytest.raises(CodeError, match=says):
        read_cedar(text, V)


def test_an_expression_without_end_is_refused() -> None:
    part = {"op": "All"}
    policy = {"effect": "forbid", "principal": part, "action": part, "resource": part}
    policies = {"p": {**policy, "conditions": [{"kind": "when", "body": {"Value": True}}]}}
    text = json.dumps({"staticPolicies": policies})
    deep = text.replace('{"Value": true}', '{"!": {"arg": ' * 300 + '{"Value": true}' + "}}" * 300)

    with pytest.raises(CodeError, match="deeper than"):
        read_cedar(deep, V)
