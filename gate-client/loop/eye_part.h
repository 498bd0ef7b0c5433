/* SPDX-License-Identifier: Apache-2.0 */
/* The decoder as a part of a gate, at work or still waiting for its enrolment code. */
#ifndef GATE_LOOP_EYE_PART_H
#define GATE_LOOP_EYE_PART_H

#include "decoder/client.h"
#include "part.h"

/* As gate_parts_add; look outlives parts. */
bool gate_parts_add_decoder(struct gate_parts *parts, struct gate_look *look, char *error,
                            size_t cap);
/* Keeps it up, and names it once it is ill; call it once a second, with texts that nobody reads. */
void gate_parts_tend_decoder(struct gate_parts *parts, struct gate_look *look, int64_t now_ms,
                             struct eye_texts *scratch);

#endif
