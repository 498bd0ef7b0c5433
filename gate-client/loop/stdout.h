/* SPDX-License-Identifier: Apache-2.0 */
/* Outcomes on standard output: sentences for people, or one line of JSON each. */
#ifndef GATE_LOOP_STDOUT_H
#define GATE_LOOP_STDOUT_H

#include "core/outcome.h"

/* A sentence in Chinese and one in English; only one of them when lang is "zh" or "en". False: it
 * could not be written. */
bool gate_line_words(const struct gate_outcome *outcome, const char *lang);
bool gate_line_json(const struct gate_outcome *outcome);

/* What a picture told that held no decision: unreadable, or without a code. */
bool gate_line_nothing(const char *label, enum tx_reason why, const char *detail, bool json);

#endif
