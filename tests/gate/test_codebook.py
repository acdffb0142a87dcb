"""Which editions a call is decided under."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from codes.own_texts import TEXT
from countenance.codes.load import load_edition
from countenance.codes.model import Edition
from countenance.decisions.compile import Compiled, compile_editions
from countenance.errors import SettingsError
from countenance.facts.known import Evidence
from countenance.facts.vocabulary import Basis
from countenance.gate import codebook
from countenance.gate.codebook import Applied, Codebook, named_places
from countenance.stores.packaged import editions_on, packaged_editions, packaged_vocabulary
from gate.judged import ruled_book
from review.made_rulings import ruling

TODAY = date(2026, 11, 22)
PIN = "ms-aoai-coc@2024-05-03"


HERE = frozenset({("use_jurisdiction", "NO")})
"""A place under no law."""


@pytest.fixture(scope="module")
def book() -> Codebook:
    return Codebook(packaged_vocabulary(), packaged_editions())


def test_the_editions_in_force_for_the_service_apply(book: Codebook) -> None:
    applied = book.applied("azure_openai", TODAY, named=HERE)

    assert applied.editions == ("ms-enterprise-ai-coc@4.0",)
    assert applied.pinned is None


def test_calls_that_come_together_compile_once(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Codebook(packaged_vocabulary(), packaged_editions())
    compiled, together = list[int](), threading.Barrier(4)

    def counted(*words: Any, **more: Any) -> Compiled:
        compiled.append(1)
        return compile_editions(*words, **more)

    def ask(_: int) -> Applied:
        together.wait(30)
        return book.applied("azure_openai", TODAY, named=HERE)

    monkeypatch.setattr(codebook, "compile_editions", counted)
    asked: Any = ("azure_openai", TODAY, None, (), HERE)
    assert book.kept(*asked) is None
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(ask, range(4)))

    assert len(compiled) == 1
    assert all(each is book.kept(*asked) for each in found)


def test_another_day_is_under_another_edition(book: Codebook) -> None:
    applied = book.applied("azure_openai", date(2024, 6, 1), named=HERE)

    assert applied.editions == (PIN,)


def test_on_a_day_that_is_not_established_both_editions_count(book: Codebook) -> None:
    applied = book.applied("azure_openai", date(2024, 5, 2), named=HERE)

    assert applied.editions == ("ms-aoai-coc@2024-05-01", PIN)


def test_a_pinned_edition_stands_in_for_the_provider_codes(book: Codebook) -> None:
    applied = book.applied("azure_openai", TODAY, pin=PIN, named=HERE)

    assert applied.editions == (PIN,)
    assert applied.pinned == PIN


def test_a_pin_does_nothing_for_a_service_that_it_does_not_bind(book: Codebook) -> None:
    applied = book.applied("azure_face", TODAY, pin=PIN, named=HERE)

    assert applied.pinned is None
    assert applied.editions == ("ms-azure-face@2025-07-28",)


def test_an_added_code_applies_as_well(book: Codebook) -> None:
    applied = book.applied("azure_openai", TODAY, added=("axon-ethics-board",), named=HERE)

    assert applied.editions == ("axon-ethics-board@2019-06-27", "ms-enterprise-ai-coc@4.0")


def test_the_same_choice_is_compiled_once(book: Codebook) -> None:
    first, second = (book.applied("azure_openai", TODAY, named=HERE) for _ in range(2))

    assert first is second


@pytest.mark.parametrize(
    ("pin", "added"), [("ms-aoai-coc@2024-05-4", ()), (None, ("ms-aoai-cock",))]
)
def test_what_is_not_known_is_an_error_and_never_nothing(
    book: Codebook, pin: str | None, added: tuple[str, ...]
) -> None:
    with pytest.raises(SettingsError, match="is called"):
        book.applied("azure_openai", TODAY, pin=pin, added=added, named=HERE)


def test_a_service_without_a_code_is_refused_at_the_start(book: Codebook) -> None:
    with pytest.raises(SettingsError, match="on_premises_model"):
        book.require("on_premises_model", TODAY)
    book.require("azure_openai", TODAY)


@pytest.mark.parametrize(
    ("service", "codes"),
    [
        ("azure_openai", ["ms-enterprise-ai-coc"]),
        ("microsoft_consumer_ai", ["ms-msa"]),
        ("github_copilot_extension", ["github-copilot-extension"]),
        ("openai_api", ["openai-usage"]),
        ("chatgpt", ["openai-usage"]),
        ("anthropic_api", ["anthropic-aup"]),
        ("google_genai", ["google-genai-pup"]),
        ("aws_rekognition", ["aws-service-terms"]),
        ("meta_model_api", ["meta-model-api-aup"]),
    ],
)
def test_a_service_is_bound_by_the_codes_of_its_own_publisher(
    book: Codebook, service: str, codes: list[str]
) -> None:
    applied = book.applied(service, TODAY, named=HERE)

    level = book.vocabulary.index("service")
    scopes = {each.name: each.scope for each in packaged_editions()}
    bound = [n for n in applied.editions if any(level == i for c in scopes[n] for i, _ in c.masks)]
    assert [name.split("@")[0] for name in bound] == codes


def test_an_unknown_active_code_is_named() -> None:
    with pytest.raises(SettingsError, match="no code is called `nope`"):
        Codebook(packaged_vocabulary(), packaged_editions(), active=["nope"])


def test_an_inactive_code_does_not_apply() -> None:
    book = Codebook(packaged_vocabulary(), packaged_editions(), active=["ms-azure-face"])

    with pytest.raises(SettingsError):
        book.require("azure_openai", TODAY)


def test_a_code_that_a_registration_added_applies_though_it_is_not_active() -> None:
    book = Codebook(packaged_vocabulary(), packaged_editions(), active=["ms-azure-face"])

    applied = book.applied("azure_openai", TODAY, added=("ms-enterprise-ai-coc",), named=HERE)

    assert applied.editions == ("ms-enterprise-ai-coc@4.0",)


def test_a_pinned_edition_is_decided_under_the_same_digest_on_every_day(book: Codebook) -> None:
    days = (date(2024, 6, 1), date(2026, 4, 30), TODAY)

    found = [book.applied("azure_openai", day, pin=PIN, named=HERE) for day in days]

    digests = {each.compiled.digest for each in found}

    assert len(digests) == 1


REPORTS = "us-ca-pen-13663@2026-01-01"


def laws(book: Codebook, *named: tuple[str, str]) -> set[str]:
    """The laws that apply to a caller who names these places."""
    applied = book.applied("azure_openai", TODAY, named=frozenset(named))
    return set(applied.editions) - {"ms-enterprise-ai-coc@4.0"}


def test_a_law_applies_to_who_names_a_place_inside_it(book: Codebook) -> None:
    assert REPORTS in laws(book, ("use_jurisdiction", "US-CA"))


@pytest.mark.parametrize(
    "named",
    [
        (("use_jurisdiction", "NO"),),
        (("use_jurisdiction", "US-OR"), ("use_jurisdiction", "US-WA")),
        (("use_jurisdiction", "NO"), ("agency_country", "US")),
    ],
    ids=str,
)
def test_a_law_of_a_place_does_not_apply_to_who_names_another(
    book: Codebook, named: tuple[tuple[str, str], ...]
) -> None:
    assert REPORTS not in laws(book, *named)


@pytest.mark.parametrize(
    "named",
    [
        (),
        (("use_jurisdiction", "US"),),
        (("agency_country", "US"),),
        (("use_locality", "none"),),
        (("use_locality", "US-CA/Oakland"),),
    ],
    ids=str,
)
def test_a_place_that_nobody_named_is_every_place(
    book: Codebook, named: tuple[tuple[str, str], ...]
) -> None:
    assert REPORTS in laws(book, *named)


def test_every_law_of_a_place_applies_to_who_names_none(book: Codebook) -> None:
    places = {"use_jurisdiction", "use_locality", "agency_country"}
    in_places = {
        text.name
        for text in editions_on(TODAY)
        for cube in text.scope
        if places & {packaged_vocabulary().facts[level].name for level, _ in cube.masks}
    }

    assert laws(book) == in_places
    assert set(book.laws_at(TODAY, frozenset())) == in_places


@pytest.mark.parametrize(
    ("named", "applies"),
    [
        ([("use_jurisdiction", "US-CA")], True),
        ([("use_locality", "US-CA/San Francisco")], True),
        ([("use_locality", "US-CA/San Francisco"), ("use_jurisdiction", "US-OR")], True),
        ([("use_jurisdiction", "US-OR")], False),
        ([("use_locality", "US-CA/Oakland")], False),
    ],
    ids=str,
)
def test_the_rules_of_a_city_are_there_until_the_city_is_known(
    book: Codebook, named: list[tuple[str, str]], *, applies: bool
) -> None:
    city = "us-ca-san-francisco-19b@2024-prop-e"

    assert (city in laws(book, *named)) == applies


def test_one_of_several_places_is_enough(book: Codebook) -> None:
    assert REPORTS in laws(book, ("use_jurisdiction", "NO"), ("use_jurisdiction", "US-CA"))


def test_a_law_that_is_named_as_active_applies_whoever_asks() -> None:
    active = ["ms-enterprise-ai-coc", "us-ca-pen-13663"]
    book = Codebook(packaged_vocabulary(), packaged_editions(), active=active)

    assert laws(book) == {REPORTS}
    assert laws(book, ("use_jurisdiction", "NO")) == {REPORTS}


def test_the_laws_of_a_place_are_told_apart_from_the_codes_of_a_service(book: Codebook) -> None:
    named = frozenset({("use_jurisdiction", "US-CA")})

    assert set(book.laws_at(TODAY, named)) == laws(book, ("use_jurisdiction", "US-CA"))


def test_a_law_does_not_make_up_for_a_code_of_the_service(book: Codebook) -> None:
    with pytest.raises(SettingsError, match="on_premises_model"):
        book.require("on_premises_model", TODAY)


def test_many_places_under_the_same_laws_are_compiled_once(book: Codebook) -> None:
    countries = ("NO", "IS", "CH")

    found = [
        book.applied("azure_openai", TODAY, named=frozenset({("use_jurisdiction", country)}))
        for country in countries
    ]

    assert found[0] is found[1] is found[2]


def test_what_evidence_says_about_places_is_named() -> None:
    evidence = [
        Evidence("use_jurisdiction", ("US-CA", "US-NV"), Basis.REGISTERED, "registration"),
        Evidence("actor_kind", ("court",), Basis.REGISTERED, "registration"),
    ]

    assert named_places(evidence) == {("use_jurisdiction", "US-CA"), ("use_jurisdiction", "US-NV")}


def house(scope: str = "", verdict: str = "deny", act: str = "scene_description") -> Edition:
    """An edition of the site's own."""
    text = TEXT.replace("[[clause]]", f"{scope}\n[[clause]]", 1).replace("scene_description", act)
    text = text.replace('verdict = "deny"', f'verdict = "{verdict}"')
    return load_edition(text, "", packaged_vocabulary(), "house-rules/1.toml")


