"""One line of `make bench`."""

from dataclasses import dataclass


@dataclass
class Figure:
    """One measured figure and the bar it is held against."""

    what: str
    value: float
    unit: str
    bar: float
    more_is_better: bool

    @property
    def met(self) -> bool:
        """Say whether the bar is met."""
        return self.value >= self.bar if self.more_is_better else self.value <= self.bar

    def __str__(self) -> str:
        sign = "at least" if self.more_is_better else "at most"
        verdict = "met" if self.met else "MISSED"
        return f"{self.what:50} {self.value:8.2f} {self.unit:12} bar: {sign:8} {self.bar:<5g} {verdict}"
