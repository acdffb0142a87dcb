"""Settings as their page shows them."""

from countenance.console.views.settings import set_tables
from countenance.gate.settings.said import said
from countenance.gate.settings.settings import parse_settings

TEXT = """
[gate]
port = 9000

[[upstream]]
name = "azure"
kind = "azure_openai"
service = "azure_openai"
url = "https://user:hunter2@example.openai.azure.com/x"
key_env = "AZURE_KEY"

[record]
database = "postgresql://gate:hunter2@127.0.0.1/record"
"""


def test_what_was_set_differs_and_nothing_else() -> None:
    tables = set_tables(parse_settings("[gate]\nport = 9000\n", {}), said())

    differing = [row for table in tables for row in table.rows if row.differs]
    assert [(row.key, row.value, row.default) for row in differing] == [
        ("gate.port", "9000", "8800")
    ]
    (gate,) = [table for table in tables if table.name == "gate"]
    assert gate.differ == 1


def test_no_password_is_shown() -> None:
    settings = parse_settings(TEXT.replace("gate:hunter2@", ""), {"AZURE_KEY": "sk-secret"})

    shown = repr(set_tables(settings, said()))

    assert "hunter2" not in shown
    assert "sk-secret" not in shown
    assert "https://example.openai.azure.com/x" in shown
    assert "AZURE_KEY" in shown


def test_of_a_hook_the_page_shows_no_more_than_its_host() -> None:
    text = '[notices]\nhooks = ["https://chat.example:8443/hooks/T0/s3cret?key=s3cret"]\n'

    shown = repr(set_tables(parse_settings(text, {}), said()))

    assert "https://chat.example:8443/..." in shown
    assert "s3cret" not in shown


def test_every_setting_says_what_it_does() -> None:
    tables = set_tables(parse_settings("", {}), said())

    assert [row.key for table in tables for row in table.rows if not row.does] == []
