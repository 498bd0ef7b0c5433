/* SPDX-License-Identifier: Apache-2.0 */
/* What scanners and the lines behind them put before and behind a code's text. */
#ifndef GATE_SOURCE_TEXT_H
#define GATE_SOURCE_TEXT_H

#include "format/bytes.h"

#define GATE_FOLDED_MAX 1100 /* bytes; more than any code of ours */

/* The text without blanks and control characters at either end, without an AIM identifier ("]Q1")
 * and an ECI ("\000026") before it. One of ours that was typed in small letters is folded to
 * capitals: Base45 has no small ones. What stands inside another text is not touched. May be empty;
 * points into text or folded. */
struct tx_span gate_text_tidy(struct tx_span text, uint8_t folded[GATE_FOLDED_MAX]);

/* Whether there is anything but blanks and control characters. */
bool gate_text_is_blank(struct tx_span text);

#endif
