/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a gate is made of besides its key: sources, outputs, buttons, sensors, the page, the socket,
 * the decoder.
 * One that cannot be had, at the start or later, keeps no gate from working: it is named on page,
 * status and log, and tried again each second. Only an address that is written wrong is refused.
 */
#ifndef GATE_LOOP_PART_H
#define GATE_LOOP_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum gate_part_kind {
  GATE_PART_SOURCE,
  GATE_PART_OUTPUT,
  GATE_PART_BUTTON,
  GATE_PART_THERMOMETER,
  GATE_PART_PEERS,
  GATE_PART_PAGE,
  GATE_PART_CONTROL,
  GATE_PART_DECODER,
};

/* Why a part cannot be had. */
struct gate_part_fault {
  int number;            /* errno; EINVAL: its address is written wrong, see host/sys/opening.h */
  char error[512];       /* one sentence */
  char zh[160], en[160]; /* what is wrong, in a few words; "": the meaning of number */
};

/* Opens a part by its address; false with *fault, which was zeroed. */
typedef bool gate_part_open(void *context, const char *address, struct gate_part_fault *fault);

struct gate_part {
  enum gate_part_kind kind;
  const char *address; /* outlives the loop: of the command line or the settings */
  gate_part_open *open;
  void *context;
  bool absent, said; /* said: the log has it */
  int64_t said_ms;   /* when it last had; 0: never */
  struct gate_part_fault fault;
};

#define GATE_PARTS_MAX 25

struct gate_parts {
  struct gate_part at[GATE_PARTS_MAX];
  size_t n;
  int64_t tried_ms;
};

/* Has a part, or has it tried again each second. False: it can never be had, with a sentence. */
bool gate_parts_add(struct gate_parts *parts, const struct gate_part *part, char *error,
                    size_t cap);
/* Tries those that are absent, once a second. */
void gate_parts_try(struct gate_parts *parts, int64_t now_ms);
/* One that was there is gone: it is tried again from now on. number is an errno. */
void gate_parts_lose(struct gate_parts *parts, enum gate_part_kind kind, const char *address,
                     int number);
void gate_parts_lose_to(struct gate_parts *parts, enum gate_part_kind kind, const char *address,
                        const struct gate_part_fault *fault);
size_t gate_parts_absent(const struct gate_parts *parts, enum gate_part_kind kind);
/* Whether something that may open the barrier is absent: people then open it by hand. */
bool gate_parts_lack_barrier(const struct gate_parts *parts);

/* What is wrong and what to do, in a sentence behind the part's label; and short, by itself. */
void gate_part_say(const struct gate_part *part, char zh[300], char en[300]);
void gate_part_say_short(const struct gate_part *part, char zh[160], char en[160]);

#endif
