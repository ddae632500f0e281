"""From .ino files to C++: Arduino's rules for prototypes, and lines that the compiler's messages point to."""

import re
from pathlib import Path

from hardware_labs.toolchain.sketch_source import cpp_source


def source(folder: Path, text: str, **others: str) -> str:
    sketch = folder / "node.ino"
    sketch.write_text(text)
    for name, other in others.items():
        (folder / f"{name}.ino").write_text(other)
    return cpp_source(sketch)


def test_every_function_is_declared_before_the_first(tmp_path: Path) -> None:
    text = """\
#include "model.h"
struct Pair { int a, b; int sum() { return a + b; } };
const int PIN = 5;
void setup() { if (true) { blink(PIN, 2); } }
static uint8_t blink(int pin,
                     uint8_t times) {
  while (times--) { delay(1); }
  return pin;
}
const char *name(const Pair &pair) { return "void fake() {"; }
unsigned long int wide() { return '{'; }
void loop() {}
"""
    code = source(tmp_path, text)
    declared = [
        "void setup();",
        "static uint8_t blink(int pin, uint8_t times);",
        "const char *name(const Pair &pair);",
        "unsigned long int wide();",
        "void loop();",
    ]
    assert code.index("const int PIN") < code.index(declared[0]) < code.index("void setup() {")
    assert "\n".join(declared) in code
    assert code.startswith('#include <Arduino.h>\n#line 1 "')


def test_what_is_no_function_or_must_not_be_declared_gets_no_prototype(tmp_path: Path) -> None:
    text = """\
// void commented() {
/* void out() { */
#define BEGIN(x) void x() {
int values[] = {1, 2};
enum Mode { ON, OFF };
template <class T> T twice(T x) { return x + x; }
namespace inner { void hidden() {} }
class Node { public: void run(); };
void Node::run() { for (int i = 0; i < 3; i++) { delay(i); } }
int optional(int x = 3) { return x; }
#ifdef NEVER
void maybe() {}
#endif
void setup() {}
void loop() {}
"""
    code = source(tmp_path, text)
    added = [line for line in code.splitlines() if line not in text.splitlines() and not line.startswith("#")]
    assert [line for line in added if line] == ["void setup();", "void loop();"]


def test_several_ino_files_are_one_source_the_main_one_first(tmp_path: Path) -> None:
    code = source(
        tmp_path, "void setup() { beta(); }\nvoid loop() { alpha(); }\n", b="void beta() {}", a="void alpha() {}"
    )
    assert code.index("void beta();") < code.index("void setup() {") < code.index("void alpha() {}")
    assert code.index("void alpha() {}") < code.index("void beta() {}")


def test_line_directives_lead_back_into_each_file(tmp_path: Path) -> None:
    text = "int first;\n\nvoid setup() {}\nvoid loop() { marked(); }\n"
    code = source(tmp_path, text, b="\nint other;\nvoid marked() {}")
    place = {}
    file, line = "", 0
    for content in code.splitlines():
        directive = re.fullmatch(r'#line (\d+) "(.*)"', content)
        if directive:
            line, file = int(directive[1]), Path(directive[2]).name
        else:
            place[content] = (file, line)
            line += 1
    assert place["int first;"] == ("node.ino", 1)
    assert place["void setup() {}"] == ("node.ino", 3)
    assert place["void loop() { marked(); }"] == ("node.ino", 4)
    assert place["void marked() {}"] == ("b.ino", 3)
