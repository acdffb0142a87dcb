import io
from dataclasses import replace

import pytest
from PIL import Image

from countenance.faces.bench import Bench
from countenance.faces.boxes import Face
from countenance.faces.evaluate import Label, Share, evaluate, matched, shares_by
from made_pictures import ASTRONAUT_FACE, astronaut, face_gif, jpeg, landscape_jpeg

pytestmark = pytest.mark.long

FACE = Face(*ASTRONAUT_FACE, score=1)
FAR = Face(10, 400, 60, 460, 1)


def test_a_share_has_its_wilson_interval() -> None:
    low, high = Share(9, 10).interval

    assert (low, high) == pytest.approx((0.5958, 0.9821), abs=1e-3)
    assert Share(0, 0).share is None
    assert Share(0, 0).interval == (0, 1)
    assert Share(12, 12).interval[1] == 1


def test_the_surest_box_takes_the_face_and_the_rest_is_left_over() -> None:
    first, second = Face(0, 0, 10, 10, 0.9), Face(1, 0, 11, 10, 0.5)

    takers, over = matched((Face(0, 0, 10, 10, 1), FAR), (second, first))

    assert takers == [first, None]
    assert over == [second]


def test_counting_by_name() -> None:
    shares = shares_by(["a", "b", "a"], [True, False, False])

    assert shares == {"a": Share(1, 2), "b": Share(0, 1)}


def test_hits_misses_alarms_and_groups_are_counted(bench: Bench) -> None:
    labels = [
        (Label("a.jpg", "photo", (FACE, FAR), groups=({"tone": "2"}, {"tone": "9"})),
         jpeg(astronaut())),
        (Label("b.jpg", "negative", ()), landscape_jpeg()),
        (Label("c.gif", "frames", (Face(96, 87, 224, 247, 1),)), face_gif()),
        (Label("d.jxl", "format", (FACE,)), b"\xff\x0aJPEG XL"),
    ]  # fmt: skip

    report = evaluate(labels, bench, "centerface")

    assert report.recall["photo"] == Share(1, 2)
    assert report.precision["photo"] == Share(1, 1)
    assert report.recall["frames"] == Share(1, 1)
    assert report.first_alarms == report.alarms == Share(0, 1)
    assert report.missed == (("a.jpg", (10, 400, 60, 460)),)
    assert report.groups == {"tone": {"2": Share(0, 1), "9": Share(1, 1)}}
    assert [file for file, _ in report.unopened] == ["d.jxl"]
    sizes = report.misses["size"]
    assert sum(share.of for share in sizes.values()) == 3
    assert sum(share.count for share in sizes.values()) == 1


def test_boxes_on_a_page_are_counted_in_the_size_that_the_label_names() -> None:
    label = Label("a.pdf", "frames", (Face(10, 20, 30, 60, 1),), size=(100, 200))

    assert label.drawn(300, 400).faces == (Face(30, 40, 90, 120, 1),)
    assert replace(label, size=None).drawn(300, 400).faces == label.faces


def test_a_face_on_a_page_is_found(bench: Bench) -> None:
    page = io.BytesIO()
    Image.fromarray(astronaut()).save(page, "PDF")
    label = Label("a.pdf", "frames", (FACE,), size=(512, 512))

    report = evaluate([(label, page.getvalue())], bench, "centerface")

    assert report.recall["frames"] == Share(1, 1)


def test_groups_without_labels_are_not_measured(bench: Bench) -> None:
    report = evaluate([(Label("a.jpg", "photo", (FACE,)), jpeg(astronaut()))], bench, "centerface")

    assert isinstance(report.groups, str)
    assert report.groups.startswith("not measured")


def test_a_face_marked_as_unclear_counts_neither_way(bench: Bench) -> None:
    label = Label("a.jpg", "photo", (), ignore=(FACE,))

    report = evaluate([(label, jpeg(astronaut()))], bench, "centerface")

    assert report.precision["photo"] == Share(0, 0)
    assert report.alarms == Share(0, 1)


def test_changed_copies_are_measured_where_asked(bench: Bench) -> None:
    pictures = [(Label("a.jpg", "photo", (FACE,)), jpeg(astronaut()))]

    report = evaluate(pictures, bench, "centerface", changed_kinds=("photo",))

    assert report.changes["turned-90"] == Share(1, 1)
    assert set(report.changes) >= {"shrunk-to-24px", "contrast-5%", "dark-10%"}
