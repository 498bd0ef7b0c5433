/* SPDX-License-Identifier: Apache-2.0 */
/* What the server does by itself, every so often. */
#ifndef SERVER_DAEMON_JOBS_H
#define SERVER_DAEMON_JOBS_H

#include "api/call/context.h"

#define JOBS 22

/* When each was done last, and what it failed with. */
struct jobs {
  int64_t written; /* rows, as of the round before, … */
  int64_t ahead_s; /* … and how far the wall clock was before the monotonic one */
  int64_t done_ms[JOBS];
  enum tx_reason failed[JOBS];
  bool chores; /* whether this process does those of all */
};

/* Does what is due. What fails is logged once, and tried again; while the clock is not believed
 * nothing is done. */
void jobs_run(struct jobs *jobs, struct api *api);

/* For a command that finds no server at work: what has ended, or is to be forgotten, since one was
 * last. Nothing while another server has the chores, or the clock is not believed. */
void jobs_catch_up(struct api *api);

#endif
