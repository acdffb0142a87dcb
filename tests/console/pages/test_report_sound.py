from collections.abc import Iterator

import pytest

from console.report_pages import ReportPages, report_pages
from countenance.console.pages import report_sound
from countenance.console.pages.report_sound import LEAD
from countenance.reports.out.wav import samples_of
from countenance.reports.recording import RATE
from reports.acting import AUDITOR, OFFICER, OTHER, SAMPLES
from reports.desk_site import HOUR


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReportPages]:
    with report_pages(tmp_path_factory.mktemp("reports")) as made:
        yield made


@pytest.fixture(scope="module")
def drafted(pages: ReportPages) -> str:
    return pages.site.drafted()


def test_the_sound_is_a_wav_that_nobody_keeps(pages: ReportPages, drafted: str) -> None:
    answer = pages.get(OFFICER, f"/console/reports/{drafted}/sound.wav")

    assert samples_of(answer.content) == SAMPLES
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("asked", ["bytes=0-1", "bytes=40-59", "bytes=100-199", "bytes=320000-"])
def test_a_part_of_it_is_that_part(pages: ReportPages, drafted: str, asked: str) -> None:
    path = f"/console/reports/{drafted}/sound.wav"
    whole = pages.get(OFFICER, path).content
    answer = pages.get(OFFICER, path, range=asked)
    first, _, last = asked.removeprefix("bytes=").partition("-")
    end = int(last) if last else len(whole) - 1

    assert answer.status_code == 206
    assert answer.content == whole[int(first) : end + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{end}/{len(whole)}"


def test_the_last_bytes_can_be_asked_for(pages: ReportPages, drafted: str) -> None:
    path = f"/console/reports/{drafted}/sound.wav"
    whole = pages.get(OFFICER, path).content

    for count in (1, 100, 10 * len(whole)):
        answer = pages.get(OFFICER, path, range=f"bytes=-{count}")
        assert (answer.status_code, answer.content) == (206, whole[-count:])
    assert pages.get(OFFICER, path, range="bytes=-0").status_code == 416
    assert pages.get(OFFICER, path, range="bytes=-").content == whole


def test_a_player_is_given_a_part_and_asks_for_the_next_one(
    pages: ReportPages, drafted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_sound, "_MOST", 100_000)
    path = f"/console/reports/{drafted}/sound.wav"
    whole = pages.get(OFFICER, path).content
    part = pages.get(OFFICER, path, range="bytes=0-")

    assert (part.status_code, part.content) == (206, whole[:100_000])
    assert part.headers["content-range"] == f"bytes 0-99999/{len(whole)}"


def test_a_part_behind_its_end_is_refused(pages: ReportPages, drafted: str) -> None:
    answer = pages.get(OFFICER, f"/console/reports/{drafted}/sound.wav", range="bytes=900000-")

    assert answer.status_code == 416


def test_one_sentence_is_played_from_half_a_second_before(
    pages: ReportPages, drafted: str
) -> None:
    answer = pages.get(AUDITOR, f"/console/reports/{drafted}/heard/d1")
    words = pages.site.desk.find(AUDITOR, drafted).transcripts[0].segments[0].span
    start, end = ((words.start - LEAD) * RATE // 1000 * 2, words.end * RATE // 1000 * 2)

    assert samples_of(answer.content) == SAMPLES[start:end]


def test_playing_it_without_scripts_counts_as_listening(pages: ReportPages, drafted: str) -> None:
    answer = pages.send(OFFICER, drafted, "play/d2")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/console/reports/{drafted}/heard/d2"
    listened = pages.site.desk.find(OFFICER, drafted).listened["d2"]
    assert listened.times == 1
    # Of a draft that was shown just now no more than the clock lets; it plays all the same.
    pages.site.desk.generate(OFFICER, drafted)
    pages.site.clock.now += 500
    for _ in range(2):
        assert pages.send(OFFICER, drafted, "play/d2").status_code == 303
    again = pages.site.desk.find(OFFICER, drafted).listened["d2"]
    assert (again.milliseconds, again.times) == (1000, 1)
    pages.site.clock.now += HOUR


def test_what_may_not_be_heard_is_not_played(pages: ReportPages, drafted: str) -> None:
    early = pages.site.heard()

    assert pages.get(OFFICER, f"/console/reports/{early}/sound.wav").status_code == 403
    assert pages.get(OFFICER, f"/console/reports/{early}/heard/d1").status_code == 400
    assert pages.get(OTHER, f"/console/reports/{drafted}/sound.wav").status_code == 404
    assert pages.get(OFFICER, f"/console/reports/{drafted}/heard/d99").status_code == 400


def test_no_page_of_somebody_else_plays_it(pages: ReportPages, drafted: str) -> None:
    for path in ("sound.wav", "heard/d1"):
        answer = pages.get(
            OFFICER, f"/console/reports/{drafted}/{path}", sec_fetch_site="cross-site"
        )
        assert answer.status_code == 403
