/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a verdict goes: lines for people, lines for programs, a command, a relay, a voice. Each act
 * is told once an event, in the order of the table: what opens the barrier comes first. None may
 * hold up the loop.
 *
 * To add a kind: one file, one row in act.c.
 */
#ifndef GATE_ACT_H
#define GATE_ACT_H

#include "outcome.h"

struct gate_act;

struct gate_act_kind {
  const char *name;    /* as in the address KIND[:REST], e.g. "command" */
  const char *rest;    /* how REST is written, for --help */
  const char *zh, *en; /* one line for --help */
  /* NULL, and one sentence in error, when it cannot be had. */
  struct gate_act *(*open)(const char *rest, char *error, size_t cap);
  /* Carries an outcome out. False: it failed, and that has to be said aloud. */
  bool (*tell)(struct gate_act *act, const struct gate_outcome *outcome);
  void (*close)(struct gate_act *act);
};

/* The head of every act; each kind embeds it as its first member. */
struct gate_act {
  const struct gate_act_kind *kind;
};

/* The table of kinds, ended by NULL; in the order in which they are told. */
extern const struct gate_act_kind *const gate_act_kinds[];

#define GATE_ACTS_MAX 8

struct gate_acts {
  struct gate_act *at[GATE_ACTS_MAX]; /* in the order of the table */
  size_t count;
};

/* Adds "KIND[:REST]". False, with one sentence in error, when it cannot be had. */
bool gate_acts_add(struct gate_acts *acts, const char *address, char *error, size_t cap);
/* Tells all of them; logs who failed. */
void gate_acts_tell(struct gate_acts *acts, const struct gate_outcome *outcome);
void gate_acts_close(struct gate_acts *acts);

#endif
