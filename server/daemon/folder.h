/* SPDX-License-Identifier: Apache-2.0 */
/* The data folder itself: whether its parts are there, and whether its init came to an end. */
#ifndef SERVER_FOLDER_H
#define SERVER_FOLDER_H

#include "host/sys/problem.h"
#include "open.h"

/* Whether an init of it was cut short: then only another init works with it. */
bool folder_is_unfinished(const char *folder);

/* Marks it as unfinished and removes what an unfinished init left. TX_OK, or as host_file_create.
 */
enum tx_reason folder_begin(const char *folder);

/* Takes the mark away, for good when it returns TX_OK. */
enum tx_reason folder_end(const char *folder);

/* TX_OK: its database and their key are there, or it is unfinished. TX_NOT_FOUND, with the problem
 * that says what to do; TX_NO_MEMORY. */
enum tx_reason folder_look(const struct server_place *place, struct host_problem *problem);

#endif
