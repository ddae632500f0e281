"""model_serial.h: by it a sketch runs its model between pulses, and a computer asks the model over the serial line.

The protocol is text. The computer types `verify`; the board answers `verify <inputs> <outputs>`, the number of integers
in and out of a call. Then the computer sends the integers of one call a line, and the board answers `y` and its own. An
empty line, or two seconds of silence, ends it: the board says `verified`. Floats go as integers of the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hardware_labs.compiler.c_layer import comment
from hardware_labs.lab_model import Call, Variable
from hardware_labs.pulses import PROBE_PIN

NAME = "model_serial.h"
HEADER = """\
{provenance}
#ifndef MODEL_SERIAL_H
#define MODEL_SERIAL_H

#include "model.h"

const uint8_t MODEL_PROBE_PIN = {pin};  // high while the model runs: the width of the pulse is what an inference costs
const unsigned long MODEL_PATIENCE_MS = 2000;

#ifndef MODEL_LINE
#define MODEL_LINE 24  // longest line that a sketch takes from a person, with its end
#endif

enum ModelEvent {{
  MODEL_QUIET,     // nothing has happened
  MODEL_ANSWERED,  // a computer has asked: modelX and modelY are its last question and the answer
  MODEL_TYPED      // somebody has typed another line: modelLine
}};

{variables}
static char modelLine[MODEL_LINE];
static uint8_t modelTyped = 0;

// Call it in setup().
static void modelBegin() {{
  Serial.begin(115200);
  pinMode(MODEL_PROBE_PIN, OUTPUT);
}}

// {runs}
// Without interrupts the second pulse holds nothing but the model and the first one nothing at all.
static void modelRun() {{
  noInterrupts();
  digitalWrite(MODEL_PROBE_PIN, HIGH);
  digitalWrite(MODEL_PROBE_PIN, LOW);
  digitalWrite(MODEL_PROBE_PIN, HIGH);
  {call}
  digitalWrite(MODEL_PROBE_PIN, LOW);
  interrupts();
}}

// Waits for the next integer; false where the line ends without one, or nothing comes any more.
static bool modelReadInteger(int32_t *value) {{
  bool negative = false;
  bool digits = false;
  uint32_t number = 0;
  unsigned long heard = millis();
  for (;;) {{
    const int received = Serial.read();
    if (received < 0) {{
      if (millis() - heard > MODEL_PATIENCE_MS) return false;
      continue;
    }}
    heard = millis();
    if (received >= '0' && received <= '9') {{
      number = 10 * number + (received - '0');
      digits = true;
    }} else if (received == '-') {{
      negative = true;
    }} else if (received != '\\r') {{
      if (digits) {{
        *value = (int32_t)(negative ? 0 - number : number);
        return true;
      }}
      if (received == '\\n') return false;
    }}
  }}
}}

static bool modelReadQuestion() {{
  for (uint16_t i = 0; i < {inputs}; i++) {{
    int32_t value;
    if (!modelReadInteger(&value)) return false;
    {store}
  }}
  return true;
}}

static void modelPrint(int32_t value) {{
  Serial.print(' ');
  Serial.print(value);
}}

static void modelPrintAnswer() {{
  Serial.print('y');
{answers}
  Serial.println();
}}

static bool modelVerify() {{
  bool answered = false;
  Serial.print(F("verify"));
  modelPrint({inputs});
  modelPrint({outputs});
  Serial.println();
{verify}
  Serial.println(F("verified"));
  return answered;
}}

// Call it in each turn of loop(): reads what has come over the serial line and answers a computer that types `verify`.
static ModelEvent modelSerial() {{
  while (Serial.available()) {{
    const char received = Serial.read();
    if (received != '\\n' && received != '\\r') {{
      if (modelTyped < MODEL_LINE - 1) modelLine[modelTyped++] = received;
      continue;
    }}
    if (!modelTyped) continue;
    modelLine[modelTyped] = 0;
    modelTyped = 0;
    if (strcmp(modelLine, "verify") != 0) return MODEL_TYPED;
    return modelVerify() ? MODEL_ANSWERED : MODEL_QUIET;
  }}
  return MODEL_QUIET;
}}

#endif
"""
RUNS = "Runs the model on modelX; the answer is in {names}."
STEPS = "Takes modelX as the next time step; the answer so far is in {names}. model_reset() begins a sequence."
VERIFY = """\
  while (modelReadQuestion()) {
    modelRun();
    modelPrintAnswer();
    answered = true;
  }"""
VERIFY_STEPS = """\
  uint16_t step = 0;
  model_reset();
  while (modelReadQuestion()) {
    modelRun();
    modelPrintAnswer();
    answered = true;
    if (++step < MODEL_STEPS) continue;
    step = 0;
    model_reset();
  }
  model_reset();"""


def write_model_serial(call: Call, folder: Path, provenance: Sequence[str]) -> Path:
    """Write model_serial.h into a lab's folder."""
    names = " and ".join(variable.name for variable in call.y)
    text = HEADER.format(
        provenance=comment(provenance),
        pin=PROBE_PIN,
        variables="\n".join(variable.declaration for variable in (call.x, *call.y)),
        runs=(STEPS if call.stepwise else RUNS).format(names=names),
        call=call.statement,
        inputs=call.x.size,
        store=_store(call.x),
        outputs=" + ".join(variable.size or "1" for variable in call.y),
        answers="\n".join(f"  {_print(variable)}" for variable in call.y),
        verify=VERIFY_STEPS if call.stepwise else VERIFY,
    )
    path = folder / NAME
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _store(x: Variable) -> str:
    if x.ctype == "float":
        return f"memcpy(&{x.name}[i], &value, sizeof value);"
    return f"{x.name}[i] = ({x.ctype})value;"


def _print(y: Variable) -> str:
    if not y.size:
        return f"modelPrint({y.name});"
    each = f"for (uint16_t i = 0; i < {y.size}; i++)"
    if y.ctype != "float":
        return f"{each} modelPrint({y.name}[i]);"
    return f"{each} {{\n    int32_t bits;\n    memcpy(&bits, &{y.name}[i], sizeof bits);\n    modelPrint(bits);\n  }}"
