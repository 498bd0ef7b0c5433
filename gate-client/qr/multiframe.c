/* SPDX-License-Identifier: Apache-2.0 */
#include "multiframe.h"

#include <math.h>
#include <string.h>

#define SAME_LEAST 0.15f /* correlation; two different codes have hardly any */
#define KEPT 0.9f        /* of what was known, at each new frame */

/* To a mean size of 1, so that no frame outweighs another. */
static void normalise(float *soft, int n) {
  float sum = 0;
  for (int i = 0; i < n; i++)
    sum += fabsf(soft[i]);
  const float scale = sum > 0 ? (float)n / sum : 0;
  for (int i = 0; i < n; i++)
    soft[i] *= scale;
}

/* Of the modules that differ from code to code. */
static float likeness(const struct eye_symbol *symbol, const float *a, const float *b) {
  float product = 0, aa = 0, bb = 0;
  for (int i = 0; i < symbol->side * symbol->side; i++) {
    if (symbol->fixed[i] != EYE_DATA) continue;
    product += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa > 0 && bb > 0 ? product / sqrtf(aa * bb) : 0;
}

static int oldest(const struct eye_fusion *fusion) {
  int found = 0;
  for (int i = 1; i < EYE_FUSED; i++)
    if (fusion->slots[i].until_ms < fusion->slots[found].until_ms) found = i;
  return found;
}

static int find(const struct eye_fusion *fusion, const struct eye_symbol *symbol, const float *soft,
                int64_t now_ms) {
  int best = -1;
  float most = SAME_LEAST;
  for (int i = 0; i < EYE_FUSED; i++) {
    if (fusion->slots[i].side != symbol->side || now_ms > fusion->slots[i].until_ms) continue;
    const float like = likeness(symbol, fusion->slots[i].sum, soft);
    if (like <= most) continue;
    most = like;
    best = i;
  }
  return best;
}

bool eye_fusion_add(struct eye_fusion *fusion, const struct eye_symbol *symbol, float *soft,
                    int64_t now_ms) {
  const int n = symbol->side * symbol->side;
  normalise(soft, n);
  const int known = find(fusion, symbol, soft, now_ms), at = known < 0 ? oldest(fusion) : known;
  float *sum = fusion->slots[at].sum;
  fusion->slots[at].side = symbol->side;
  fusion->slots[at].until_ms = now_ms + EYE_FUSION_MS;
  for (int i = 0; i < n; i++)
    sum[i] = known < 0 ? soft[i] : KEPT * sum[i] + soft[i];
  memcpy(soft, sum, sizeof *soft * (size_t)n);
  return known >= 0;
}
