/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds of outputs, for the table in output.c. */
#ifndef GATE_OUTPUT_KINDS_H
#define GATE_OUTPUT_KINDS_H

#include "output.h"

extern const struct gate_output_kind gate_output_relay;   /* relay.c */
extern const struct gate_output_kind gate_output_light;   /* light.c */
extern const struct gate_output_kind gate_output_voice;   /* voice.c */
extern const struct gate_output_kind gate_output_command; /* command.c */

#endif
