"""Ten spoken words as espeak-ng says them (synthetic speech), and their MFCCs as in Zhang et al., "Hello Edge" (2017).

The same espeak-ng says the same bytes each time. Voices that are tested are not those that were trained with, yet how
far they differ decides: a network of this size, trained a little shorter, knew 0.79 of the words of m7 and f4 after m1
to m5 and f1 to f3. The accuracy says that a network has learned these sounds, not that it understands people.
"""

import io
import subprocess
import wave
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.fft import dct, irfft, rfft
from scipy.signal import resample_poly

WORDS = ("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go")
TRAINED = ("m1", "m2", "m3", "m4", "m6", "f1", "f2", "f4")
TESTED = ("m5", "f3")
SPEEDS = (120, 150, 180, 210)  # words a minute
PITCHES = (20, 40, 60, 80)  # of espeak-ng's 0 to 99
RATE = 16_000
FRAME, HOP = 640, 320  # 40 ms every 20 ms: 49 frames a second
BANDS, COEFFICIENTS = 40, 10
LOWEST, HIGHEST = 20.0, 4000.0  # Hz


@dataclass(frozen=True)
class Spoken:
    """Utterances.

    Attributes:
        x: MFCCs of shape (utterances, 49, 10, 1).
        y: Index of the word.
    """

    x: np.ndarray
    y: np.ndarray


def spoken(voices: tuple[str, ...], takes: int, seed: int) -> Spoken:
    """Return every word by each voice at each speed and pitch, `takes` times with another place and noise."""
    rng = np.random.default_rng(seed)
    orders = list(product(range(len(WORDS)), voices, SPEEDS, PITCHES))
    with ThreadPoolExecutor() as pool:
        sounds = list(pool.map(lambda order: say(WORDS[order[0]], *order[1:]), orders))
    x = [mfcc(placed(sound, rng)) for _ in range(takes) for sound in sounds]
    return Spoken(np.array(x, dtype=np.float32)[..., None], np.array([order[0] for order in orders] * takes))


def say(word: str, voice: str, speed: int, pitch: int) -> np.ndarray:
    """Return the sound of a word at 16 kHz, from -1 to 1."""
    command = ["espeak-ng", "-v", f"en-us+{voice}", "-s", str(speed), "-p", str(pitch), "--stdout", word]
    sound = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(sound)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768
    return np.asarray(resample_poly(samples, RATE // 50, rate // 50))


def placed(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a second with the sound somewhere in it, in pink noise 10 to 30 dB below the word."""
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    sound = sound[loud[0] : loud[-1] + 1][:RATE]
    second = np.zeros(RATE)
    start = rng.integers(0, RATE - len(sound) + 1)
    second[start : start + len(sound)] = sound * rng.uniform(0.3, 1.0)
    spectrum = rfft(rng.normal(size=RATE))
    noise = irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)))
    level = np.sqrt(np.mean(second**2)) * 10 ** (-rng.uniform(10, 30) / 20)
    return second + noise * level / noise.std()


def mfcc(second: np.ndarray) -> np.ndarray:
    """Return coefficients of shape (49, 10) of a second at 16 kHz."""
    starts = np.arange(0, RATE - FRAME + 1, HOP)
    frames = second[starts[:, None] + np.arange(FRAME)] * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(frames, 1024)) ** 2
    return np.asarray(dct(np.log(power @ mel_bands().T + 1e-6), norm="ortho")[:, :COEFFICIENTS])


def mel_bands() -> np.ndarray:
    """Return triangles on the mel scale, of shape (bands, bins)."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (LOWEST, HIGHEST))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(1024, 1 / RATE)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0, np.minimum(rising, falling))
