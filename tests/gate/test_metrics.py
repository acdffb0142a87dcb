"""What a gate counts, and that it says nothing of anybody."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from countenance.gate.metrics import Metrics
from countenance.gate.timing import Stage, Watch
from gate.running import Running, face, running
from house.source import ROOT


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("metrics")) as started:
        yield started


def page(gate: Running) -> str:
    answer = httpx.get(f"{gate.address}/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return answer.text


def value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


def test_calls_are_counted_by_what_became_of_them_and_name_nobody(gate: Running) -> None:
    key = gate.caller("canary-caller", "actor_kind=private_entity", "provider_approval=none")
    passed = gate.ask(key, "Hello, my canary is Wilhelmina.", model="gpt-4o")
    gate.ask(key, "Who is this?", face())
    gate.post("/v1/chat/completions", "cnt_canary", b"{}")
    gate.post("/v1/canary-path", key, b"{}")

    text = page(gate)

    def count(outcome: str, clause: str, status: int) -> float:
        labels = f'clause="{clause}",dialect="openai",outcome="{outcome}",status="{status}"'
        return value(text, f"countenance_calls_total{{{labels}}}")

    assert count("pass", passed.clause or "none", 200) == 1
    assert count("refuse", "ms-enterprise-ai-coc@4.0#15", 400) == 1
    assert count("refuse", "unknown-key", 401) == 1
    assert count("refuse", "unsupported", 404) == 1
    assert value(text, 'countenance_answer_seconds_count{outcome="refuse"}') == 3
    assert value(text, 'countenance_stage_seconds_count{stage="inspect"}') == 1
    assert value(text, 'countenance_stage_seconds_count{stage="upstream"}') == 1
    assert value(text, "countenance_calls_under_way") == 0
    assert value(text, "countenance_entries") == len(gate.entries())
    assert value(text, "countenance_entries_unwritten") == 0
    assert value(text, "countenance_received_bytes_total") > len(face())
    assert not re.search(r"canary|wilhelmina|gpt-4o|127\.0|cnt_|c-\d", text, re.IGNORECASE)


def test_a_client_that_left_is_counted_apart() -> None:
    metrics = Metrics()
    metrics.began()
    watch = Watch()
    watch.took(Stage.RECORD, 0.25)
    metrics.ended(watch, answered=False)

    text = metrics.page().decode()

    assert value(text, "countenance_clients_gone_total") == 1
    assert value(text, "countenance_calls_under_way") == 0
    assert value(text, 'countenance_stage_seconds_count{stage="record"}') == 1


@pytest.mark.parametrize(
    ("whom", "peer", "status"),
    [
        ("loopback", ("127.0.0.1", 1), 200), ("loopback", ("::1", 1), 200),
        ("loopback", ("10.0.0.8", 1), 404), ("loopback", None, 404),
        ("loopback", ("unix", 0), 404), ("everyone", ("10.0.0.8", 1), 200),
        ("nobody", ("127.0.0.1", 1), 404),
    ],
)  # fmt: skip
def test_only_who_may_know_is_told(whom: str, peer: object, status: int) -> None:
    from countenance.gate.server import _may_know  # noqa: PLC0415

    assert _may_know(whom, {"client": peer}) is (status == 200)


def test_every_metric_is_on_its_page_of_the_docs(gate: Running) -> None:
    text = (Path(ROOT) / "docs" / "operate.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^# TYPE (countenance_\w+) ", page(gate), re.MULTILINE))

    assert sorted(name for name in named if f"`{name}`" not in text) == []
