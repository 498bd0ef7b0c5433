/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sampling point: a tube's barcode, then up to ten (or twenty) passes, then the next tube. Each
 * sample is an event with the tube and the code as it was shown, sealed to the office, which
 * verifies it again.
 */
#ifndef GATE_CORE_SAMPLING_H
#define GATE_CORE_SAMPLING_H

#include "gate.h"

#define GATE_TUBE_SIZE 10
#define GATE_TUBE_MAX 20

struct gate_sampling {
  char tube[33]; /* "": none is open */
  unsigned size; /* people a tube; GATE_TUBE_SIZE, or 20 */
  unsigned count;
  uint64_t last_seq; /* of the last sample, for its undoing; 0: none */
  struct gate_outcome last;
};

/* Whether a text is the barcode of a tube: letters, digits and dashes, no code of ours. */
bool gate_is_tube(struct tx_span text);

/* Closes the tube that is open, and opens another. */
void gate_sampling_open(struct gate_sampling *sampling, struct tx_span tube);

enum gate_sample {
  GATE_SAMPLE_TAKEN,
  GATE_SAMPLE_OPENED,
  GATE_SAMPLE_UNDONE,
  GATE_SAMPLE_NO_TUBE,
  GATE_SAMPLE_FULL,
  GATE_SAMPLE_NO_SEAL,
};
/* Makes a sample of an admitted showing: fills extra, to be kept with the outcome. */
enum gate_sample gate_sampling_take(struct gate *gate, struct gate_sampling *sampling,
                                    struct tx_span text, const struct gate_outcome *outcome,
                                    struct gate_extra *extra);
/* The sample's event was kept under seq. */
void gate_sampling_kept(struct gate_sampling *sampling, const struct gate_outcome *outcome,
                        uint64_t seq);
/* The event that undoes the last sample. False: there is none. */
bool gate_sampling_undo(struct gate *gate, struct gate_sampling *sampling,
                        struct gate_outcome *outcome, struct gate_extra *extra);

/* "tube T, 3 of 10" for whoever works there; and the word of prompts.h that says it aloud. */
void gate_sampling_say(const struct gate_sampling *sampling, enum gate_sample sample,
                       const char *lang, char *out, size_t cap);
const char *gate_sampling_word(enum gate_sample sample);
/* The word for the next person in the tube: sample_1 to sample_20. */
void gate_sampling_count(const struct gate_sampling *sampling, char out[16]);

#endif
