/* SPDX-License-Identifier: Apache-2.0 */
#include "failure.h"

#include "host/text/language.h"

int keys_io_failed(const char *path, enum tx_reason reason) {
  int status = reason == TX_NOT_ALLOWED ? EX_NOPERM
               : reason == TX_CONFLICT  ? EX_CANTCREAT
                                        : EX_IOERR;
  return host_fail(status, "%s：%s。", "%s: %s.", path, tx_reason_text(reason, host_lang()));
}
