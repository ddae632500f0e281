"""Hostile submissions: each loses its own points at most, and reads, changes and leaves behind nothing."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.box.namespaces import check, libc
from grader.course import Course
from grader.gates import Secrets
from grader.project import Project
from grader.results import Result, read_result
from grader.source import read_source
from grader.tasks import Task
from tests.browser import chromium
from tests.grader.conftest import UNIT, Run, cell_of, grader

PR_SET_CHILD_SUBREAPER = 36
TASK = "gradient"  # every attack stands in this answer
MARK = "31415"  # what an attack leaves behind has this in its name
WRONG = "\ndef gradient(X, y, w):\n    return np.zeros(2)\n"
RIGHT = "\ndef gradient(X, y, w):\n    return 2 / len(y) * X.T @ (X @ w - y)\n"

# What tries to get points for a wrong answer
CHEATS = {
    "patches-numpy": """
import numpy.testing
for module in (np, np.testing, np.linalg):
    for name in dir(module):
        if name.startswith(("assert", "isclose", "allclose", "array_equal", "shape")):
            setattr(module, name, lambda *args, **kwargs: True)
""",
    "is-equal-to-everything": """
class Anything(np.ndarray):
    shape = (2,)
    def __eq__(self, other): return True
    def __array__(self, *args, **kwargs): return np.array([-4, -0.5])
    def __array_function__(self, *args, **kwargs): return True
    def __getitem__(self, index): return self
    def __gt__(self, other): return True
    def __float__(self): return 0.0

def gradient(X, y, w):
    return np.zeros(2).view(Anything)
""",
    "answers-with-an-object": """
class Anything:
    shape = (2,)
    def __eq__(self, other): return True
    def __sub__(self, other): return 0
    def __array__(self, *args, **kwargs): return np.array([-4, -0.5])
    def __bool__(self): return True

def gradient(X, y, w):
    return Anything()
""",
    "drops-asserts-from-cells": """
import ast

class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()

shell = get_ipython()
shell.ast_transformers.append(Drop())
shell.input_transformers_post.append(lambda lines: [line for line in lines if "assert" not in line])
shell.run_cell = lambda *args, **kwargs: None
""",
    "ends-the-check-with-an-exception": """
import bdb

def gradient(X, y, w):
    raise bdb.BdbQuit
""",
    "ends-the-check-with-sys-exit": """
import sys

def gradient(X, y, w):
    sys.exit(0)
""",
    "returns-a-function-of-python": "gradient = exec",
    "returns-something-endless": """
def gradient(X, y, w):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested
""",
    "needs-three-gigabytes": """
def gradient(X, y, w):
    return np.ones(400_000_000)
""",
    "raises-something-strange": """
class Strange(Exception):
    def __str__(self): raise RuntimeError
    __repr__ = __str__

def gradient(X, y, w):
    raise Strange
""",
    "answers-with-its-own-operators": """
