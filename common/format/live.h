/* SPDX-License-Identifier: Apache-2.0 */
/* The live pass, "TL1:" (docs/format.md, "Live pass"). */
#ifndef TX_LIVE_H
#define TX_LIVE_H

#include "pass.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_LIVE_WINDOW_S 60

/* Reads the outer payload. TX_OK or TX_MALFORMED_CLAIMS. */
enum tx_reason tx_live_read(struct tx_span payload, int64_t *iat);

/* Seconds by which a live code misses its window: 0 inside, positive when it is too old, negative
 * when too far ahead. window_s old and window_s / 2 ahead still hold. */
int64_t tx_live_miss(int64_t iat, int64_t now_s, int64_t window_s);

/* What the phone does every 15 s: wraps the text of a bound pass in a live pass of iat, signed by
 * the holder's key. text holds TX_TEXT_MAX + 1. TX_OK, TX_MALFORMED (pass_text is no pass),
 * TX_NO_SPACE, TX_SIGNER_FAILED. */
enum tx_reason tx_live_sign(const char *pass_text, int64_t iat, const struct tx_signer *holder,
                            char *text);

#ifdef __cplusplus
}
#endif

#endif