def with_own(*own: Edition) -> Codebook:
    return Codebook(packaged_vocabulary(), packaged_editions(), own=own)


@pytest.mark.parametrize("scope", ["", '[scope]\nservice = ["azure_openai"]'])
def test_own_codes_apply_beside_the_others_and_beside_a_pin(scope: str) -> None:
    book = with_own(house(scope))

    for pin in (None, PIN):
        applied = book.applied("azure_openai", TODAY, pin=pin, named=HERE)
        assert "house-rules@1" in applied.editions
        assert len(applied.editions) == 2


def test_own_codes_that_bind_another_service_do_not_apply() -> None:
    book = with_own(house('[scope]\nservice = ["azure_face"]'))

    assert "house-rules@1" not in book.applied("azure_openai", TODAY, named=HERE).editions


def test_own_codes_are_no_names_for_a_pin_or_a_registration() -> None:
    """Else a text of the house could stand in for the codes of the provider."""
    book = with_own(house())

    with pytest.raises(SettingsError, match="no edition is called `house-rules@1`"):
        book.applied("azure_openai", TODAY, pin="house-rules@1")
    with pytest.raises(SettingsError, match="no code is called `house-rules`"):
        book.applied("azure_openai", TODAY, added=("house-rules",), named=HERE)


def test_other_own_codes_count_only_once_they_are_taken() -> None:
    book = with_own()
    before = book.applied("azure_openai", TODAY, named=HERE)

    ready = book.ready([house()], ["azure_openai"], TODAY)

    assert book.applied("azure_openai", TODAY, named=HERE) is before
    book.take(ready)
    assert "house-rules@1" in book.applied("azure_openai", TODAY, named=HERE).editions


