from dataclasses import replace

from countenance.codes.model import Verdict
from countenance.decisions.trials import services_bound, tried
from countenance.stores.packaged import cases_of, edition, packaged_vocabulary

V = packaged_vocabulary()
BOARD = edition("axon-ethics-board@2019-06-27")
CASES = cases_of(BOARD.name)


def test_a_case_that_comes_out_fails_in_nothing() -> None:
    assert {trial.fails for trial in tried(BOARD, CASES, V)} == {""}


def test_a_case_that_does_not_come_out_says_what_was_found_and_what_was_expected() -> None:
    asking = next(case for case in CASES if case.ask)
    wrong = replace(CASES[0], verdicts=Verdict.ALLOW)
    other = replace(asking, ask="service")

    found = [trial.fails for trial in tried(BOARD, [wrong, other], V)]

    assert found[0].endswith("; expected allow")
    assert found[1] == f"asks for `{asking.ask}`; expected `service`"


def test_the_service_that_an_edition_binds_is_taken_as_given() -> None:
    bound = edition("ms-enterprise-ai-coc@4.0")

    assert services_bound([bound], V)["service"] == ("azure_openai", "microsoft_enterprise_ai")
    assert services_bound([BOARD], V) == {}
