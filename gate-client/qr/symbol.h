/* SPDX-License-Identifier: Apache-2.0 */
/* What a QR code is made of (ISO/IEC 18004): which modules are fixed, and where its bits lie. */
#ifndef EYE_SYMBOL_H
#define EYE_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EYE_SIDE_LEAST 21
#define EYE_SIDE_MOST 177
#define EYE_MODULES_MAX (EYE_SIDE_MOST * EYE_SIDE_MOST)
#define EYE_CODEWORDS_MAX 3706
#define EYE_ALIGNMENTS_MAX 7 /* rows of alignment patterns */

enum eye_module { EYE_LIGHT = -1, EYE_DATA = 0, EYE_DARK = 1, EYE_INFO = 2 };

struct eye_symbol {
  int version, side;
  int alignments;                    /* rows, and as many columns; 0 in version 1 */
  int alignment[EYE_ALIGNMENTS_MAX]; /* their middles */
  int8_t fixed[EYE_MODULES_MAX];     /* enum eye_module, side a row */
};

/* The layout for a side of 21, 25 … 177 modules; false for any other. */
bool eye_symbol_of(int side, struct eye_symbol *out);

/* Whether there is an alignment pattern where this row and column of them meet. */
bool eye_symbol_aligns(const struct eye_symbol *symbol, int row, int column);

/* Whether the modules that say a code's version say this one, in most of their bits. Versions below
 * 7 do not say it: true. */
bool eye_symbol_says_version(const struct eye_symbol *symbol, const float *soft);

/* What is read: light below 0, dark above, surer the further from 0; side a row. Decodes to the
 * bytes that were encoded, of a code or of its mirror image, and says which; the size, or -1. */
int eye_symbol_decode(const struct eye_symbol *symbol, const float *soft, uint8_t *bytes,
                      size_t cap, bool *mirrored);

/* Of a code that cannot be decoded whole: marks in known, which is laid out as fixed is, the
 * modules of those blocks that can be corrected. How many were not marked before. */
int eye_symbol_learn(const struct eye_symbol *symbol, const float *soft, int8_t *known);

/* Corrects n codewords of which the last parity are parity. erased lists codewords that are not to
 * be trusted. False when there is more wrong than can be put right with a margin against luck. */
bool eye_reed_solomon(uint8_t *codewords, int n, int parity, const int *erased, int erasures);

/* The bytes of the segments of a version's data codewords; -1 when they make no sense. */
int eye_segments(const uint8_t *codewords, int n, int version, uint8_t *bytes, size_t cap);

#endif
