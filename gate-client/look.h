/* SPDX-License-Identifier: Apache-2.0 */
/* The gate's eye: pictures in, texts out. */
#ifndef GATE_LOOK_H
#define GATE_LOOK_H

#include "eye/frame.h"
#include "source/source.h"

struct gate_look;

/* NULL: it cannot be had. */
struct gate_look *gate_look_open(void);
void gate_look_close(struct gate_look *look);

/* Reads every code of a frame into out; how many. */
uint32_t gate_look_read(struct gate_look *look, const struct gate_frame *frame, bool still,
                        struct eye_texts *out);

#endif
