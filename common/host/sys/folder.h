/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder that lies on a card. Where the card is taken out, its mount point is left under the same
 * path: what is written there lies hidden as soon as the card is back.
 */
#ifndef HOST_FOLDER_H
#define HOST_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

/* 0 and 0: none was seen yet. */
struct host_folder {
  dev_t device;
  ino_t inode;
};

/* What the path leads to now; nothing changes when it leads nowhere. */
void host_folder_remember(struct host_folder *folder, const char *path);

/* Whether the path leads elsewhere, or nowhere. Another folder that holds a file of the name mark
 * is the same one come back, on another mount, and is remembered from then on. */
bool host_folder_is_away(struct host_folder *folder, const char *path, const char *mark);

#endif
