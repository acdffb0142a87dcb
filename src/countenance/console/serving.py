"""The pages and the gate as one thing to serve."""

from countenance.console.app import application
from countenance.console.asked import is_signed_in
from countenance.console.front import Front
from countenance.console.pages.report_new import uploads_of
from countenance.gate.application import Gate
from countenance.gate.metrics import Metrics
from countenance.gate.server import Server

__all__ = ["with_pages"]


def with_pages(server: Server, gate: Gate, metrics: Metrics | None = None) -> Front:
    """What serves a gate and its pages at one address. `metrics`: where pages are counted."""
    counted = metrics or Metrics()
    return Front(
        server,
        lambda: application(gate.desk),
        is_signed_in=lambda cookies: is_signed_in(gate.desk, cookies),
        count=counted.page_shown,
        uploads=lambda: uploads_of(gate.desk),
    )
