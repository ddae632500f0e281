/* Features of 8 bits in assembly for an AVR.
 * FEATURE, defined by the model: the type of a feature. */
#ifndef FEATURE_AVR_H
#define FEATURE_AVR_H

/* The bit of SREG that tells, once two features are compared, whether the first one is less: carry, or sign. */
#define FEATURE_LESS ((FEATURE)-1 < (FEATURE)1 ? 4 : 0)

#endif