def test_codes_without_any_for_a_service_are_not_made_ready() -> None:
    book = with_own(house('[scope]\nservice = ["other"]'))

    book.require("other", TODAY)
    with pytest.raises(SettingsError, match="other"):
        book.ready([], ["other"], TODAY)


@pytest.mark.parametrize(
    ("verdict", "act", "opens"),
    [
        ("allow", "scene_description", True),
        ("deny", "scene_description", False),
        ("unclear", "scene_description", False),
        ("allow", "emotion_recognition", False),
    ],
)
def test_own_codes_that_allow_what_nobody_speaks_about_are_found(
    verdict: str, act: str, opens: bool
) -> None:
    book = with_own()
    ready = book.ready([house("", verdict, act)], ["azure_openai"], TODAY)

    found = book.newly_allow(ready, "azure_openai", TODAY)

    assert bool(found) is opens


def test_what_binds_a_service_is_told_without_laws(book: Codebook) -> None:
    assert book.binding("azure_openai", TODAY) == ("ms-enterprise-ai-coc@4.0",)
    assert book.binding("azure_openai", date(2024, 5, 10)) == ("ms-aoai-coc@2024-05-03",)
    assert book.binding("azure_face", date(2024, 5, 10)) == ("ms-azure-face@2022-06-21",)


