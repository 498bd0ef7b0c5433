/* SPDX-License-Identifier: Apache-2.0 */
#include "look.h"

#include "eye/eye.h"

#include <stdlib.h>

struct gate_look {
  struct eye *eye;
};

struct gate_look *gate_look_open(void) {
  struct gate_look *look = calloc(1, sizeof *look);
  if (!look) return NULL;
  look->eye = eye_open();
  if (look->eye) return look;
  free(look);
  return NULL;
}

void gate_look_close(struct gate_look *look) {
  if (!look) return;
  eye_close(look->eye);
  free(look);
}

uint32_t gate_look_read(struct gate_look *look, const struct gate_frame *frame, bool still,
                        struct eye_texts *out) {
  struct eye_frame seen = { .grey = frame->grey,
                            .width = frame->width,
                            .height = frame->height,
                            .stride = frame->stride };
  return eye_read(look->eye, &seen, still ? EYE_STILL : EYE_STREAM, out);
}
