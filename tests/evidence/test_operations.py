"""What an operation itself says is asked."""

import pytest

from countenance.dialects.call import Operation
from countenance.evidence.labels import Label, prohibited_by_default
from countenance.evidence.operations import ATTRIBUTES, acts_of, also_asked
from countenance.stores.packaged import packaged_vocabulary

WORDS = {
    Operation.CHAT,
    Operation.COMPLETIONS,
    Operation.RESPONSES,
    Operation.MESSAGES,
    Operation.COUNT_TOKENS,
    Operation.IMAGE_EDIT,
    Operation.IMAGE_GENERATION,
    Operation.EMBEDDINGS,
}
TABLE: list[tuple[Operation, dict[str, tuple[str, ...]], set[str]]] = [
    (Operation.TRANSCRIPTION, {}, {"transcription"}),
    (Operation.TRANSLATION, {}, {"transcription"}),
    (Operation.PICTURE_EMBEDDINGS, {}, {"enrolment", "reference_database_building"}),
    (Operation.FILE_UPLOAD, {}, {"other_non_biometric"}),
    (Operation.FACE_DETECT, {}, {"detection"}),
    (Operation.FACE_DETECT, {"ids": ("true",)}, {"detection"}),
    (Operation.FACE_DETECT, {"attributes": ("headPose", "mask")}, {"non_sensitive_attributes"}),
    (Operation.FACE_DETECT, {"attributes": ("age",)}, {"non_sensitive_attributes"}),
    (
        Operation.FACE_DETECT,
        {"attributes": ("glasses", "emotion")},
        {"non_sensitive_attributes", "emotion_recognition"},
    ),
    (Operation.FACE_VERIFY, {}, {"biometric_verification"}),
    (Operation.FACE_IDENTIFY, {}, {"biometric_identification"}),
    (Operation.FACE_FIND_SIMILAR, {}, {"biometric_identification"}),
    (Operation.FACE_GROUP, {}, {"grouping"}),
    (
        Operation.FACE_GALLERY,
        {"gallery": ("build",)},
        {"enrolment", "reference_database_building"},
    ),
    (
        Operation.FACE_GALLERY,
        {"gallery": ("read",)},
        {"disclosure", "reference_database_building"},
    ),
    (Operation.FACE_GALLERY, {"gallery": ("remove",)}, {"other_non_biometric"}),
    (Operation.FACE_LIVENESS, {"verify": ("false",)}, {"liveness_detection"}),
    (
        Operation.FACE_LIVENESS,
        {"verify": ("true",)},
        {"biometric_verification", "liveness_detection"},
    ),
]


@pytest.mark.parametrize(("operation", "options", "asked"), TABLE)
def test_the_map(
    operation: Operation, options: dict[str, tuple[str, ...]], asked: set[str]
) -> None:
    acts = acts_of(operation, options)

    assert acts is not None
    assert {value for act in acts for value in act.facts["operation"]} == asked
    assert {act.permille for act in acts} == {1000}


@pytest.mark.parametrize("operation", list(Operation), ids=lambda each: each.value)
def test_every_operation_has_its_acts_or_leaves_it_to_words(operation: Operation) -> None:
    acts = acts_of(operation, {})

    assert (acts is None) == (operation in WORDS)
    assert acts is None or len(acts) > 0


@pytest.mark.parametrize(
    ("operation", "options"),
    [
        (Operation.FACE_DETECT, {"attributes": ("headPose", "beauty")}),
        (Operation.FACE_DETECT, {"ids": ("perhaps",)}),
        (Operation.FACE_GALLERY, {}),
        (Operation.FACE_GALLERY, {"gallery": ("share",)}),
        (Operation.FACE_LIVENESS, {}),
    ],
)
def test_what_is_not_in_the_table_is_everything(
    operation: Operation, options: dict[str, tuple[str, ...]]
) -> None:
    acts = acts_of(operation, options)

    assert acts is not None
    assert {act.label for act in acts} == prohibited_by_default()


def test_an_id_is_a_template() -> None:
    (act,) = acts_of(Operation.FACE_DETECT, {"ids": ("true",)}) or ()

    assert act.label is Label.DETECT_COUNT
    assert act.facts["face_template_created"] == ("true",)


def test_every_act_of_the_table_is_possible() -> None:
    vocabulary = packaged_vocabulary()
    cubes = [cube for _, cube in ATTRIBUTES.values()]
    for operation, options, _ in TABLE:
        cubes += [act.facts for act in acts_of(operation, options) or ()]
    impossible = [set(cube.masks) for cube in vocabulary.impossible]
    for cube in cubes:
        known = set(vocabulary.cube(cube).masks)
        assert all(mask for _, mask in known)
        assert not any(cube <= known for cube in impossible)


@pytest.mark.parametrize("operation", list(Operation), ids=lambda each: each.value)
def test_a_picture_that_is_changed_is_a_new_one_of_whoever_is_in_it(operation: Operation) -> None:
    act = also_asked(operation)

    assert (act is not None and act.label is Label.SYNTH) == (operation is Operation.IMAGE_EDIT)
