"""Where things lie: the folders of the project, found by the id of a unit."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from grader.errors import UserError

HOME = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Project:
    """A folder with `solutions/<unit>/<unit>.py` and `exercises/<unit>/<unit>.ipynb` in it."""

    root: Path = HOME

    def units(self) -> list[str]:
        """Return the ids of all units that have an exercise, in alphabetical order."""
        sources = self.root.glob("solutions/*/*.py")
        return sorted(path.stem for path in sources if path.stem == path.parent.name)

    def require(self, unit: str) -> str:
        """Return `unit` itself.

        Raises:
            UserError: there is no such unit; the sentence names those that there are.
        """
        known = self.units()
        if unit in known:
            return unit
        if not known:
            raise UserError(f"There is no exercise in {self.root / 'solutions'}: is that the right folder?")
        close = get_close_matches(unit, known, n=1)
        advice = f"did you mean {close[0]!r}?" if close else f"the units are {', '.join(known)}."
        raise UserError(f"There is no unit {unit!r}: {advice}")

    def source(self, unit: str) -> Path:
        """Return the path of the unit's single source."""
        return self.root / "solutions" / unit / f"{unit}.py"

    def exercise(self, unit: str) -> Path:
        """Return the path of the notebook that students get."""
        return self.root / "exercises" / unit / f"{unit}.ipynb"

    def wrong_answers(self, unit: str) -> list[Path]:
        """Return the files of the unit's planted wrong answers, in alphabetical order."""
        return sorted((self.root / "solutions" / unit / "wrong").glob("*.toml"))

    def ids(self, unit: str) -> Path:
        """Return the list of the ids that the unit's cells have had since they were first handed out."""
        return self.root / "solutions" / unit / "ids.txt"

    @property
    def site(self) -> Path:
        """Return where the built book lies, if it has been built."""
        return self.root / "book" / "_build" / "html"