class Sly(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = float.__hash__
    __array_priority__ = 1e9
    def __array_ufunc__(self, *args, **kwargs): return True

def gradient(X, y, w):
    return [Sly(0), Sly(0)]
""",
    "answers-with-a-pickle": """
import pickle

class Anything:
    def __reduce__(self): return (exec, ("import builtins; builtins.isinstance = lambda *args: True",))

def gradient(X, y, w):
    return np.array([Anything(), pickle.dumps(Anything())], dtype=object)
""",
    "changes-what-it-was-given": """
def gradient(X, y, w):
    X[...] = 0
    y[...] = 0
    w[...] = 0
    return np.zeros(2)
""",
    "changes-the-checks-through-a-callback": """
import gc, sys

def swap(frame, event, argument):
    for name in ("expected", "right", "wanted"):
        if name in frame.f_locals:
            frame.f_locals[name] = 0
    return swap

sys.settrace(swap)
sys.setprofile(lambda *args: None)
""",
    "pretends-the-answer-was-shown": """
from IPython.display import display

def gradient(X, y, w):
    get_ipython().displayhook(5)
    display(5)
    return np.zeros(2)
""",
}

# What tries to get at something, and says so with the mark when it has succeeded
INTRUDERS = {
    "reads-files": """
import os
from pathlib import Path

for start in {secrets!r}:
    try:
        Path(start).read_bytes()
        print("{mark} read", start)
    except OSError:
        pass
for folder in ("/work", "/home", "/root", "/var", "/tmp"):
    for path, _, names in os.walk(folder):
        if "site-packages" in path:
            continue
        if "solutions" in path or "gradebook.db" in names or "submitted" in path:
            print("{mark} found", path)
""",
    "writes-files": """
from pathlib import Path

for folder in ("/", "/usr", "/etc", "/dev", "/grader-inside", "/grader-inside/box", "/proc/sys/kernel", {course!r}):
    try:
        (Path(folder) / "{mark}").write_text("here")
        print("{mark} written to", folder)
    except OSError:
        pass
""",
    "connects": """
import socket

for kind, address in ((socket.AF_INET, ("127.0.0.1", {port})), (socket.AF_UNIX, "\\0grader-{mark}")):
    try:
        with socket.socket(kind) as line:
            line.settimeout(1)
            line.connect(address)
            print("{mark} connected to", address)
    except OSError:
        pass
""",
    "becomes-root": """
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
for name, arguments in {{
    "unshare": (0x10000000,), "setuid": (0,), "mount": (b"none", b"/tmp", b"tmpfs", 0, None), "umount2": (b"/proc", 2),
    "ptrace": (16, 2, 0, 0), "setns": (3, 0), "memfd_create": (b"x", 0), "shmget": (0, 10**9, 0o1600),
}}.items():
    if getattr(libc, name)(*arguments) >= 0:
        print("{mark} may", name)
""",
    "looks-at-other-processes": """
import os

for name in os.listdir("/proc"):
    if name.isdigit() and int(name) > 1:
        print("{mark} sees process", name)
for number in range(3, 256):
    try:
        where = os.readlink(f"/proc/self/fd/{{number}}")
    except OSError:
        continue
    if not where.startswith("socket:"):
        print("{mark} inherited", where)
""",
    "snoops-in-proc": """
import glob

for path in [*glob.glob("/proc/[0-9]*/environ"), *glob.glob("/proc/[0-9]*/cmdline"), "/proc/1/maps", "/proc/keys"]:
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        continue
    for secret in ({course!r}, "solutions", "HOME=", "bwrap"):
        if secret.encode() in content:
            print("{mark} found", secret, "in", path)
for path in ("/proc/1/mem", "/proc/self/mem", "/proc/kcore", "/proc/sysrq-trigger", "/dev/mem", "/dev/kmsg"):
    try:
        with open(path, "r+b", buffering=0) as file:
            if path != "/proc/self/mem" and path != "/proc/1/mem":
                print("{mark} opened", path)
    except OSError:
        pass
""",
    "calls-the-kernel": """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for name, number, arguments in (
    ("io_uring_setup", 425, (8, ctypes.create_string_buffer(256))), ("keyctl", 250, (0, -3, 1)),
    ("add_key", 248, (b"user", b"{mark}", b"x", 1, -3)), ("bpf", 321, (0, ctypes.create_string_buffer(256), 128)),
    ("perf_event_open", 298, (ctypes.create_string_buffer(256), 0, -1, -1, 0)), ("userfaultfd", 323, (0,)),
    ("process_vm_readv", 310, (1, 0, 0, 0, 0, 0)), ("personality", 135, (0x0040000,)),
):
    if libc.syscall(number, *arguments) >= 0:
        print("{mark} may call", name)
""",
    "meets-others-in-shared-memory": """
import os, socket
from multiprocessing import shared_memory
from pathlib import Path

for folder in ("/dev/shm", "/tmp", "/var/tmp"):
    for path in Path(folder).glob("*{mark}*"):
        print("{mark} met", path)
    try:
        (Path(folder) / "left-{mark}").write_text("for the next one")
    except OSError:
        pass
with socket.socket(socket.AF_UNIX) as line:
    try:
        line.connect("\\0left-{mark}")
        print("{mark} met another box")
    except OSError:
        line.close()
server = socket.socket(socket.AF_UNIX)
server.bind("\\0left-{mark}")
server.listen()
""",
    "meets-others-in-shared-memory-too": """
import socket
from pathlib import Path

for folder in ("/dev/shm", "/tmp", "/var/tmp"):
    for path in Path(folder).glob("left-*"):
        print("{mark} met", path)
try:
    socket.socket(socket.AF_UNIX).connect("\\0left-{mark}")
    print("{mark} met another box")
except OSError:
    pass
""",
    "links-out-of-its-folder": """
import os

for number, target in enumerate((*{secrets!r}, {course!r})):
    os.symlink(target, f"link-{{number}}")
    try:
        with open(f"link-{{number}}", "rb") as file:
            print("{mark} read", target, file.read(10))
    except OSError:
        pass
""",
    "searches-memory-for-the-right-values": """
def gradient(X, y, w):
    import gc
    frame_names = ("check_by_hand", "check_other_lines")
    for thing in gc.get_objects():
        for one in gc.get_referrers(thing)[:1] if isinstance(thing, np.ndarray) else ():
            if isinstance(one, dict) and set(one) & set(frame_names):
                print("{mark} found", set(one) & set(frame_names))
    for thing in gc.get_objects():
        if isinstance(thing, str) and "HIDDEN" " TESTS" in thing:
            print("{mark} found a test")
    return 2 / len(y) * X.T @ (X @ w - y)
""",
    "listens-to-the-checks": """
def tell(*args):
    print("{mark} heard", args)

def heard(result):
    if "def check" "_by_hand" in str(getattr(result, "raw_cell", result)):
        tell(result)

get_ipython().events.register("pre_run_cell", lambda info: heard(info))
get_ipython().events.register("post_run_cell", lambda result: heard(result.info))

def gradient(X, y, w):
    import gc, sys
    frame = sys._getframe()
    while frame:
        if "check" in frame.f_code.co_name:
            tell(frame.f_code)
        frame = frame.f_back
    for thing in gc.get_objects():
        if getattr(thing, "__name__", "") in ("check_by_hand", "check_other_lines"):
            tell(thing)
    return 2 / len(y) * X.T @ (X @ w - y)
""",
}

# What tries to be a nuisance, and answers rightly
VANDALS = {
    "kills-everybody": """
import os

for number in (15, 9):
    try:
        os.kill(-1, number)
    except OSError:
        pass
""",
    "leaves-a-daemon": "import subprocess\nsubprocess.Popen(['sleep', '{mark}'], start_new_session=True)",
    "fills-the-disk": """
for number in range(100):
    try:
        with open(f"/tmp/{mark}-{{number}}", "wb") as file:
            for _ in range(100):
                file.write(bytes(10**6))
    except OSError:
        pass
""",
    "fills-the-disk-with-names": """
for number in range(100_000):
    try:
        open(f"/tmp/{mark}-{{number}}", "w").close()
    except OSError:
        break
""",
    "signals-the-warden": """
import os, signal

for process in range(-1, 30):
    for number in (signal.SIGSTOP, signal.SIGTERM):
        try:
            if process not in (-1, 0, os.getpid()):
                os.kill(process, number)
        except OSError:
            pass
os.nice(5)
""",
    "shows-a-script": """
from IPython.display import HTML, Javascript, display

display(HTML("<script>document.title = '{mark}'</script><img src=x onerror=\\"document.title = '{mark}'\\">"))
display(HTML("<META http-equiv=refresh content='0; url=https://example.org/{mark}'>"))
display(HTML("<svg onload=\\"document.title = '{mark}'\\"></svg>"))
display(Javascript("document.title = '{mark}'"))
print("</pre><script>document.title = '{mark}'</script>")
""",
    "prints-a-gigabyte": """
import os

for _ in range(1000):
    print("x" * 10**6)
try:
    for _ in range(1000):
        os.write(1, b"y" * 10**6)
except OSError:
    pass
""",
    "forks-without-end": """
import os, time

try:
    while True:
        if os.fork() == 0:
            time.sleep({mark})
except OSError:
    pass
""",
}

# What damages its own box; the points of what had run by then are kept
SUICIDES = {
    "closes-everything": "import os\nos.closerange(0, 256)",
    "writes-into-every-line": """
import os

for number in range(3, 256):
    try:
        os.write(number, b"\\x00\\x00\\x00\\x10" + b'{{"outputs": []}}' * 3)
    except OSError:
        pass
""",
    "forges-an-answer-on-the-line": """
import os, socket

def gradient(X, y, w):
    for number in range(3, 256):
        try:
            os.write(number, b"\\x00\\x00\\x00\\x2d" + b'{{"value": ["array", "<f8", [2], "AAAAAAAAAAA="]}}')
        except OSError:
            pass
    return np.zeros(2)
""",
    "breaks-names-that-checks-use": """
import builtins

builtins.abs = builtins.max = builtins.sum = lambda *args, **kwargs: 0
builtins.all = builtins.any = builtins.isinstance = lambda *args: True
__builtins__.AssertionError = type("AssertionError", (Warning,), {{}})
""",
    "dies-of-a-signal": "import ctypes\nctypes.string_at(0)",
}


# graded alone: next to a neighbour who takes all processors it would take long to fill its memory
HOARD = """
import os, time

for _ in range(20):
    if os.fork() == 0:
        hoard = b"x" * 200_000_000
        time.sleep(600)
time.sleep(50)
"""


@dataclass(frozen=True)
class Battle:
    """A class of attackers, graded once, with an honest student among them.

    Attributes:
        before: the processes that were there before.
    """

    run: Run
    course: Course
    before: frozenset[int] = frozenset()

    def result(self, student: str) -> Result:
        return read_result(self.course, UNIT, student)

    def notebook(self, student: str) -> str:
        path = self.course.folder("autograded", student, UNIT) / f"{UNIT}.ipynb"
        return path.read_text(encoding="utf-8")

    def by_task(self, student: str, tasks: list[Task]) -> dict[str, float]:
        return {task.id: self.result(student).score(task) for task in tasks}


def descendants() -> list[psutil.Process]:
    """Return what this process and those that it started have started, and what any of them has left behind.

    What loses its parent goes to this process and not to the machine's first one (PR_SET_CHILD_SUBREAPER).
    """
    started = psutil.Process().children(recursive=True)
    return [process for process in started if process.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def adopts() -> Iterator[None]:
    """Let this process adopt what is left behind."""
    check(libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")
    yield
    check(libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0), "prctl")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server on this machine that an attack would like to reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def battle(
    tmp_path_factory: pytest.TempPathFactory, solved: dict[str, Any], project: Project, port: int, adopts: None
) -> Battle:
    before = frozenset(process.pid for process in descendants())
    course = Course(tmp_path_factory.mktemp("course"))
    folder = tmp_path_factory.mktemp("class")
    secrets = [
        project.source(UNIT),
        course.root / "gradebook.db",
        folder / "honest.ipynb",
        "/etc/shadow",
        "/proc/1/mem",
    ]
    values = {"mark": MARK, "port": port, "course": str(course.root), "secrets": [str(path) for path in secrets]}
    answers = {name: code + ("" if "gradient" in code else WRONG) for name, code in CHEATS.items()}
    for name, code in {**INTRUDERS, **VANDALS, **SUICIDES}.items():
        code = code.format(**values)
        answers[name] = code + ("" if "def gradient" in code else RIGHT)
    answers["honest"] = RIGHT
    for name, code in answers.items():
        notebook = deepcopy(solved)
        cell_of(notebook, TASK)["source"] = code
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    run = grader("autograde", UNIT, "--submissions", folder, "--course", course.root, "--timeout", "8")
    return Battle(run, course, before)


def test_everybody_is_graded(battle: Battle) -> None:
    assert battle.run.returncode == 0, battle.run.stderr
    assert "not graded" not in battle.run.stdout


@pytest.mark.parametrize("student", ["honest", *CHEATS, *INTRUDERS, *VANDALS])
def test_nobody_gains_and_nobody_else_loses(battle: Battle, tasks: list[Task], student: str) -> None:
    expected = {task.id: task.points for task in tasks} | ({TASK: 0} if student in CHEATS else {})
    assert battle.by_task(student, tasks) == expected, battle.result(student).remarks


@pytest.mark.parametrize("student", SUICIDES)
def test_who_ends_the_own_box_keeps_what_had_been_checked(battle: Battle, tasks: list[Task], student: str) -> None:
    scores = battle.by_task(student, tasks)
    assert scores["mean-squared-error"] == 4
    assert scores[TASK] == 0
    remarks = battle.result(student).remarks
    assert any("Python ended in" in remark for remark in remarks), remarks


def test_the_memory_of_many_processes_counts_together(
    tmp_path: Path, solved: dict[str, Any], tasks: list[Task]
) -> None:
    notebook = deepcopy(solved)
    cell_of(notebook, TASK)["source"] = HOARD + RIGHT
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "hoarder.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    course = Course(tmp_path / "course")
    run = grader("autograde", UNIT, "--submissions", tmp_path / "class", "--course", course.root, "--timeout", "60")
    battle = Battle(run, course)
    assert battle.by_task("hoarder", tasks)[TASK] == 0
    remarks = battle.result("hoarder").remarks
    assert any("Python ended in" in remark for remark in remarks), remarks


@pytest.mark.parametrize("student", INTRUDERS)
def test_an_intruder_gets_at_nothing(battle: Battle, student: str) -> None:
    shown = [
        output
        for cell in json.loads(battle.notebook(student))["cells"]
        for output in cell.get("outputs", [])
        if MARK in json.dumps(output)
    ]
    assert shown == []


def test_no_answer_learns_a_hidden_test(battle: Battle, project: Project) -> None:
    hidden = Secrets(read_source(project.source(UNIT))).hidden
    for student in (*CHEATS, *INTRUDERS):
        notebook = json.loads(battle.notebook(student))
        shown = json.dumps([cell["outputs"] for cell in notebook["cells"] if cell["id"] == TASK])
        assert not [line for line in hidden if json.dumps(line)[1:-1] in shown]


def test_a_gigabyte_of_output_is_cut(battle: Battle) -> None:
    assert len(battle.notebook("prints-a-gigabyte")) < 5_000_000
    assert "Output truncated" in battle.notebook("prints-a-gigabyte")


def test_nothing_is_left_behind(battle: Battle) -> None:
    assert [process.cmdline() for process in descendants() if process.pid not in battle.before] == []
    assert not [*Path("/tmp").glob(f"{MARK}*")]
    assert not [*battle.course.root.glob(MARK)]


def test_a_process_that_outlives_its_parents_would_be_noticed(battle: Battle) -> None:
    sleep = "s.Popen(['sleep', '60'], start_new_session=True, stdout=s.DEVNULL, stderr=s.DEVNULL)"
    command = [sys.executable, "-c", f"import subprocess as s; print({sleep}.pid)"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    left = psutil.Process(int(shown))
    try:
        assert left in descendants()
    finally:
        left.kill()
        left.wait()


def test_a_script_in_an_output_does_nothing_on_the_page(battle: Battle) -> None:
    page = battle.course.folder("feedback", "shows-a-script", UNIT) / f"{UNIT}.html"
    with chromium() as browser:
        tab = browser.new_page()
        asked: list[str] = []
        said: list[str] = []
        tab.on("requestfinished", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text))
        tab.goto(page.as_uri())
        tab.wait_for_timeout(300)
        assert tab.title() != MARK
        assert asked == [page.as_uri()] and tab.url == page.as_uri()
        assert not [message for message in said if "font" in message]


@pytest.fixture(scope="module")
def oddities(tmp_path_factory: pytest.TempPathFactory, solved: dict[str, Any]) -> Battle:
    """Submissions whose files are the attack."""
    course, folder = Course(tmp_path_factory.mktemp("course")), tmp_path_factory.mktemp("class")
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text(f"{MARK} secret")
    text = json.dumps(solved)

    def hand_in(student: str, content: str, **files: str) -> Path:
        place = folder / student / UNIT
        place.mkdir(parents=True)
        (place / f"{UNIT}.ipynb").write_text(content, encoding="utf-8")
        for name, inside in files.items():
            (place / name).write_text(inside)
        return place

    hand_in("deep", '{"cells": ' + "[" * 200_000 + "]" * 200_000 + "}")
    hand_in("deep-metadata", text[:-1] + ', "x": ' + '{"a":' * 5000 + "1" + "}" * 5000 + "}")
    crowd = {"cell_type": "markdown", "metadata": {}, "source": "x"}
    hand_in("crowd", json.dumps(solved | {"cells": [*solved["cells"], *[crowd] * 20_000]}))
    reads = "\nfrom pathlib import Path\nfor path in Path('.').iterdir():\n    print(path.read_text())\n" + RIGHT
    reader = deepcopy(solved)
    cell_of(reader, TASK)["source"] = reads
    (hand_in("links", json.dumps(reader)) / "data.csv").symlink_to(secret)
    (hand_in("links-a-folder", json.dumps(reader)) / "data").symlink_to(secret.parent)
    hand_in("shadows", text, **{"numpy.py": "raise SystemExit", "sitecustomize.py": "raise SystemExit"})
    hand_in("strange-names", text, **{"a\nb": "x", "\u202egnp.exe": "x", "-rf": "x", "%2e%2e": "x"})
    (folder / "points").mkdir()
    (folder / "points" / f"{UNIT}.ipynb").symlink_to("/etc/passwd")
    run = grader("autograde", UNIT, "--submissions", folder, "--course", course.root, "--timeout", "8")
    return Battle(run, course)


@pytest.mark.parametrize("student", ["links", "links-a-folder", "crowd", "strange-names", "shadows"])
def test_odd_files_change_no_grade(oddities: Battle, student: str) -> None:
    assert oddities.result(student).total == 20, oddities.run.stderr


@pytest.mark.parametrize("student", ["deep", "deep-metadata", "points"])
def test_what_is_no_notebook_is_refused_in_a_sentence(oddities: Battle, student: str) -> None:
    assert f"grader: {student} was not graded: " in oddities.run.stderr
    assert "Traceback" not in oddities.run.stderr
    assert "root:" not in oddities.run.stdout + oddities.run.stderr


def test_a_link_does_not_lead_out_of_a_submission(oddities: Battle) -> None:
    kept = [path for path in oddities.course.root.rglob("*") if path.is_file() and path.suffix != ".db"]
    assert not [path for path in kept if f"{MARK} secret".encode() in path.read_bytes()]
