"""Write pumps.csv, weak-mains.csv and recordings/: what a node on a borehole pump sees, sound or with a fault.

Synthetic. The motor is the equivalent circuit of an induction motor, whose slip settles where its torque is the pump's
(C. P. Steinmetz, *Theory and Calculation of Electric Apparatus*, 1917). The pump's torque goes with the square of the
speed, by the affinity laws, and falls with the flow and with the water that is left in it (J. F. Gülich, *Centrifugal
Pumps*, 2020). The casing shakes at the speed of the shaft, as its imbalance has it (ISO 21940-11), and where the outer
race of the bearing is worn, at the rate at which balls pass the damage (R. B. Randall and J. Antoni, *Rolling element
bearing diagnostics*, 2011). Noise is the sensor's (InvenSense's data sheet). How strong each fault is, how pumps differ
and how the noise of bubbles and of water that goes in circles grows, are ours and have no source.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

HERE = Path(__file__).parent
SEED = 5
PUMPS, WINDOWS = 20, 6  # pumps, and windows of each in each state, on different days
STATES = ("blocked", "dry", "healthy", "worn")
USUAL, WEAK = (225.0, 240.0), (196.0, 207.0)  # volts of a phase; in a dry summer, everybody irrigates

RATE, SAMPLES = 500, 64  # readings a second, and readings of a window
RECORDED = 3.0  # seconds of a recording
SENSOR_NOISE = 0.0004 * np.sqrt(260)  # g: 400 micro-g per root hertz, in the 260 Hz that its filter lets through
COUNTS_PER_G, MOST_MG, MOST_AMPERES = 8192, 1023, 5.0

POLE_PAIRS, HERTZ = 1, 50.0
STATOR_OHMS, ROTOR_OHMS, LEAKAGE_OHMS, MAGNETIZING_OHMS = 4.2, 3.2, 4.5, 130.0
RATED_TORQUE = 4.4  # newton metres at 2,900 turns a minute: 1.3 kW
RATED_SPEED = 2900 * 2 * np.pi / 60
DRY_TORQUE, SHUT_TORQUE = 0.2, 0.55  # of the rated one: without water, and with water but without flow

BALLS, BALL_TO_PITCH = 9, 7.94 / 39.04  # of a bearing 6205, contact angle 0


class Machine(NamedTuple):
    """How one pump differs from others.

    Attributes:
        torque: Its torque, healthy, as a share of the rated one: wells are of different depth.
        imbalance: Speed of the centre of mass of its rotor in m/s, times the rotor's share of the mass.
        water_noise: Vibration by the water in g.
        mount: How much more the casing shakes than on a middling mount.
    """

    torque: float
    imbalance: float
    water_noise: float
    mount: float


class Condition(NamedTuple):
    """What the motor and the casing get to feel.

    Attributes:
        torque: As a share of the rated one.
        noise: Vibration without a tone in g.
        bearing: Vibration at the rate of balls over the damage in g.
    """

    torque: float
    noise: float
    bearing: float


def machine(random: np.random.Generator) -> Machine:
    """Return a pump like others of its kind."""
    # ISO 21940-11 allows pumps 6.3 mm/s; the rotor has about a quarter of the mass
    imbalance = 0.25 * random.uniform(0.002, 0.009)
    return Machine(random.uniform(0.7, 1.15), imbalance, random.uniform(0.015, 0.04), np.exp(random.normal(0, 0.3)))


def condition(pump: Machine, state: str, severity: float, random: np.random.Generator) -> Condition:
    """Return what a state means for a pump on some day.

    Args:
        pump: The pump.
        state: One of STATES.
        severity: How bad a fault is, from 0 to 1.
        random: Where the day comes from.
    """
    torque = pump.torque * random.normal(1, 0.02)  # the water table rises and falls
    noise = pump.water_noise * random.uniform(0.8, 1.25)
    scatter = random.uniform(0.7, 1.3)
    if state == "blocked":  # from half of the flow to a valve that is shut
        flow = 0.5 * (1 - severity)
        torque *= SHUT_TORQUE + (1 - SHUT_TORQUE) * flow
        return Condition(torque, noise + 0.11 * scatter * (1 - flow), 0)
    if state == "dry":  # from water with some air to air alone; bubbles are loudest halfway
        water = 0.9 * (1 - severity)
        torque *= DRY_TORQUE + (1 - DRY_TORQUE) * water
        return Condition(torque, noise * (0.3 + 0.7 * water) + 1.1 * scatter * water * (1 - water), 0)
    if state == "worn":
        wear = 0.1 + 0.9 * severity
        return Condition(torque * (1 + 0.06 * wear), noise * (1 + wear), 0.35 * wear)
    return Condition(torque, noise, 0)


def motor(volts: float, torque: float) -> tuple[float, float]:
    """Return the current of a phase in amperes and the speed in radians a second.

    Args:
        volts: Between a phase and neutral.
        torque: The pump's at the rated speed, in newton metres.
    """
    synchronous = 2 * np.pi * HERTZ / POLE_PAIRS
    low, high = 1e-6, 0.3
    for _ in range(50):  # the slip at which the motor's torque is the pump's
        slip = (low + high) / 2
        rotor = ROTOR_OHMS / slip + 1j * LEAKAGE_OHMS
        both = 1j * MAGNETIZING_OHMS * rotor / (1j * MAGNETIZING_OHMS + rotor)
        current = volts / (STATOR_OHMS + 1j * LEAKAGE_OHMS + both)
        rotor_current = current * both / rotor
        speed = synchronous * (1 - slip)
        of_motor = 3 * abs(rotor_current) ** 2 * ROTOR_OHMS / slip / synchronous
        low, high = (slip, high) if of_motor < torque * (speed / RATED_SPEED) ** 2 else (low, slip)
    return abs(current), speed


def shaking(pump: Machine, felt: Condition, speed: float, count: int, random: np.random.Generator) -> Reals:
    """Return readings of the acceleration across the shaft in g."""
    time = np.arange(count) / RATE
    turn, pass_damage = random.uniform(0, 2 * np.pi, 2)
    imbalance = pump.imbalance * speed / 9.81 * np.sin(speed * time + turn)
    balls = BALLS / 2 * (1 - BALL_TO_PITCH) * speed  # how often one passes a point of the outer race, in radians
    loaded = 1 + 0.4 * np.sin(speed * time + pass_damage)
    damage = felt.bearing * loaded * np.sin(balls * time + pass_damage)
    noise = random.normal(0, np.hypot(pump.mount * felt.noise, SENSOR_NOISE), count)
    return np.asarray(pump.mount * (imbalance + damage) + noise)


def counts(acceleration: Reals) -> NDArray[np.int16]:
    """Return what the sensor's converter makes of g."""
    return np.asarray(np.clip(np.rint(acceleration * COUNTS_PER_G), -32768, 32767), dtype=np.int16)


