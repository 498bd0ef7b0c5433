/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a verdict goes: the barrier, the light, the voice, a command. An act never decides and
 * never waits: what takes time has a thread or a process of its own.
 *
 * To add a kind: one file, one row in act.c.
 */
#ifndef GATE_ACT_H
#define GATE_ACT_H

#include "format/reason.h"

/* What the side of the queue may learn, and no more: never a health reason. */
struct gate_signal {
  enum tx_verdict verdict;
  enum tx_reason reason;
  bool open;          /* a barrier is to open: once for each admission */
  const char *prompt; /* what the voice says, of prompts.h; NULL: the reason's own */
  const char *json;   /* the whole decision, for the command hook alone */
};

struct gate_act;

struct gate_act_kind {
  const char *name;    /* as in the address KIND:REST, e.g. "relay" */
  const char *rest;    /* how REST is written, for --help */
  const char *zh, *en; /* one line for --help */
  /* NULL, and one sentence in error, when it cannot be had. */
  struct gate_act *(*open)(const char *rest, char *error, size_t cap);
  /* Carries out a signal. False: it could not, and the gate says so aloud. Never blocks. */
  bool (*carry)(struct gate_act *act, const struct gate_signal *signal);
  /* Holds a barrier open (fire contact, key switch) or lets go of it; NULL: not this kind's. */
  bool (*hold)(struct gate_act *act, bool held);
  /* Says that some other act failed; NULL: this kind has no voice. */
  void (*alarm)(struct gate_act *act);
  void (*close)(struct gate_act *act);
};

/* The head of every act; each kind embeds it as its first member. */
struct gate_act {
  const struct gate_act_kind *kind;
};

/* The table of kinds, ended by NULL. */
extern const struct gate_act_kind *const gate_act_kinds[];

#define GATE_ACTS 8

/* Up to GATE_ACTS acts that go together. All zero is none. */
struct gate_acts {
  struct gate_act *items[GATE_ACTS];
  size_t count;
};

/* Adds "KIND:REST". False, and one sentence in error. */
bool gate_acts_add(struct gate_acts *acts, const char *address, char *error, size_t cap);
/* Carries a signal out by all. False when one of them could not; those with a voice have said so.
 */
bool gate_acts_carry(struct gate_acts *acts, const struct gate_signal *signal);
/* Holds the barriers open, or lets go. False when one of them could not. */
bool gate_acts_hold(struct gate_acts *acts, bool held);
void gate_acts_close(struct gate_acts *acts);

#endif
