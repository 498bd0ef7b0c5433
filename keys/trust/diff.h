/* SPDX-License-Identifier: Apache-2.0 */
#ifndef KEYS_DIFF_H
#define KEYS_DIFF_H

#include "format/trust.h"

/* Prints what differs between two lists, a line a difference; old may be NULL. */
void difference_print(const struct tx_trust *old, const struct tx_trust *fresh);

#endif
