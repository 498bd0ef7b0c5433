/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The machines of the simulated world: whose turn it is, and what its clocks, its disk and its
 * randomness are. The programs' own calls (clock_gettime, fsync, SQLite's file system, OpenSSL's
 * random numbers) lead here; nothing else of them is ours.
 */
#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include "city/chance.h"

#include "format/bytes.h"

enum sim_disk { SIM_DISK_WHOLE, SIM_DISK_FULL, SIM_DISK_FAILING };

struct sim_machine {
  int64_t booted_ms;  /* on the world's time */
  int64_t ahead_ms;   /* of its wall clock, at since_ms */
  int64_t since_ms;   /* the world's time when somebody last touched the clock */
  int64_t drift_ppm;  /* how much faster than time it goes; -1,000,000: it stands still */
  bool noted;         /* a server's: what it made of its clock on this boot is on its disk */
  char boot_id[40];   /* as the kernel names a boot */
  char folder[256];   /* all its files lie below */
  char database[300]; /* the one SQLite file */
  enum sim_disk disk;
  struct chance disk_dice; /* of a failing one */
};

/* The world's time, in milliseconds since 1970; only the simulator moves it. */
extern int64_t sim_now_ms;

/* Whose turn it is: NULL, the simulator's own, where clocks are right. */
struct sim_machine *sim_turn(struct sim_machine *machine);
const struct sim_machine *sim_whose_turn(void);

int64_t sim_wall_ms(const struct sim_machine *machine);
/* Sets its wall clock so far ahead of the world's time, going at a pace. */
void sim_clock_set(struct sim_machine *machine, int64_t ahead_ms, int64_t drift_ppm);
void sim_boot(struct sim_machine *machine, struct chance *dice);

/* --- randomness ------------------------------------------------------------------------------- */

/* All random bytes come from this seed, until the next. */
void sim_random_seed(uint64_t seed);
void sim_random_bytes(uint8_t *out, size_t n);
/* All random bytes come from there from now on; returns where they came from. */
struct chance sim_random_from(struct chance next);

/* --- signatures ------------------------------------------------------------------------------- */

struct tx_signer;
/* Who signs as real does, at no cost (signatures.c). */
struct tx_signer *sim_signer_of(const struct tx_signer *real);
/* A world begins: the first key that is made is the first of the world before. */
void sim_keys_anew(void);

/* --- disks ------------------------------------------------------------------------------------ */

/* Why the disk of whose turn it is does not take this: ENOSPC, EIO, or 0. A full one takes no more
 * than it has, of a failing one a write or a sync in eight fails, and tears. */
int sim_disk_refuses(bool grows);
bool sim_disk_is_whole(void);

/* SQLite's files in memory, with what was not synced apart. Once. */
bool sim_disk_install(void);
/* Nobody has the files below a folder any more. */
void sim_disk_clear(const char *prefix);
/* A machine's process ends here: what its open files are told from now on is not heard. */
void sim_disk_orphan(const struct sim_machine *machine);
/* And here it is gone. */
void sim_disk_return(void);
/* Files below a folder are gone; a file as it is now is also another. */
void sim_disk_remove(const char *prefix);
bool sim_disk_copy(const char *from, const char *to);
/* The power went: of what was not synced, each write is there, or not, or in part. */
void sim_disk_cut(const char *prefix, struct chance *dice);

/* The same for the files below a folder that programs write themselves; called before the program
 * is closed, which may write more, and after it. */
void sim_files_note(const char *folder, bool power_cut, struct chance *dice);
void sim_files_put_back(void);
void sim_files_clear(void);

#endif
