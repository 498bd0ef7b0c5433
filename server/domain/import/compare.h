/* SPDX-License-Identifier: Apache-2.0 */
/* A roster's row beside what is known of the person. */
#ifndef SERVER_DOMAIN_IMPORT_COMPARE_H
#define SERVER_DOMAIN_IMPORT_COMPARE_H

#include "domain/roster/roster.h"
#include "model/resident.h"
#include "preview.h"

/* What the row says nothing of stays as it is known: filled in. held is open. */
void compare_complete(const struct resident *held, struct roster_entry *entry);
/* The columns (1 << enum roster_column) in which a row that was completed says something else. */
unsigned compare_columns(const struct resident *held, const struct roster_entry *entry);

/* Note what a row comes to. As preview_note. */
enum tx_reason compare_note_added(struct preview *preview, const struct roster_entry *entry);
enum tx_reason compare_note_changed(struct preview *preview, const struct resident *held,
                                    const struct roster_entry *entry, unsigned columns);
enum tx_reason compare_note_refused(struct preview *preview, const struct roster_error *error);

#endif
