"""Write gestures.npz, what an accelerometer on the wrist reads during gestures, and recordings/, one new person's day.

Synthetic. The forearm is a rod that turns about the elbow and about its own axis, and the hand pushes to and fro along
it. All of these swing with one tempo; a movement is a row of MOVEMENTS. An accelerometer feels the specific force
R^T (p'' + g) / |g|, R its orientation and p its place (any textbook of mechanics). Noise, offset and tolerance are
those of the MPU-6050's data sheet (PS-MPU-6000A, table 6.2); hands tremble at 6 to 12 Hz (Lakie et al., 2015). How
large and how fast people move, and how differently, is our own assumption and has no source.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
SEED, NEW_PERSON_SEED = 8, 77
PEOPLE, REPEATS = 20, 6
HERTZ, SAMPLES = 25, 32  # what the sketch reads: a window of 1.28 s
COUNTS_PER_G, HIGHEST = 4096, 32767  # full scale 8 g
FINE = 8  # steps of the movement between two samples
G = 9.80665  # m / s2

NOISE_G = 400e-6 * np.sqrt(21 * np.pi / 2)  # its density through a first-order filter of 21 Hz
OFFSET_G = np.array([0.05, 0.05, 0.08])
SENSITIVITY = 0.03
FOREARM_M = 0.25  # from the elbow to the strap
TREMOR_G, TREMOR_HERTZ = 0.015, (6.0, 12.0)


@dataclass(frozen=True)
class Movement:
    """How an arm moves: angles in degrees, `hertz` of the swinging, `push` in metres along the forearm."""

    hertz: float
    pitch: float  # of the forearm above the horizon
    swing: float  # sideways, about the elbow
    lift: float  # up and down, about the elbow
    roll: float  # about the forearm's axis
    push: float


MOVEMENTS = {
    "rest": Movement(0.4, pitch=-35, swing=3, lift=4, roll=4, push=0.004),
    "wave": Movement(2.1, pitch=60, swing=28, lift=6, roll=10, push=0.004),
    "turn": Movement(1.0, pitch=0, swing=5, lift=6, roll=50, push=0.005),
    "shake": Movement(4.5, pitch=20, swing=4, lift=5, roll=6, push=0.020),
}
AMPLITUDES = ("swing", "lift", "roll", "push")
HOE = Movement(0.9, pitch=-20, swing=6, lift=35, roll=8, push=0.030)  # no gesture, and in no training set


@dataclass(frozen=True)
class Person:
    """What stays the same in all that somebody does, and the node that is worn."""

    side: int  # 1 worn on the right wrist, -1 on the left
    strap: float  # degrees by which the node has turned on the wrist
    offset: NDArray[np.float64]  # g
    gain: NDArray[np.float64]


def person(random: np.random.Generator) -> Person:
    """Return somebody new."""
    return Person(
        side=int(random.choice([-1, 1])),
        strap=float(random.normal(0, 30)),
        offset=random.uniform(-OFFSET_G, OFFSET_G),
        gain=1 + random.uniform(-SENSITIVITY, SENSITIVITY, 3),
    )


def habit(move: Movement, random: np.random.Generator) -> Movement:
    """Return how one person makes a movement: everybody has a tempo, a size and a pose of their own for it."""
    size = np.exp(random.normal(0, 0.4))
    angles = {name: getattr(move, name) * size * np.exp(random.normal(0, 0.2)) for name in AMPLITUDES}
    tempo = move.hertz * np.exp(random.normal(0, 0.2))
    return replace(move, hertz=tempo, pitch=move.pitch + random.normal(0, 18), **angles)


def specific_force(move: Movement, who: Person, seconds: float, random: np.random.Generator) -> NDArray[np.float64]:
    """Return the readings of an ideal sensor in g, of shape (samples, 3), HERTZ a second."""
    tempo = move.hertz * np.exp(random.normal(0, 0.07))
    size = np.exp(random.normal(0, 0.15))
    steps = round(seconds * HERTZ) * FINE
    t = np.arange(-2, steps + 2) / (HERTZ * FINE)  # two more at each end, for the second derivative

    def beat(amount: float) -> NDArray[np.float64]:
        """One sine of the tempo, and a little of twice its tempo: nobody moves in pure sines."""
        first, second = random.uniform(0, 2 * np.pi, 2)
        way = np.sin(2 * np.pi * tempo * t + first) + random.uniform(0, 0.25) * np.sin(4 * np.pi * tempo * t + second)
        return np.asarray(size * amount * way)

    lift = np.radians(move.pitch + random.normal(0, 6) + beat(move.lift))
    swing = np.radians(beat(move.swing)) * who.side
    roll = np.radians(who.strap + random.normal(0, 5) + beat(move.roll)) * who.side
    along = np.stack([np.cos(lift) * np.cos(swing), np.sin(swing), np.sin(lift) * np.cos(swing)], axis=1)
    side = np.stack([-np.cos(lift) * np.sin(swing), np.cos(swing), -np.sin(lift) * np.sin(swing)], axis=1)
    up = np.stack([-np.sin(lift), np.zeros(len(t)), np.cos(lift)], axis=1)
    place = (FOREARM_M + beat(move.push))[:, None] * along
    acceleration = (place[2:] - 2 * place[1:-1] + place[:-2]) * (HERTZ * FINE) ** 2
    force = acceleration[1:-1] / G + [0, 0, 1]
    y = np.cos(roll)[:, None] * side + np.sin(roll)[:, None] * up
    z = np.cos(roll)[:, None] * up - np.sin(roll)[:, None] * side
    felt = np.stack([np.sum(force * axis[2:-2], axis=1) for axis in (along, y, z)], axis=1)
    trembling = 2 * np.pi * random.uniform(*TREMOR_HERTZ) * t[2:-2]
    felt += TREMOR_G * np.exp(random.normal(0, 0.3, 3)) * np.sin(trembling[:, None] + random.uniform(0, 6, 3))
    return felt[::FINE]


def counts(felt: NDArray[np.float64], who: Person, random: np.random.Generator) -> NDArray[np.int16]:
    """Return what this person's MPU-6050 makes of it."""
    seen = (felt * who.gain + who.offset + random.normal(0, NOISE_G, felt.shape)) * COUNTS_PER_G
    return np.clip(np.rint(seen), -HIGHEST - 1, HIGHEST).astype(np.int16)


