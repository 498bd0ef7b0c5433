/* SPDX-License-Identifier: Apache-2.0 */
/* Files that arrive in a folder and in the folders within it (inotify). A folder that goes away and
 * comes again is watched again. Never through a link: what lies there comes from strangers. */
#ifndef GATE_SOURCE_TREE_H
#define GATE_SOURCE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define GATE_TREE_FOLDERS_MAX 4096
#define GATE_TREE_DEPTH_MAX 8

struct gate_tree_watch;

struct gate_tree {
  int fd; /* readable when gate_tree_look is worth a call */
  int inotify, timer;
  char *root;
  dev_t device;
  ino_t inode; /* of the root, as it is watched */
  struct gate_tree_watch *watches;
  size_t count;
  bool gone; /* the root is not there */
  bool full; /* there are more folders than can be watched */
  /* Called with each file that arrived, its path below root, by gate_tree_open and _look. */
  void (*found)(void *context, const char *path);
  void *context;
};

/* Watches root, and finds what lies there, by name. found and context stay. False with errno; then
 * there is nothing to close. */
bool gate_tree_open(struct gate_tree *tree, const char *root);
/* Takes what arrived since. Never blocks. */
void gate_tree_look(struct gate_tree *tree);
/* A regular file below root, to read; -1 with errno, EINVAL for what is none. Never through a link,
 * never waiting for a writer. */
int gate_tree_open_file(const struct gate_tree *tree, const char *path);
void gate_tree_close(struct gate_tree *tree);

#endif
