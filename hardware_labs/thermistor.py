"""The NTC thermistor of the labs: Wokwi's part `wokwi-ntc-temperature-sensor`.

Its documentation (https://docs.wokwi.com/parts/wokwi-ntc-temperature-sensor) gives the temperature of an ADC
count as `1 / (log(1 / (1023. / count - 1)) / BETA + 1.0 / 298.15) - 273.15`, the beta equation of a 10 kOhm
thermistor in a divider with 10 kOhm. Here it is solved for the count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BETA = 3950.0  # K, the part's default
ZERO_CELSIUS = 273.15  # K
NOMINAL = 298.15  # K, where the thermistor has the divider's resistance
HIGHEST_COUNT = 1023


def voltage_share(celsius: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sensor's output as a share of its supply, falling from 1 (cold) to 0 (hot)."""
    return 1 / (1 + np.exp(-BETA * (1 / (celsius + ZERO_CELSIUS) - 1 / NOMINAL)))


def adc_count(celsius: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return what a 10-bit ADC counts at these temperatures: the whole steps below the voltage."""
    return np.clip(np.floor(voltage_share(celsius) * 1024), 0, HIGHEST_COUNT).astype(np.int64)


def temperature(count: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the temperature in degrees Celsius at the middle of each count's step."""
    share = (count + 0.5) / 1024
    return np.asarray(1 / (np.log(1 / share - 1) / -BETA + 1 / NOMINAL) - ZERO_CELSIUS, dtype=np.float64)
