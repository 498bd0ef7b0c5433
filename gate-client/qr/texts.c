/* SPDX-License-Identifier: Apache-2.0 */
/* What was read in a frame, no text twice in one place. */
#include "reader.h"

#include <string.h>

static struct eye_point middle(const struct eye_point corners[4]) {
  struct eye_point sum = { 0, 0 };
  for (int i = 0; i < 4; i++) {
    sum.x += corners[i].x / 4;
    sum.y += corners[i].y / 4;
  }
  return sum;
}

static bool holds(const struct eye_text *text, struct eye_point p) {
  float left = text->corners[0].x, right = left;
  float top = text->corners[0].y, bottom = top;
  for (int i = 1; i < 4; i++) {
    const struct eye_point c = text->corners[i];
    if (c.x < left) left = c.x;
    if (c.x > right) right = c.x;
    if (c.y < top) top = c.y;
    if (c.y > bottom) bottom = c.y;
  }
  /* A bar code's box may be one line thin. */
  const float slack = 16;
  return p.x >= left - slack && p.x <= right + slack && p.y >= top - slack && p.y <= bottom + slack;
}

static bool known(const struct eye_texts *texts, const struct eye_text *text) {
  for (uint32_t i = 0; i < texts->n; i++) {
    const struct eye_text *other = &texts->at[i];
    if (other->size == text->size && memcmp(other->bytes, text->bytes, text->size) == 0 &&
        (holds(other, middle(text->corners)) || holds(text, middle(other->corners))))
      return true;
  }
  return false;
}

bool eye_texts_add(struct eye_texts *out, enum eye_symbology symbology, const uint8_t *bytes,
                   size_t size, const struct eye_point corners[4]) {
  if (size > EYE_TEXT_MAX || out->n >= EYE_TEXTS_MAX) return false;
  struct eye_text *text = &out->at[out->n];
  text->symbology = symbology;
  text->size = (uint32_t)size;
  memcpy(text->bytes, bytes, size);
  memcpy(text->corners, corners, sizeof text->corners);
  if (known(out, text)) return false;
  out->n++;
  return true;
}
