from pathlib import Path

import pytest

from cli.running import Commands


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, capsys)


def test_an_edition_is_written_as_policies_and_as_a_schema(commands: Commands) -> None:
    policies = commands.done("codes", "export", "ms-aoai-coc@2023", "--cedar").out
    schema = commands.done("codes", "export", "ms-aoai-coc@2023", "--cedar", "--schema").out
    both = commands.done("codes", "export", "ms-aoai-coc@2023", "--cedar", "--json").json

    assert policies.startswith("// ms-aoai-coc@2023 · ")
    assert 'forbid (principal, action, resource)\nwhen {' in policies
    assert "    operation: String," in schema
    assert both == {
        "edition": "ms-aoai-coc@2023",
        "facts": ["service", "operation"],
        "policies": policies,
        "schema": schema,
    }


def test_what_is_signed_off_is_no_longer_unclear(commands: Commands) -> None:
    words = ("codes", "export", "ms-aoai-coc@2023", "--cedar")
    found = [commands.done(*words).out, commands.done(*words, "--as-if-signed").out]

    about = [[each for each in text.split("\n\n") if '"enrolment"' in each] for text in found]
    assert [policy[0].split('verdict("')[1].split('"')[0] for policy in about] == [
        "unclear", "deny",
    ]  # fmt: skip


def test_of_a_day_only_the_clauses_in_force_are_written(commands: Commands) -> None:
    words = ("codes", "export", "axon-ethics-board@2019-06-27", "--cedar", "--as-of")

    assert '@clause("rec-1")' in commands.done(*words, "2024-01-01").out
    assert '@clause("rec-1-after-the-trial")' in commands.done(*words, "2026-01-01").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("ms-aoai-coc@2023",), "say in which form; there is `--cedar`"),
        (("ms-aoai-coc@2022", "--cedar"), "did you mean `ms-aoai-coc@2023`?"),
        (("ms-aoai-coc", "--cedar"), "no edition is called `ms-aoai-coc`"),
        (("ms-aoai-coc@2023", "--cedar", "--as-of", "2025-01-01"), "is not in force on 2025-01-01"),
        (("ms-aoai-coc@2023", "--cedar", "--as-of", "May"), "is not a day"),
    ],
)
def test_wrong_usage_says_what_would_be_right(
    commands: Commands, words: tuple[str, ...], says: str
) -> None:
    ran = commands.run("codes", "export", *words)

    assert ran.code == 2
    assert says in ran.err
