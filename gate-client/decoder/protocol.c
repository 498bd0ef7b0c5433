/* SPDX-License-Identifier: Apache-2.0 */
#include "protocol.h"

#include <math.h>
#include <string.h>

size_t eye_answer_pack(const struct eye_answer *head, const struct eye_texts *texts,
                       uint8_t out[EYE_ANSWER_MAX]) {
  size_t n = sizeof *head;
  memcpy(out, head, sizeof *head);
  for (uint32_t i = 0; i < head->texts; i++) {
    const struct eye_text *text = &texts->at[i];
    struct eye_answer_text packed = { .symbology = text->symbology, .size = text->size };
    memcpy(packed.corners, text->corners, sizeof packed.corners);
    memcpy(out + n, &packed, sizeof packed);
    memcpy(out + n + sizeof packed, text->bytes, text->size);
    n += sizeof packed + text->size;
  }
  return n;
}

static bool believable(const struct eye_answer_text *text) {
  if (text->symbology > EYE_CODE128 || text->size > EYE_TEXT_MAX) return false;
  for (int i = 0; i < 4; i++)
    if (!isfinite(text->corners[i].x) || !isfinite(text->corners[i].y)) return false;
  return true;
}

bool eye_answer_unpack(const uint8_t *bytes, size_t n, struct eye_answer *head,
                       struct eye_texts *texts) {
  texts->n = 0;
  if (n < sizeof *head) return false;
  memcpy(head, bytes, sizeof *head);
  if (head->texts > EYE_TEXTS_MAX || head->refusal < 0) return false;
  size_t at = sizeof *head;
  for (uint32_t i = 0; i < head->texts; i++) {
    struct eye_answer_text packed;
    if (n - at < sizeof packed) return false;
    memcpy(&packed, bytes + at, sizeof packed);
    at += sizeof packed;
    if (!believable(&packed) || n - at < packed.size) return false;
    struct eye_text *text = &texts->at[i];
    text->symbology = (enum eye_symbology)packed.symbology;
    text->size = packed.size;
    memcpy(text->corners, packed.corners, sizeof text->corners);
    memcpy(text->bytes, bytes + at, packed.size);
    at += packed.size;
  }
  texts->n = head->texts;
  return at == n;
}