class Windows(NamedTuple):
    """Windows of shape (n, 32, 3), and of each the person's number and the name of the movement."""

    window: NDArray[np.int16]
    person: NDArray[np.int16]
    gesture: NDArray[np.str_]


def windows(movements: dict[str, Movement], people: int, repeats: int, seed: int) -> Windows:
    """Return what new people do, each movement some times."""
    random = np.random.default_rng(seed)
    seen, who_did, what = [], [], []
    for number in range(1, people + 1):
        who = person(random)
        for name, movement in movements.items():
            own = habit(movement, random)
            for _ in range(repeats):
                felt = specific_force(own, who, SAMPLES / HERTZ, random)
                seen.append(counts(felt, who, random))
                who_did.append(number)
                what.append(name)
    return Windows(np.array(seen), np.array(who_did, dtype=np.int16), np.array(what))


def write_recording(name: str, movement: Movement, who: Person, random: np.random.Generator) -> None:
    """Write four seconds for the simulated sensor, in g."""
    felt = counts(specific_force(movement, who, 4.0, random), who, random) / COUNTS_PER_G
    table = np.column_stack([np.arange(len(felt)) / HERTZ, felt])
    header = "time,accelX,accelY,accelZ"
    np.savetxt(HERE / "recordings" / f"{name}.csv", table, fmt="%.4g", delimiter=",", header=header, comments="")


def main() -> None:
    """Write the files."""
    gestures = windows(MOVEMENTS, PEOPLE, REPEATS, SEED)
    work = windows({"hoe": HOE}, PEOPLE, REPEATS, SEED)
    # not compressed: the same bytes with every version of zlib
    np.savez(HERE / "gestures.npz", **gestures._asdict(), hoe=work.window)
    random = np.random.default_rng(NEW_PERSON_SEED)
    who = person(random)
    (HERE / "recordings").mkdir(exist_ok=True)
    for name, movement in {**MOVEMENTS, "hoe": HOE}.items():
        write_recording(name, movement, who, random)
    print(f"gestures.npz: {len(gestures.person)} windows of {PEOPLE} people, synthetic")


if __name__ == "__main__":
    main()
