"""What the prompt of a transcription asks of the voices."""

import time

import pytest

from countenance.evidence.labels import Label
from countenance.evidence.voices import acts_on_voices

ORDERED = [
    ("Say who is speaking, identify the speaker by voice", {Label.IDENTIFY}),
    ("Identify the speakers.", {Label.IDENTIFY}),
    ("Meeting of the board. Please identify each speaker by name.", {Label.IDENTIFY}),
    ("An interview.\nName all the voices", {Label.IDENTIFY}),
    ("Write down who is talking before each line.", {Label.IDENTIFY}),
    ("Transcribe, and recognise the person speaking", {Label.IDENTIFY}),
    ("Can you tell who is speaking from her voice?", {Label.IDENTIFY}),
    ("We want to recognize the speakers by the sound of their voices", {Label.IDENTIFY}),
    ("IDENTIFY THE SPEAKER", {Label.IDENTIFY}),
    ("\u200bIdentify\u200b the speaker", {Label.IDENTIFY}),
    ("Use speaker identification.", {Label.IDENTIFY}),
    ("Indiquez qui parle.", {Label.IDENTIFY}),
    ("Identifie les locuteurs", {Label.IDENTIFY}),
    ("Bitte sag, wer spricht.", {Label.IDENTIFY}),
    ("Identifiziere die Sprecher", {Label.IDENTIFY}),
    ("Indica quién habla", {Label.IDENTIFY}),
    ("Identifica a los hablantes", {Label.IDENTIFY}),
    ("Skriv hvem som snakker", {Label.IDENTIFY}),
    ("Verify the identity of the speaker.", {Label.VERIFY}),
    ("Check whether it is the same voice.", {Label.VERIFY}),
    ("Perform speaker verification", {Label.VERIFY}),
    ("Diarize.", {Label.CLUSTER}),
    ("Please add speaker diarization", {Label.CLUSTER}),
    ("Label the speakers A and B by their voices.", {Label.CLUSTER, Label.IDENTIFY}),
]
HINTS = [
    "",
    "Wilhelmina Quist, Ole Nordmann, Sgt. Anna Quill, Nancy Pelosi",
    "Speaker Pelosi, Speaker Johnson, the Speaker of the House",
    "ZyntriQix, Digique Plus, CynapseFive, VortiQore V8",
    "Umm, let me think like, hmm... Okay, here's what I'm, like, thinking.",
    "911, who is speaking please? This is Wilhelmina Quist, somebody is at my door.",
    "Who's speaking? Can you identify the caller? He said his name was Ole.",
    "Did you see him? I would know that voice anywhere. She identified him by his voice.",
    "The following is a lecture on speaker identification, verification and diarization.",
    "A podcast about voice recognition in court, with two speakers.",
    "Please identify yourself. State your name and tell me who called the police.",
    "Turn up the speakers. Name the capital of France. Verify the address.",
    "Two speakers, one interpreter. Keep filler words. Write numbers as digits.",
    "The transcript has lines that begin with Officer: and Driver:.",
    "L'entretien de Madame Quist avec la police. Qui parle? C'est moi.",
    "Der Sprecher der Polizei sagt, wer anruft. Wer spricht da?",
    "El portavoz dijo quién llamó. ¿Quién habla?",
    "Politiets talsmann sa hvem som ringte. Hvem snakker jeg med?",
    "录音里是王小明和李雷的对话。",
]


@pytest.mark.parametrize(("prompt", "acts"), ORDERED)
def test_an_order_about_voices_is_an_act(prompt: str, acts: set[Label]) -> None:
    found = acts_on_voices(["Names: Quist.", prompt])

    assert {act.label for act in found} == acts
    assert {act.permille for act in found} == {1000}


@pytest.mark.parametrize("prompt", HINTS)
def test_names_terms_and_words_of_the_conversation_are_hints(prompt: str) -> None:
    assert acts_on_voices([prompt]) == ()


def test_without_words_nothing_is_added() -> None:
    assert acts_on_voices([]) == ()


@pytest.mark.parametrize(
    "prompt", ["identify " * 20_000, "please " * 20_000, "label the speakers " * 10_000,
               "say for a b " * 10_000, "-" * 100_000, "tell who is speaking " * 8_000],
)  # fmt: skip
def test_long_words_take_no_longer(prompt: str) -> None:
    start = time.process_time()
    acts_on_voices([prompt])

    assert time.process_time() - start < 2
