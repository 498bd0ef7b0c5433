/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of acts, one a file. */
#ifndef GATE_ACT_KINDS_H
#define GATE_ACT_KINDS_H

#include "act/act.h"

extern const struct gate_act_kind gate_act_command; /* a program of the deployment's */
extern const struct gate_act_kind gate_act_voice;   /* a sound file a reason */
extern const struct gate_act_kind gate_act_words;   /* sentences on standard output */
extern const struct gate_act_kind gate_act_json;    /* JSON lines on standard output */

#endif
