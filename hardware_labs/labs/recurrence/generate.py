"""Write days.csv, a greenhouse's air every fifteen minutes of sixty days in spring, and a recording of one more day.

Synthetic. The air's heat balance is that of a greenhouse without a crop model: sun through the cover, loss through the
cover, loss by ventilation, and exchange with a floor that stores heat (T. Boulard and A. Baille, *A simple greenhouse
climate control model incorporating effects of ventilation and evaporative cooling*, Agricultural and Forest
Meteorology 65, 1993). The sun of a clear sky is Haurwitz's formula, and clouds leave of it what Kasten and Czeplak
found. The vents are moved by wax cylinders, which begin to open at one temperature and begin to close at a lower one.
The house's sizes and how the weather changes are ours and have no source.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("days.csv")
RECORDING = Path(__file__).parent / "recordings" / "warm-morning.csv"
SEED = 8
DAYS, STEPS, MINUTE = 60, 96, 60.0  # readings of a day; seconds of the integration's step
LATITUDE, FIRST_DAY = 48.0, 80  # degrees north; 21 March

FLOOR_AREA, COVER_AREA, VOLUME = 50.0, 110.0, 130.0  # m2, m2, m3: a small tunnel with a wall at each end
COVER_LOSS, FLOOR_EXCHANGE = 6.0, 8.0  # W / (m2 K)
AIR_HEAT, FLOOR_HEAT = 1.2 * 1005, 1.2e5  # J / (m3 K); J / (m2 K), some six centimetres of moist soil
INSIDE = 9.0  # how much more heat plants, pots and benches hold than the air
TRANSMITTED, TO_AIR, TO_FLOOR = 0.7, 0.45, 0.25  # shares of the sun; what is left evaporates water
LEAKS, VENTS = 1.0, 12.0  # changes of air an hour: closed, and with open vents
OPENS_AT, CLOSES_AT, CYLINDER = 26.0, 20.0, 900.0  # degrees, degrees, seconds: the wax melts and freezes late
RECORDED_SEED, RECORDED_DAY, RECORDED_STEPS = 2, 57, range(24, 48)  # 06:00 to 12:00 of another spring
STEP_SECONDS = 0.5  # of a step on the simulated board
SENSOR = 0.05  # standard deviation of a reading, kelvin


@dataclass(frozen=True)
class Weather:
    """One day outside.

    Attributes:
        mean: Temperature of the day in degrees.
        swing: Half of the distance from its coldest to its warmest hour.
        clouds: Share of the sky that is covered in each quarter of an hour.
    """

    mean: float
    swing: float
    clouds: NDArray[np.float64]


def clear_sky(day: int, hour: float) -> float:
    """Return the sun's power on level ground in W/m2 (B. Haurwitz, Journal of Meteorology 2, 1945)."""
    declination = np.radians(23.45) * np.sin(2 * np.pi * (284 + day) / 365)
    latitude, angle = np.radians(LATITUDE), np.radians(15 * (hour - 12))
    height = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(angle)
    return float(1098 * height * np.exp(-0.059 / height)) if height > 0 else 0.0


def weather(random: np.random.Generator, days: int) -> list[Weather]:
    """Draw days whose warmth follows yesterday's, under clouds that come and go within hours."""
    warmth, cover, outside = 0.0, 0.0, []
    for day in range(days):
        warmth = 0.75 * warmth + random.normal(0, 2.0)
        kind = random.choice([-1.2, 0.0, 1.3])  # fair, changing, dull
        drawn = np.empty(STEPS)
        for step in range(STEPS):
            cover = 0.9 * cover + 0.1 * kind + random.normal(0, 0.22)
            drawn[step] = 1 / (1 + np.exp(-2.5 * cover))
        swing = 6.0 - 3.5 * float(drawn.mean())
        outside.append(Weather(8.0 + 7.0 * day / days + warmth, swing, drawn))
    return outside


def house(outside: list[Weather]) -> NDArray[np.float64]:
    """Return the temperature of the air inside at the beginning of each quarter of an hour."""
    air, floor, opening, wax = 10.0, 12.0, 0.0, False
    cover_loss = COVER_AREA * COVER_LOSS
    heat = VOLUME * AIR_HEAT * INSIDE
    air_seen = []
    for day, here in enumerate(outside):
        for step in range(STEPS):
            air_seen.append(air)
            for minute in range(15):
                hour = (step + minute / 15) / 4
                share = 1 - 0.75 * here.clouds[step] ** 3.4  # F. Kasten and G. Czeplak, Solar Energy 24, 1980
                sun = clear_sky(FIRST_DAY + day, hour) * share * TRANSMITTED * FLOOR_AREA
                cold = here.mean - here.swing * np.cos(2 * np.pi * (hour - 3.0) / 24)  # coldest at three
                wax = air > OPENS_AT or (wax and air > CLOSES_AT)
                opening += (float(wax) - opening) * MINUTE / CYLINDER
                changes = (LEAKS + VENTS * opening) / 3600
                to_floor = FLOOR_AREA * FLOOR_EXCHANGE * (air - floor)
                lost = (cover_loss + VOLUME * AIR_HEAT * changes) * (air - cold)
                air += (TO_AIR * sun - lost - to_floor) * MINUTE / heat
                floor += (TO_FLOOR * sun + to_floor) * MINUTE / (FLOOR_AREA * FLOOR_HEAT)
    return np.array(air_seen)


def days(seed: int = SEED, number: int = DAYS) -> NDArray[np.float64]:
    """Return rows of day, minute of the day and temperature, by time, shape (days * 96, 3)."""
    random = np.random.default_rng(seed)
    air = house(weather(random, number))
    seen = air + random.normal(0, SENSOR, len(air))
    day, step = np.divmod(np.arange(len(seen)), STEPS)
    return np.column_stack([day + 1, 15 * step, seen])


def main() -> None:
    """Write the file."""
    np.savetxt(FILE, days(), fmt=["%d", "%d", "%.1f"], delimiter=",", header="day,minute,celsius", comments="")
    morning = days(RECORDED_SEED)[:, 2].reshape(DAYS, STEPS)[RECORDED_DAY, RECORDED_STEPS]
    played = np.column_stack([STEP_SECONDS * np.arange(len(morning)), morning])
    RECORDING.parent.mkdir(exist_ok=True)
    np.savetxt(RECORDING, played, fmt=["%g", "%.1f"], delimiter=",", header="time,temperature", comments="")
    print(f"{FILE.name}: {DAYS * STEPS} readings of {DAYS} days, synthetic")


if __name__ == "__main__":
    main()
