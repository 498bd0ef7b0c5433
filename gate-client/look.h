/* SPDX-License-Identifier: Apache-2.0 */
/* The gate's eye, in its own process: pictures in, texts out. */
#ifndef GATE_LOOK_H
#define GATE_LOOK_H

#include "eye/frame.h"
#include "source/source.h"

struct gate_look;

/* Starts it; before any secret is read. NULL, having said why on standard error. */
struct gate_look *gate_look_open(void);
void gate_look_close(struct gate_look *look);

/* Reads every code of a frame into out; how many. */
uint32_t gate_look_read(struct gate_look *look, const struct gate_frame *frame, bool still,
                        struct eye_texts *out);

/* The same of a JPEG or PNG file's bytes, which only the eye decodes. */
uint32_t gate_look_read_file(struct gate_look *look, struct tx_span file, bool still,
                             struct eye_texts *out);

/* How often it died and was started again. */
uint64_t gate_look_restarts(const struct gate_look *look);

#endif
