/* SPDX-License-Identifier: Apache-2.0 */
/* Words that the gate says of itself; everything else goes by the table in output.h. */
#ifndef GATE_OUTPUT_VOICE_H
#define GATE_OUTPUT_VOICE_H

#include "output.h"

/* Says one of prompts.h's words ("ready", "disk_full") after what is being said. Acts of other
 * kinds than voice are passed over. */
void gate_voice_say(struct gate_outputs *outputs, const char *word);

#endif
