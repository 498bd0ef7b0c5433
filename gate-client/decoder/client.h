/* SPDX-License-Identifier: Apache-2.0 */
/* The gate's eye, in its own process: pictures in, texts out. */
#ifndef GATE_LOOK_H
#define GATE_LOOK_H

#include "qr/frame.h"
#include "source/source.h"

struct gate_look;

/* Starts it; before any secret is read. NULL, having said why on standard error. */
struct gate_look *gate_look_open(void);
/* The same for a gate at work, which does without it until it is there: gate_look_tend tries again.
 * NULL: out of memory. */
struct gate_look *gate_look_open_anyway(void);
void gate_look_close(struct gate_look *look);

/* Keeps it up while nobody shows anything; call it once a second, with texts that nobody reads. */
void gate_look_tend(struct gate_look *look, int64_t now_ms, struct eye_texts *scratch);

/* Why no picture is read. zh, en: in a few words; NULL: the meaning of number, an errno. */
struct gate_look_fault {
  int number;
  const char *zh, *en;
};
bool gate_look_is_well(const struct gate_look *look, struct gate_look_fault *fault);

/* Reads every code of a frame into out; how many. */
uint32_t gate_look_read(struct gate_look *look, const struct gate_frame *frame, bool still,
                        struct eye_texts *out);

/* The same of a JPEG or PNG file's bytes, which only the eye decodes. */
uint32_t gate_look_read_file(struct gate_look *look, struct tx_span file, bool still,
                             struct eye_texts *out);

/* The same of a sight, a FRAME or a FILE: on white, and where there is no code, on black. */
uint32_t gate_look_read_sight(struct gate_look *look, const struct gate_sight *sight,
                              struct eye_texts *out);

/* The same for who has other things to do meanwhile. Begins to look at a FRAME or a FILE; false
 * while it looks at another, or is being started again. */
bool gate_look_begin(struct gate_look *look, const struct gate_sight *sight, int64_t now_ms);

enum gate_look_state {
  GATE_LOOK_BUSY,
  GATE_LOOK_READ,    /* out is filled, perhaps with nothing */
  GATE_LOOK_REFUSED, /* the file is no picture, see gate_look_refusal */
  GATE_LOOK_LOST,    /* it died, or took too long */
};
/* Why the last file was REFUSED: TX_UNREADABLE, TX_TOO_MANY, TX_NO_MEMORY. */
enum tx_reason gate_look_refusal(const struct gate_look *look);
enum gate_look_state gate_look_end(struct gate_look *look, int64_t now_ms, struct eye_texts *out);

/* Readable when gate_look_end is worth a call; -1 while it is being started again. */
int gate_look_fd(const struct gate_look *look);

/* How often it died and was started again. */
uint64_t gate_look_restarts(const struct gate_look *look);

#endif
