/* SPDX-License-Identifier: Apache-2.0 */
/* Starting the eye's program with nothing but what it needs. */
#ifndef EYE_LAUNCH_H
#define EYE_LAUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The program's path: as given, else beside the running one, else where it is installed. False
 * with errno when there is none. */
bool eye_launch_find(const char *given, char *path, size_t cap);

/* Starts it with the pictures' memory and one end of a conversation, no other file but standard
 * error, an empty environment. Its process id and our end in *talk; -1 with errno. */
pid_t eye_launch(const char *path, int pictures, int *talk);

#endif
