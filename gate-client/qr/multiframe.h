/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last few frames together. A code that is held still enough to be found but too dark or noisy
 * to be read shows the same modules again and again; their mean is clearer than any. What is kept
 * lies in modules, not pixels, so the hand may move meanwhile.
 */
#ifndef EYE_FUSION_H
#define EYE_FUSION_H

#include "symbol.h"

#define EYE_FUSED 3 /* codes that are remembered at a time */
#define EYE_FUSION_MS 1500

struct eye_fusion {
  struct {
    int side;         /* 0: empty */
    int64_t until_ms; /* forgotten then, unless seen again */
    float sum[EYE_MODULES_MAX];
  } slots[EYE_FUSED];
};

/* Adds what one frame showed of a code that it could not read. True when frames before showed the
 * same one: soft is now what all of them say together. */
bool eye_fusion_add(struct eye_fusion *fusion, const struct eye_symbol *symbol, float *soft,
                    int64_t now_ms);

#endif