STATION = ruling(
    id="station", edition=PIN, clause="AOAI-ID", reading="older sentence",
    scope={"agency_country": ("NO",)}, begins=TODAY, ends=date(2026, 11, 24),
)  # fmt: skip


def test_an_edition_is_read_as_rulings_read_it_also_a_pinned_one() -> None:
    plain = Codebook(packaged_vocabulary(), packaged_editions())
    book = ruled_book(STATION)

    def digest(of: Codebook, day: date, pin: str | None = PIN) -> str:
        return of.applied("azure_openai", day, pin, named=HERE).compiled.digest

    days = [date(2026, 11, 21), TODAY, date(2026, 11, 23), date(2026, 11, 24)]
    assert [digest(book, day) == digest(plain, day) for day in days] == [True, False, False, True]
    assert digest(book, TODAY, None) == digest(plain, TODAY, None)
    applied = book.applied("azure_openai", TODAY, PIN, named=HERE)
    assert [each.digest for each in applied.rulings[PIN]] == [STATION.digest]
    assert applied.editions == (PIN,)
    assert book.applied("azure_openai", TODAY, named=HERE).rulings == {}


def test_a_ruling_that_is_over_leaves_no_trace() -> None:
    book = ruled_book(STATION)
    ruled = book.applied("azure_openai", TODAY, PIN, named=HERE).compiled.digest

    book.take(book.ready((), ("azure_openai",), TODAY))

    plain = Codebook(packaged_vocabulary(), packaged_editions())
    found = book.applied("azure_openai", TODAY, PIN, named=HERE).compiled.digest
    assert found == plain.applied("azure_openai", TODAY, PIN, named=HERE).compiled.digest != ruled
    assert PIN in book.names
    assert (book.edition(PIN) is None, book.edition("x@1")) == (False, None)
