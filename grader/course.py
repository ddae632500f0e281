"""A course folder as nbgrader knows it (source, release, submitted, autograded, feedback, gradebook.db)."""

import io
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from sqlalchemy.exc import DatabaseError
from traitlets.config import Config

from grader.errors import UserError
from grader.execute import ExecuteToTheEnd
from grader.firmware import firmware_files
from grader.instructor_config import instructor_config
from grader.notebooks import notebook_text
from grader.project import Project
from grader.release import CODE_STUB, release_config
from grader.restore import RestoreCells
from grader.source import read_source, without_explanations

# nbgrader's lists with our two steps in place: RestoreCells first, ExecuteToTheEnd for Execute.
SANITIZE = [RestoreCells, ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
GRADE = [
    ExecuteToTheEnd,
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]

# nbgrader scores a check 0 when anything reaches stderr; a Python warning is no wrong answer.
PYTHON_WARNING = r"\w+Warning: "

INSTRUCTOR_CONFIG = f"""\
# Read by nbgrader when it is started in this folder, for example `nbgrader formgrader`.
c = get_config()
c.ClearSolutions.code_stub = {{"python": {CODE_STUB!r}}}
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = {PYTHON_WARNING!r}
c.OverwriteCells.add_missing_cells = True
"""


@dataclass
class Course:
    """One nbgrader course folder.

    Attributes:
        root: the folder; it is made where it is missing.
        timeout: seconds that a cell of a submission may take.
        verbose: also show nbgrader's own log, on stderr.
        feedback: a second folder for the feedback, or None.
    """

    root: Path
    timeout: int = 30
    verbose: bool = False
    feedback: Path | None = None
    _log: logging.Logger = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.root = self.root.resolve()
        find_own_commands()
        self._log = logging.getLogger("grader.nbgrader")
        self._log.propagate = False
        self._log.setLevel(logging.INFO)

    @property
    def gradebook_url(self) -> str:
        """The address of nbgrader's database."""
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def gradebook(self) -> Gradebook:
        """Open nbgrader's database; use it in a `with` statement."""
        return Gradebook(self.gradebook_url)

    def folder(self, step: str, student: str, unit: str) -> Path:
        """Return nbgrader's folder of a step (`submitted`, `autograded`, `feedback`) for a student's unit."""
        return self.root / step / student / unit

    def firmware(self, unit: str) -> Path:
        """Return where it says how a unit's firmware is graded: apart from what nbgrader releases to students."""
        return self.root / "firmware" / unit / "firmware.toml"

    def source(self, project: Project, unit: str) -> Path:
        """Return a unit's source: the project's, or else the notebook of an instructor in nbgrader's `source` folder.

        Raises:
            UserError: there is none, or the assignment is not one notebook of its own name.
        """
        own = self.root / "source" / unit
        if unit in project.units() or not own.is_dir():
            return project.source(project.require(unit))
        notebooks = sorted(path.name for path in own.glob("*.ipynb"))
        if notebooks != [f"{unit}.ipynb"]:
            raise UserError(
                f"{own} holds {', '.join(notebooks) or 'no notebook'}, and an assignment is graded here if it is one "
                f"notebook of its own name: make it {unit}.ipynb, and each further one an assignment."
            )
        return own / notebooks[0]

    def prepare(self, unit: str, source: Path) -> None:
        """Write the unit's source notebook, and let nbgrader enter it into the gradebook and release it.

        An instructor's own notebook stays as it is, and nbgrader is given the instructor's own settings.

        Raises:
            UserError: nbgrader refuses, for example because graded checks have been removed since.
        """
        self._copy_firmware(unit, source.with_name("firmware.toml"))
        path = self.root / "source" / unit / f"{unit}.ipynb"
        is_own = source == path
        text = path.read_text(encoding="utf-8") if is_own else notebook_text(without_explanations(read_source(source)))
        settings = instructor_config(self.root) if is_own else release_config()
        entered = self.root / ".entered" / unit  # what nbgrader was given last, written when it was done
        stamp = f"{settings!r}\n{text}"
        if self._is_entered(unit, {path: text, entered: stamp}):
            return
        config = self.root / "nbgrader_config.py"
        if not is_own:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if not is_own and not config.exists():
            config.write_text(INSTRUCTOR_CONFIG, encoding="utf-8")
        error = self._convert(GenerateAssignment, settings, unit, ".")
        if error:
            raise UserError(f"nbgrader could not enter {unit} into {self.root / 'gradebook.db'}: {error}")
        entered.parent.mkdir(exist_ok=True)
        entered.write_text(stamp, encoding="utf-8")

    def _copy_firmware(self, unit: str, source: Path) -> None:
        """Keep how a unit's firmware is graded, with the files of its solution."""
        folder = self.firmware(unit).parent
        shutil.rmtree(folder, ignore_errors=True)
        for name, content in firmware_files(source).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)

    def _is_entered(self, unit: str, expected: dict[Path, str]) -> bool:
        """Say whether nbgrader has the unit as it is now: entering it takes as long as grading several students."""
        release = self.root / "release" / unit / f"{unit}.ipynb"
        for file, text in expected.items():
            if not file.is_file() or file.read_text(encoding="utf-8") != text:
                return False
        if not release.is_file() or not (self.root / "gradebook.db").is_file():
            return False
        with self.gradebook() as gradebook:
            try:
                gradebook.find_notebook(unit, unit)
            except (MissingEntry, DatabaseError):
                return False
        return True

    def autograde(self, unit: str, student: str) -> str | None:
        """Grade one submission that lies in `submitted`; return why it could not be graded, or None."""
        config = Config()
        config.Autograde.sanitize_preprocessors = SANITIZE
        config.Autograde.autograde_preprocessors = GRADE
        config.RestoreCells.release_path = str(self.root / "release" / unit / f"{unit}.ipynb")
        config.ExecuteToTheEnd.timeout = self.timeout
        config.ExecuteToTheEnd.shutdown_kernel = "immediate"
        config.ExecuteToTheEnd.extra_arguments = ["--log-level=ERROR"]
        config.IgnorePattern.enabled = True
        config.IgnorePattern.pattern = PYTHON_WARNING
        return self._convert(Autograde, config, unit, student)

    def _convert(self, converter: type[BaseConverter], config: Config, unit: str, student: str) -> str | None:
        """Run one of nbgrader's converters; return the last line of its error, or None."""
        config.CourseDirectory.root = str(self.root)
        config.CourseDirectory.db_url = self.gradebook_url
        config.CourseDirectory.assignment_id = unit
        config.CourseDirectory.student_id = student
        coursedir = CourseDirectory(config=config, log=self._log)
        app = converter(coursedir=coursedir, config=config, log=self._log)
        app.force = True
        with self._captured() as log:
            try:
                app.start()
            except Exception as error:
                return cause(log.getvalue()) or str(error)
        return None

    @contextmanager
    def _captured(self) -> Iterator[io.StringIO]:
        """Collect nbgrader's log, and show it as well if `verbose`."""
        text = io.StringIO()
        handlers: list[logging.Handler] = [logging.StreamHandler(text)]
        if self.verbose:
            handlers.append(logging.StreamHandler())
        for handler in handlers:
            self._log.addHandler(handler)
        try:
            with warnings.catch_warnings():
                if not self.verbose:
                    warnings.simplefilter("ignore")
                yield text
        finally:
            for handler in handlers:
                self._log.removeHandler(handler)


def find_own_commands() -> None:
    """Let nbgrader find `alembic`, which it starts by name, although .venv may not be on the PATH."""
    beside = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    if beside not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([beside, path])


def cause(log: str) -> str | None:
    """Return the last line of the first traceback in nbgrader's log: what went wrong, in its own words."""
    _, found, rest = log.partition("Traceback (most recent call last):\n")
    if not found:
        return None
    return next((line.strip() for line in rest.splitlines() if line and not line.startswith(" ")), None)
