/* SPDX-License-Identifier: Apache-2.0 */
/* Questions that a command asks before it does what cannot be undone. */
#ifndef KEYS_CONFIRM_H
#define KEYS_CONFIRM_H

#include "host/cli/command.h"
#include "keys/trust/folder.h"

#define TOOL_YES                                                                                   \
  {                                                                                                \
    .name = "yes", .type = HOST_FLAG, .zh = "不询问，视为已确认（用于脚本）",                      \
    .en = "ask nothing, take it as confirmed (for scripts)"                                        \
  }

/* Asks whether to go on, what having been said before. EX_OK when --yes was given or yes is typed
 * at standard input's terminal; otherwise EX_TEMPFAIL, having said what to do. */
int confirm(const struct host_args *args);

/* Whether the clock fits what the folder signed and made before: EX_OK, also after somebody
 * confirmed that it is right; or an exit status, having said what to do. far_ahead: also ask where
 * it is long after, which is usual, but what is signed then lasts. */
int confirm_clock(const struct host_args *args, const struct keys_folder *folder, int64_t now_s,
                  bool far_ahead);

#endif
