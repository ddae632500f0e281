"""What the golden recurrent models are trained on and asked."""

from typing import NamedTuple

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HOURS = 24
YEAR = 365 * HOURS
DEGREES = 10  # in 1 of what the temperature model takes and gives


class Data(NamedTuple):
    """Sequences of shape (samples, steps, features), and what is to be answered."""

    x: np.ndarray
    y: np.ndarray


def digits() -> tuple[Data, Data]:
    """Return training and test digits as eight rows of eight pixels, from 0 to 1."""
    x, y = load_digits(return_X_y=True)
    x = (x.reshape(-1, 8, 8) / 16).astype(np.float32)
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.25, random_state=0, stratify=y)
    return Data(train_x, train_y), Data(test_x, test_y)


def weather() -> tuple[Data, Data]:
    """Return hours of synthetic temperature, three years to train with and one to test with.

    T = 11 + 9 sin(year) + 5 s sin(day) + e in degrees Celsius: a yearly and a daily wave, the daily one with a strength
    s that differs from day to day (sun or cloud), and weather e, an AR(1) process with a correlation of 0.98 an hour.
    Inputs: (T - 11) / 10, and sine and cosine of the hour. Answer: (T - 11) / 10 one hour after the last input.
    """
    rng = np.random.default_rng(0)
    hours = np.arange(4 * YEAR)
    sun = np.repeat(rng.uniform(0.1, 1.0, len(hours) // HOURS), HOURS)
    noise = rng.normal(0, 0.6, len(hours))
    e = np.zeros(len(hours))
    for hour in hours[1:]:
        e[hour] = 0.98 * e[hour - 1] + noise[hour]
    day = 2 * np.pi * hours / HOURS
    t = (9 * np.sin(2 * np.pi * hours / YEAR) + 5 * sun * np.sin(day - 2) + e) / DEGREES
    features = np.stack([t, np.sin(day), np.cos(day)], axis=1).astype(np.float32)
    starts = np.arange(0, len(hours) - HOURS - 1, 7)
    x = np.stack([features[start : start + HOURS] for start in starts])
    y = t[starts + HOURS].astype(np.float32)
    test = starts >= 3 * YEAR
    return Data(x[~test], y[~test]), Data(x[test][::2], y[test][::2])
