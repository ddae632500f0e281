"""Write nights.csv: what a DHT22 reads on spring evenings, and whether the ground freezes before dawn.

Synthetic. A clear, still night loses heat to the sky: Stefan and Boltzmann's law gives what the ground radiates,
Brunt's formula what a moist sky returns (D. Brunt, *Notes on radiation in the atmosphere*, Quarterly Journal of the
Royal Meteorological Society 58, 1932), and the cooling grows with the square root of time, as heat conduction in the
soil has it (same paper). Clouds return a share of the loss, and wind keeps it from the leaves. Below the dew point
the cooling halves, because dew gives back heat; that factor, and how clouds, wind and temperature vary from night to
night, are ours and have no source. The vapour pressure is Magnus's formula; the sensor's scatter is the DHT22 data
sheet's.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("nights.csv")
SEED = 3
NIGHTS, MINUTES = 60, tuple(range(0, 120, 10))  # two months; minutes after 20:00, when readings are taken
HOURS_TO_DAWN = 10

STEFAN_BOLTZMANN = 5.670e-8  # W / (m2 K4)
SOIL = 1500.0  # J / (m2 K s^0.5): what Brunt calls rho c sqrt(kappa), of a moderately moist soil
MEAN_CELSIUS, WARMING = 7.0, 4.0  # at 20:00 in the middle of the season, and its rise from beginning to end
DAY_TO_DAY, WEATHER = 0.75, 3.2  # how much of yesterday's weather stays, and how far it strays (kelvin)
# standard deviations: half of the DHT22's repeatability, +-0.2 degrees and +-1 %
SENSOR_CELSIUS, SENSOR_HUMIDITY = 0.1, 0.5


def vapour_pressure(celsius: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the saturation vapour pressure in hectopascals (Magnus; Alduchov and Eskridge 1996)."""
    return np.asarray(6.1094 * np.exp(17.625 * celsius / (celsius + 243.04)))


def dew_point(celsius: NDArray[np.float64], humidity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the dew point in degrees Celsius of air with a relative humidity in percent."""
    gamma = np.log(vapour_pressure(celsius) * humidity / 100 / 6.1094)
    return np.asarray(243.04 * gamma / (17.625 - gamma))


def coldest(
    celsius: NDArray[np.float64], humidity: NDArray[np.float64], clouds: NDArray[np.float64], calm: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the ground's temperature at dawn from the air at 20:00.

    Args:
        celsius: Air temperature at 20:00.
        humidity: Relative humidity at 20:00 in percent.
        clouds: Share of the sky that is covered.
        calm: Share of the loss that the wind leaves to the ground.
    """
    kelvin = celsius + 273.15
    moisture = vapour_pressure(celsius) * humidity / 100
    sky = 0.52 + 0.065 * np.sqrt(moisture)
    loss = STEFAN_BOLTZMANN * kelvin**4 * (1 - sky) * (1 - 0.8 * clouds)
    fall = calm * 2 / np.sqrt(np.pi) * loss * np.sqrt(HOURS_TO_DAWN * 3600) / SOIL
    dry = np.minimum(fall, np.maximum(celsius - dew_point(celsius, humidity), 0))
    return np.asarray(celsius - dry - (fall - dry) / 2)


def nights(seed: int = SEED) -> NDArray[np.float64]:
    """Return rows of night, minutes after 20:00, temperature, humidity and frost (1 or 0), by time, shape (720, 5)."""
    random = np.random.default_rng(seed)
    weather = np.zeros(NIGHTS)
    for night in range(1, NIGHTS):
        weather[night] = DAY_TO_DAY * weather[night - 1] + random.normal(0, WEATHER * np.sqrt(1 - DAY_TO_DAY**2))
    celsius = MEAN_CELSIUS + WARMING * np.linspace(-0.5, 0.5, NIGHTS) + weather
    humidity = np.clip(random.normal(70, 12, NIGHTS), 35, 98)
    clouds = random.beta(0.6, 0.6, NIGHTS)
    calm = random.uniform(0.4, 1.0, NIGHTS)
    frost = coldest(celsius, humidity, clouds, calm) < 0
    falls_an_hour = 0.9 * (1 - 0.6 * clouds)
    rows = []
    for minute in MINUTES:
        air = celsius - falls_an_hour * minute / 60
        moist = humidity * vapour_pressure(celsius) / vapour_pressure(air)
        seen = air + random.normal(0, SENSOR_CELSIUS, NIGHTS), moist + random.normal(0, SENSOR_HUMIDITY, NIGHTS)
        rows.append(np.column_stack([np.arange(1, NIGHTS + 1), np.full(NIGHTS, minute), *seen, frost]))
    table = np.vstack(rows)
    table[:, 3] = np.clip(table[:, 3], 0, 99.9)
    return table[np.lexsort((table[:, 1], table[:, 0]))]


def main() -> None:
    """Write the file."""
    columns = "night,minute,celsius,humidity,frost"
    np.savetxt(FILE, nights(), fmt=["%d", "%d", "%.1f", "%.1f", "%d"], delimiter=",", header=columns, comments="")
    print(f"{FILE.name}: {NIGHTS * len(MINUTES)} readings of {NIGHTS} nights, synthetic")


if __name__ == "__main__":
    main()
