/* SPDX-License-Identifier: Apache-2.0 */
/* Whom to call where nobody stands beside the gate and a person would have to look. */
#ifndef GATE_CORE_CONTACT_H
#define GATE_CORE_CONTACT_H

#include "identity/identity.h"
#include "outcome.h"

/* The telephone to show with an outcome of gate_decide: that of the order that decided; else the
 * nearest of the orders in force, the gate's own area first and then upward; else the gate's own
 * setting. NULL where nobody has to be called, or no number is known. It lives as long as the
 * outcome's state and the identity. */
const char *gate_contact_of(const struct gate_identity *identity,
                            const struct gate_outcome *outcome);

#endif
