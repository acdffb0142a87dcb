"""The table from the seventeen labels to cubes of facts."""

from countenance.decisions.compile import compile_editions
from countenance.decisions.decide import reach
from countenance.evidence.labels import LABELS, Label, cube_of
from countenance.facts.known import Facts
from countenance.stores.packaged import packaged_editions, packaged_vocabulary

OPERATIONS = {
    Label.IDENTIFY: {"biometric_identification"},
    Label.VERIFY: {"biometric_verification"},
    Label.TRACK: {"tracking_without_identification"},
    Label.CLUSTER: {"grouping"},
    Label.FACE_SEARCH: {"biometric_identification"},
    Label.ENROL: {"enrolment", "reference_database_building"},
    Label.EMOTION: {"emotion_recognition"},
    Label.SENSITIVE: {"biometric_categorisation"},
    Label.AGE_GENDER: {"non_sensitive_attributes"},
    Label.SYNTH: {"synthesis"},
    Label.DETECT_COUNT: {"detection"},
    Label.REDACT: {"redaction"},
    Label.DESCRIBE: {"scene_description"},
    Label.OCR: {"text_reading"},
    Label.TRANSCRIBE: {"transcription"},
    Label.REPORT: {"report_drafting"},
    Label.NONE: {"other_non_biometric"},
}
PROHIBITED = {
    Label.IDENTIFY, Label.VERIFY, Label.TRACK, Label.CLUSTER, Label.FACE_SEARCH, Label.ENROL,
    Label.EMOTION, Label.SENSITIVE, Label.AGE_GENDER, Label.SYNTH,
}  # fmt: skip


def test_there_are_seventeen_labels_and_every_one_has_an_operation() -> None:
    assert len(LABELS) == 17
    assert {label: set(cube_of(label)["operation"]) for label in LABELS} == OPERATIONS


def test_what_a_code_about_faces_bans_unless_it_says_otherwise() -> None:
    assert {label for label in LABELS if label.prohibited_by_default} == PROHIBITED


def test_attributes_that_go_with_an_act() -> None:
    assert cube_of(Label.FACE_SEARCH)["reference_set"] == ("open_web",)
    assert cube_of(Label.EMOTION)["inferred_attribute"] == ("emotion",)
    assert "race_or_ethnicity" in cube_of(Label.SENSITIVE)["inferred_attribute"]
    assert "age_range" in cube_of(Label.AGE_GENDER)["inferred_attribute"]
    assert "persistent_tracking" in cube_of(Label.TRACK)["persistence"]


def test_every_cube_is_of_the_vocabulary_and_can_happen() -> None:
    vocabulary = packaged_vocabulary()
    compiled = compile_editions(packaged_editions(), vocabulary, day=None)
    for label in LABELS:
        modality = "audio" if label is Label.TRANSCRIBE else "image"
        facts = Facts.open(vocabulary).narrowed({"modality": (modality,), **cube_of(label)})

        assert reach(compiled, facts), label
