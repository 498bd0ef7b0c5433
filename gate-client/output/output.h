/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a verdict goes: the barrier, the light, the voice, a command. An output never decides and
 * never waits: what takes time has a thread or a process of its own.
 *
 * To add a kind: one file, one row in output.c.
 */
#ifndef GATE_OUTPUT_H
#define GATE_OUTPUT_H

#include "format/reason.h"

/* What the side of the queue may learn, and no more: never a health reason. */
struct gate_signal {
  enum tx_verdict verdict;
  enum tx_reason reason;
  bool open;          /* a barrier is to open: once for each admission */
  const char *prompt; /* what the voice says, of prompts.h; NULL: the reason's own */
  const char *json;   /* the whole decision, for the command hook alone */
};

struct gate_output;

struct gate_output_kind {
  const char *name;    /* as in the address KIND:REST, e.g. "relay" */
  const char *rest;    /* how REST is written, for --help */
  const char *zh, *en; /* one line for --help */
  /* NULL, and one sentence in error, when it cannot be had. */
  struct gate_output *(*open)(const char *rest, char *error, size_t cap);
  /* Carries out a signal. False, and errno: it could not, and the gate says so aloud. Never
   * blocks. */
  bool (*carry)(struct gate_output *output, const struct gate_signal *signal);
  /* Holds a barrier open (fire contact, key switch) or lets go of it; NULL: not this kind's. */
  bool (*hold)(struct gate_output *output, bool held);
  /* Says that some other output failed; NULL: this kind has no voice. */
  void (*alarm)(struct gate_output *output);
  void (*close)(struct gate_output *output);
};

/* The head of every output; each kind embeds it as its first member. */
struct gate_output {
  const struct gate_output_kind *kind;
  char address[96]; /* as it was given, cut to fit: for the log */
  int failed;       /* errno of the last thing it was told, 0 when it did that */
};

/* The table of kinds, ended by NULL. */
extern const struct gate_output_kind *const gate_output_kinds[];

#define GATE_OUTPUTS 8

/* Up to GATE_OUTPUTS outputs that go together. All zero is none. */
struct gate_outputs {
  struct gate_output *items[GATE_OUTPUTS];
  size_t count;
};

/* Adds "KIND:REST". False, and one sentence in error. */
bool gate_outputs_add(struct gate_outputs *outputs, const char *address, char *error, size_t cap);
/* Carries a signal out by all. False when one of them could not: the log names it, and those with a
 * voice have said so. */
bool gate_outputs_carry(struct gate_outputs *outputs, const struct gate_signal *signal);
/* Holds the barriers open, or lets go. False as above. */
bool gate_outputs_hold(struct gate_outputs *outputs, bool held);
/* Takes out one whose device is gone, as failed says; the caller closes it. NULL: none. */
struct gate_output *gate_outputs_take_gone(struct gate_outputs *outputs);
/* Has those with a voice say that an output failed. */
void gate_outputs_alarm(struct gate_outputs *outputs);
void gate_outputs_close(struct gate_outputs *outputs);

#endif
