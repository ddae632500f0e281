"""Write evenings.csv: what a light sensor at the greenhouse door reads at dusk, and whether the lamp is wanted.

Synthetic, from three equations. The light under a clear sky falls with the sun's altitude as in Urban and Seidelmann,
*Explanatory Supplement to the Astronomical Almanac*, 3rd edition (2013), section 12.2: a polynomial of the altitude for
the decimal logarithm of the illuminance. Clouds take a factor of it, one for each evening. The photoresistor follows
R = 50 kilo-ohms * (10 lux / light)^0.7 below 10 kilo-ohms, as Wokwi's sensor does. Two models are our own and have no
source: each evening has a temperature that falls as the sun does, and the farmer wants the lamp below some 50 lux, a
limit that differs from one time to the next.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("evenings.csv")
SEED = 31
EVENINGS, READINGS_AN_EVENING = 20, 4
FROM_DEGREES, TO_DEGREES = 2.0, -7.0  # the sun's altitude while the farmer closes the greenhouse
CLOUD_SPREAD = 0.6  # of the natural logarithm of what clouds leave
SUNSET_CELSIUS, CELSIUS_SPREAD, CELSIUS_A_DEGREE = 16.0, 4.0, 0.4
WANTED_BELOW_LUX, WANT_SPREAD = 50.0, 0.35
# from and to (degrees of altitude), and the coefficients of altitude / 90 degrees, the constant first
CLEAR_SKY = (
    (-0.8, 5.0, (2.88, 22.26, -207.64, 1034.30)),
    (-5.0, -0.8, (2.88, 21.81, -258.11, -858.36)),
    (-12.0, -5.0, (2.70, 12.17, -431.69, -1899.83)),
)


def clear_sky_lux(altitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the illuminance of level ground under a clear sky for the sun's altitude in degrees, -12 to 5."""
    x = altitude / 90
    inside = [(low <= altitude) & (altitude <= high) for low, high, _ in CLEAR_SKY]
    powers = [sum(c * x**power for power, c in enumerate(coefficients)) for _, _, coefficients in CLEAR_SKY]
    return np.asarray(10.0 ** np.select(inside, powers, np.nan), dtype=np.float64)


def sensor_count(lux: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the 10-bit count of a photoresistor (50 kilo-ohms at 10 lux, gamma 0.7) below 10 kilo-ohms."""
    ohms = 50_000 * (10 / lux) ** 0.7
    return np.minimum(1024 * ohms / (ohms + 10_000), 1023).astype(np.int64)


def evenings(seed: int = SEED) -> NDArray[np.float64]:
    """Return rows of evening, count, degrees Celsius and lamp wanted (1 or 0), by time, shape (80, 4)."""
    random = np.random.default_rng(seed)
    rows = []
    for evening in range(1, EVENINGS + 1):
        altitude = np.sort(random.uniform(TO_DEGREES, FROM_DEGREES, READINGS_AN_EVENING))[::-1]
        clouds = min(1.0, np.exp(random.normal(-CLOUD_SPREAD, CLOUD_SPREAD)))
        lux = clouds * clear_sky_lux(altitude)
        limit = WANTED_BELOW_LUX * np.exp(random.normal(0, WANT_SPREAD, READINGS_AN_EVENING))
        celsius = random.normal(SUNSET_CELSIUS, CELSIUS_SPREAD) + CELSIUS_A_DEGREE * altitude
        rows.append(np.column_stack([np.full(len(lux), evening), sensor_count(lux), celsius, lux < limit]))
    return np.vstack(rows)


def main() -> None:
    """Write the file."""
    columns = "evening,count,celsius,lamp"
    np.savetxt(FILE, evenings(), fmt=["%d", "%d", "%.1f", "%d"], delimiter=",", header=columns, comments="")
    print(f"{FILE.name}: {EVENINGS * READINGS_AN_EVENING} readings of {EVENINGS} evenings, synthetic")


if __name__ == "__main__":
    main()
