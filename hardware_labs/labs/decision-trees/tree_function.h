/* Trees as functions of if and else. */
#ifndef TREE_FUNCTION_H
#define TREE_FUNCTION_H

#include <stdint.h>

/* Inlined into one function, they would take longer jumps. */
#define TREE __attribute__((noinline))

#endif
