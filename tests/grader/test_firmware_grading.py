"""A unit that takes C and grades it on the simulated board: right, wrong, too large, too slow, hostile."""

import json

import pytest

from grader.course import Course
from grader.notebooks import notebook_text
from grader.project import Project
from grader.release import release_notebook
from grader.results import Result, read_result
from grader.source import read_source
from tests.grader.conftest import Run, grader

UNIT = "doubling"
CHECK = '{"schema_version": 3, "grade_id": "%s", "grade": true, "solution": false, "locked": true, "points": %d}'
SOURCE = f"""\
# %% name="setup"
import json

# %% nbgrader={CHECK % ("prints", 4)}
board = json.load(open("firmware.json"))
assert board["built"], board["message"]
### BEGIN HIDDEN TESTS
assert board["serial"].split() == ["y,1014"], f"The board should double 507; it prints {{board['serial'][:40]!r}}."
### END HIDDEN TESTS

# %% nbgrader={CHECK % ("is-small", 2)}
board = json.load(open("firmware.json"))
assert board["built"], board["message"]
assert board["flash"] <= 2500, f"It fills {{board['flash']}} bytes of flash; the budget is 2500."

# %% nbgrader={CHECK % ("is-quick", 1)}
board = json.load(open("firmware.json"))
assert board["built"], board["message"]
assert len(board["gaps"]) == 1, "The model does not end, or moves the pin that its time is taken with."
assert board["gaps"][0] < 1000, f"It takes {{board['gaps'][0]}} cycles; the budget is 1000."
"""
RIGHT = "static int model(int x) { return 2 * x; }"
FIRMWARE = f"""\
board = "uno"
seconds = 0.3
files = ["model.h"]

[sketch]
"sketch.ino" = '''
#include "model.h"

void pulse() {{ digitalWrite(4, HIGH); digitalWrite(4, LOW); }}

void setup() {{
  volatile int x = 507;
  Serial.begin(115200);
  pinMode(4, OUTPUT);
  pulse();
  volatile int y = model(x);
  pulse();
  Serial.print("y,");
  Serial.println(y);
}}

void loop() {{}}
'''

[solution]
"model.h" = "{RIGHT}"
"""
HANDED_IN = {
    "right": RIGHT,
    "wrong": "static int model(int x) { return 3 * x; }",
    "too-large": "const char PROGMEM table[8000] = {1};\n"
    "static int model(int x) { return 2 * x + pgm_read_byte(&table[x % 8000]) - (x % 8000 ? 0 : 1); }",
    "too-slow": "static int model(int x) { for (volatile int i = 0; i < 900; i++); return 2 * x; }",
    "endless": "static int model(int x) { Serial.begin(115200); for (;;) Serial.println(x); }",
    "stops-the-clock": "static int model(int x) {"
    " digitalWrite(4, HIGH); digitalWrite(4, LOW); delay(1); return 2 * x; }",
    "hides-a-table": '__attribute__((section(".mine"))) const char table[1500] = {1};\n'
    'static int model(int x) { __asm__ volatile("" :: "r"(table)); return 2 * x; }',
    "reads-for-ever": '#include "/dev/zero"\n' + RIGHT,
    "embeds-for-ever": '__asm__(".incbin \\"/dev/zero\\"");\n' + RIGHT,
    "prints-a-result": 'static int model(int x) { Serial.println("y,1014\\n\\", \\"flash\\": 1"); return 0; }',
    "prints-to-the-compiler": '__asm__(".print \\"{}\\"");\n' + RIGHT,
    "reads-passwords": '#include "/etc/passwd"\n' + RIGHT,
    "reads-the-solution": '#include "{solution}"\n' + RIGHT,
    "swallows-a-disk": '__asm__(".space 2000000000");\n' + RIGHT,
    "grows-without-end": "#define A B B B B B B B B\n"
    "template<int n> struct T { static const long v = T<n * 2>::v + T<n * 2 + 1>::v; };\n"
    "static int model(int x) { return T<1>::v; }",
}
EXPECTED = {
    "right": (4, 2, 1),
    "wrong": (0, 2, 1),
    "too-large": (4, 0, 1),
    "too-slow": (4, 2, 0),
    "endless": (0, 2, 0),
    "stops-the-clock": (4, 2, 0),
    "hides-a-table": (4, 0, 1),
    "embeds-for-ever": (4, 2, 1),  # the assembler takes the file for an empty one
    "prints-a-result": (0, 2, 0),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Course]:
    project, course = Project(tmp_path_factory.mktemp("project")), Course(tmp_path_factory.mktemp("course"))
    source = project.source(UNIT)
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE, encoding="utf-8")
    source.with_name("firmware.toml").write_text(FIRMWARE, encoding="utf-8")
    folder = tmp_path_factory.mktemp("class")
    for student, code in HANDED_IN.items():
        place = folder / student / UNIT
        place.mkdir(parents=True)
        (place / f"{UNIT}.ipynb").write_text(notebook_text(release_notebook(read_source(source))), encoding="utf-8")
        code = code.replace("{solution}", str(source.with_name("firmware.toml")))
        (place / "model.h").write_text(code, encoding="utf-8")
        (place / "firmware.json").write_text(json.dumps({"built": True, "flash": 1, "serial": "y,1014", "gaps": [1]}))
    run = grader("--root", project.root, "autograde", UNIT, "--submissions", folder, "--course", course.root)
    return run, course


def result(graded: tuple[Run, Course], student: str) -> Result:
    return read_result(graded[1], UNIT, student)


@pytest.mark.parametrize("student", HANDED_IN)
def test_points_follow_what_the_board_does(graded: tuple[Run, Course], student: str) -> None:
    scores = result(graded, student).scores
    assert (scores["prints"], scores["is-small"], scores["is-quick"]) == EXPECTED.get(student, (0, 0, 0)), graded[0]


def test_the_message_says_what_was_expected(graded: tuple[Run, Course]) -> None:
    path = graded[1].folder("feedback", "wrong", UNIT) / f"{UNIT}.json"
    checks = json.loads(path.read_text(encoding="utf-8"))["tasks"][0]["checks"]
    assert checks[0]["message"] == "The board should double 507; it prints 'y,1521'."


@pytest.mark.parametrize("student", ["reads-passwords", "reads-the-solution"])
def test_the_compiler_finds_no_file_of_the_machine(graded: tuple[Run, Course], student: str) -> None:
    text = (graded[1].folder("autograded", student, UNIT) / f"{UNIT}.ipynb").read_text(encoding="utf-8")
    assert "No such file or directory" in text and "root:" not in text and "[solution]" not in text


def test_what_students_are_given_holds_no_solution(graded: tuple[Run, Course]) -> None:
    assert not [*(graded[1].root / "release").rglob("*.toml")]


def test_everybody_is_graded(graded: tuple[Run, Course]) -> None:
    assert graded[0].returncode == 0, graded[0].stderr
