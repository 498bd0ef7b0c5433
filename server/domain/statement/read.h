/* SPDX-License-Identifier: Apache-2.0 */
/* A statement in people's words, from a row of a file, a line of JSON or a form. */
#ifndef SERVER_DOMAIN_STATEMENT_READ_H
#define SERVER_DOMAIN_STATEMENT_READ_H

#include "domain/resident/merge.h"
#include "host/sys/problem.h"
#include "member.h"
#include "model/ground.h"

/* What it does to whom it is about. */
enum restraint statement_restraint(const struct statement_row *statement);

/* Reads all but whom it is about. An end that was not said is the default. False: *member is wrong,
 * and problem says how, to follow the member's name; it names nothing that was sent. */
bool statement_read(const struct statement_words *words, int64_t now_s, struct statement_row *out,
                    enum feed_member *member, struct host_problem *problem);

/* Names one that bears no id by what it says. */
void statement_name(struct statement_row *row);

/* An identity number, as spreadsheets write it; number holds ID_NUMBER_MAX + 1. */
bool statement_read_number(const char *text, char *number);

#endif
