from countenance.reports.ports import Decider, Drafter, Ear, Erases
from reports.acting import Erasing, ScriptedDecider, ScriptedDrafter, ScriptedEar


def test_what_stands_in_for_others_keeps_their_form() -> None:
    ear: Ear = ScriptedEar()
    drafter: Drafter = ScriptedDrafter()
    decider: Decider = ScriptedDecider()
    erases: Erases = Erasing()

    assert ear.service == "on_premises_model"
    assert drafter.check is not None
    assert decider.after_facts()
    assert erases.erase(("a",), "legal-duty", "p-1", "") == 7
