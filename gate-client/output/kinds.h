/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of acts, for the table in act.c. */
#ifndef GATE_ACT_KINDS_H
#define GATE_ACT_KINDS_H

#include "output.h"

extern const struct gate_act_kind gate_act_relay;   /* relay.c */
extern const struct gate_act_kind gate_act_light;   /* light.c */
extern const struct gate_act_kind gate_act_voice;   /* voice.c */
extern const struct gate_act_kind gate_act_command; /* command.c */

#endif
