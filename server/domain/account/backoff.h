/* SPDX-License-Identifier: Apache-2.0 */
/* Who gives wrong passwords waits: a second, doubled each time up to 15 minutes, by account and
 * address together, and more slowly by address alone. An account is never shut to everybody. */
#ifndef SERVER_DOMAIN_ACCOUNT_BACKOFF_H
#define SERVER_DOMAIN_ACCOUNT_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

struct backoff;
struct backoff *backoff_create(void); /* NULL: out of memory */
void backoff_destroy(struct backoff *backoff);

/* How many more milliseconds who calls from there must wait before a try; 0: none. now_ms is of the
 * monotonic clock. */
int64_t backoff_wait_ms(struct backoff *backoff, const char *login, const char *address,
                        int64_t now_ms);
/* A try was wrong, or right. */
void backoff_note(struct backoff *backoff, const char *login, const char *address, bool right,
                  int64_t now_ms);

#endif
