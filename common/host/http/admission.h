/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who of those that wait for a worker is still let in: by how long they have waited, never by how
 * many they are. A queue that was empty a moment ago is a burst, and is worked off; one that stands
 * is overload, and who has waited in it is told at once to come back, so that the others are
 * answered while somebody still waits for the answer (after CoDel, RFC 8289). Nobody is sent away
 * while a thread is free for them: then not a queue kept them waiting but a busy machine (CoDel
 * drops no last packet either). Pure; private to the room.
 */
#ifndef HOST_ADMISSION_H
#define HOST_ADMISSION_H

#include <stdbool.h>
#include <stdint.h>

#define ADMISSION_BURST_US 200000 /* so long a wait is borne, and so long a queue may stand … */
#define ADMISSION_TARGET_US 10000 /* … before this is all that is borne */
#define ADMISSION_RETRY_MAX_S 30

/* Of one queue. All 0 at first; times are of one clock that never goes back. */
struct admission {
  int64_t empty_us;                                        /* when nobody waited, last */
  int64_t refused_us;                                      /* when somebody was refused, last */
  int64_t second;                                          /* of which the two below count */
  uint32_t let_in, refused, let_in_before, refused_before; /* this second's, and the one before's */
};

/* How long somebody may have waited. */
int64_t admission_patience_us(const struct admission *admission, int64_t now_us);

/* Of one who has waited for so long, with so many behind them, and so many threads that are free
 * for their queue. */
bool admission_bears(const struct admission *admission, int64_t now_us, int64_t waited_us,
                     unsigned behind, unsigned free);

void admission_note_empty(struct admission *admission, int64_t now_us);
void admission_note_let_in(struct admission *admission, int64_t now_us);
void admission_note_refused(struct admission *admission, int64_t now_us);

/* When somebody who was refused shall come again, in whole seconds from 1 to ADMISSION_RETRY_MAX_S:
 * spread by chance (any number) over as many seconds as it takes to let all in who ask now. */
unsigned admission_retry_s(const struct admission *admission, uint32_t chance);

#endif
