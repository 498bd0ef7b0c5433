/* SPDX-License-Identifier: Apache-2.0 */
#include "eye_part.h"

#include "host/text/text.h"

#define DECODER "tongxing-decoder"

static bool open_decoder(void *context, const char *name, struct gate_part_fault *fault) {
  const struct gate_look *look = context;
  struct gate_look_fault ill;
  (void)name;
  if (gate_look_is_well(look, &ill)) return true;
  fault->number = ill.number;
  if (ill.zh) host_copy(ill.zh, fault->zh, sizeof fault->zh);
  if (ill.en) host_copy(ill.en, fault->en, sizeof fault->en);
  return false;
}

bool gate_parts_add_decoder(struct gate_parts *parts, struct gate_look *look, char *error,
                            size_t cap) {
  const struct gate_part part = {
    .kind = GATE_PART_DECODER, .address = DECODER, .open = open_decoder, .context = look
  };
  return gate_parts_add(parts, &part, error, cap);
}

void gate_parts_tend_decoder(struct gate_parts *parts, struct gate_look *look, int64_t now_ms,
                             struct eye_texts *scratch) {
  struct gate_part_fault fault = { 0 };
  gate_look_tend(look, now_ms, scratch);
  if (!open_decoder(look, DECODER, &fault))
    gate_parts_lose_to(parts, GATE_PART_DECODER, DECODER, &fault);
}