def vibration(windows: NDArray[np.int16]) -> NDArray[np.int64]:
    """Return the vibration of windows of shape (n, 64) in mg, as vibration.h computes it: their standard deviation."""
    window = windows.astype(np.int64)
    mean = window.sum(axis=1, keepdims=True) >> 6
    variance = ((window - mean) ** 2).sum(axis=1) >> 6
    root = np.floor(np.sqrt(variance)).astype(np.int64)  # exact: below 2**32 a float tells neighbours apart
    return np.asarray(np.minimum(root * 125 >> 10, MOST_MG), dtype=np.int64)


def table(mains: tuple[float, float], pumps: list[Machine], random: np.random.Generator) -> list[str]:
    """Return lines of pump, day, amperes, vibration and state."""
    lines = []
    for number, pump in enumerate(pumps, start=1):
        for day in range(1, WINDOWS + 1):
            for state in STATES:
                felt = condition(pump, state, random.uniform(), random)
                volts = random.uniform(*mains)
                amperes, speed = motor(volts, RATED_TORQUE * felt.torque)
                amperes = min(amperes * random.normal(1, 0.01), MOST_AMPERES)  # the sensor's scatter
                shakes = vibration(counts(shaking(pump, felt, speed, SAMPLES, random))[None])[0]
                lines.append(f"{number},{day},{volts:.0f},{amperes:.2f},{shakes},{state}")
    return lines


def recording(state: str, random: np.random.Generator) -> list[str]:
    """Return lines of time and acceleration in g for the simulated sensor: a middling pump, its fault a clear one."""
    pump = Machine(torque=0.95, imbalance=0.001, water_noise=0.025, mount=1.0)
    felt = condition(pump, state, 0.7, random)
    _, speed = motor(float(np.mean(USUAL)), RATED_TORQUE * felt.torque)
    readings = shaking(pump, felt, speed, round(RECORDED * RATE), random)
    return [f"{number / RATE:g},{reading:.3f}" for number, reading in enumerate(readings)]


def write(name: str, header: str, lines: list[str]) -> None:
    """Write a file with a header."""
    (HERE / name).parent.mkdir(exist_ok=True)
    (HERE / name).write_text("\n".join([header, *lines, ""]), encoding="utf-8", newline="\n")


def main() -> None:
    """Write the files."""
    random = np.random.default_rng(SEED)
    pumps = [machine(random) for _ in range(PUMPS)]
    for name, mains in (("pumps.csv", USUAL), ("weak-mains.csv", WEAK)):
        lines = table(mains, pumps, random)
        write(name, "pump,day,volts,amperes,milli_g,state", lines)
        print(f"{name}: {len(lines)} windows of {PUMPS} pumps, synthetic")
    for state in STATES:
        write(f"recordings/{state}.csv", "time,accelX", recording(state, random))


if __name__ == "__main__":
    main()
