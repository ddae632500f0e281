// TensorFlow Lite Micro with the operators of one model and no others.
#include "bench.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tflm_model.h"

#include <string.h>

alignas(16) static uint8_t arena[BENCH_ARENA];
static tflite::MicroInterpreter *interpreter;

// nothing is ever deleted
void operator delete(void *, std::size_t) noexcept {}
void operator delete(void *) noexcept {}
extern "C" void __cxa_pure_virtual() {}

extern "C" void prepare(void)
{
    static tflite::MicroMutableOpResolver<BENCH_OPERATORS> resolver;
    resolver BENCH_RESOLVER;
    static tflite::MicroInterpreter made(tflite::GetModel(tflm_model), resolver, arena, BENCH_ARENA);
    interpreter = made.AllocateTensors() == kTfLiteOk ? &made : nullptr;
}

extern "C" uint32_t spare(void) { return interpreter ? BENCH_ARENA - interpreter->arena_used_bytes() : 0; }

extern "C" void predict(const int8_t x[BENCH_INPUT], int8_t y[BENCH_OUTPUT])
{
    memcpy(interpreter->input(0)->data.int8, x, BENCH_INPUT);
    interpreter->Invoke();
    memcpy(y, interpreter->output(0)->data.int8, BENCH_OUTPUT);
}
