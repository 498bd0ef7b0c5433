/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A storage layer that forgets what was not synced: SQLite's own, with every write since the last
 * sync of its file remembered, so that a power cut can take it back. A kill alone would show
 * nothing: what a process wrote is with the kernel.
 */
#ifndef TESTS_UNIT_UNSYNCED_VFS_H
#define TESTS_UNIT_UNSYNCED_VFS_H

#include <stdbool.h>

/* Makes it the default for every database opened from now on. */
bool unsynced_install(void);

/* Copies a database and its log to another path as the disk would hold them if the power went now.
 */
bool unsynced_power_cut(const char *database, const char *copy);

/* The next so many syncs fail, and what was written stays unsynced. */
void unsynced_fail(unsigned syncs);

#endif
