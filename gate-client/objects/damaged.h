/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stored files that could not be taken into force: what is damaged is moved to NAME.damaged beside
 * it, and every one is told of until it is brought again or somebody deletes it. One thread at a
 * time, as the store.
 */
#ifndef GATE_OBJECTS_DAMAGED_H
#define GATE_OBJECTS_DAMAGED_H

#include <stdbool.h>
#include <stddef.h>

#define GATE_DAMAGED_MAX 16 /* of more the first are told of */

struct gate_damaged_file {
  char name[64]; /* without its folder: "floors", or of those in DIR/objects */
  bool older;    /* whole, and older than what was in force: it stays */
  bool aside;    /* moved */
};

/* All zero is none. */
struct gate_damaged {
  struct gate_damaged_file at[GATE_DAMAGED_MAX];
  size_t n;
};

/* Those that an earlier run moved aside. */
void gate_damaged_find(struct gate_damaged *damaged, const char *gate_dir);
/* Of path the last part counts. */
void gate_damaged_note(struct gate_damaged *damaged, const char *path, bool older);
/* Moves what is not moved yet, as far as the disk lets it. */
void gate_damaged_put_aside(struct gate_damaged *damaged, const char *gate_dir);
/* Files whose names begin so are brought again, or not wanted any more. */
void gate_damaged_forget(struct gate_damaged *damaged, const char *gate_dir, const char *path);

struct gate_damaged_words {
  char label[96]; /* the file as it lies there, within the gate's folder */
  char zh[300], en[300];
  char short_zh[160], short_en[160];
};
void gate_damaged_say(const struct gate_damaged_file *file, struct gate_damaged_words *out);

#endif
