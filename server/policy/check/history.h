/* SPDX-License-Identifier: Apache-2.0 */
/* History rebuilt from recorded events, as the gates had it; for policy_try.c. */
#ifndef SERVER_POLICY_CHECK_HISTORY_H
#define SERVER_POLICY_CHECK_HISTORY_H

#include "simulate.h"

struct past;

/* Looks at the events once; NULL: out of memory. */
struct past *past_create(const struct try_event *events, size_t count);
void past_destroy(struct past *past);

/* What a gate knew of the person when event i happened: admissions before it at gates of the same
 * perimeter. Pedestrian and vehicle gates of an area are one, each building gate its own. */
void past_find(const struct past *past, size_t i, int64_t exit_window_s, struct tx_history *out);

#endif
