/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one did alone before there was a second, and the second refused (domain/bulk/founding.h).
 * Whom it added and nobody works with yet goes from the roster; who has a pass, or a phone, an
 * application …, is revoked on ground B5 with a request of their own, so that they see it and may
 * appeal; whom a roster changed is put back while that is kept (a day). Whose pass somebody
 * re-issued since is left alone.
 */
#ifndef SERVER_DOMAIN_FOUNDING_UNDO_H
#define SERVER_DOMAIN_FOUNDING_UNDO_H

#include "domain/context/context.h"

struct founding_undone {
  int64_t removed, revoked, restored;
  bool left; /* the time was over: the next call goes on */
};

/* Undoes what is refused, in slices, until a time of host_monotonic_ms; *out adds up. */
enum tx_reason founding_undo(struct server *server, int64_t now_s, int64_t until_ms,
                             struct founding_undone *out);

#endif
