/* SPDX-License-Identifier: Apache-2.0 */
/* The actions of the audit log, and the forms in which their details are written. Private to this
 * room. */
#ifndef SERVER_API_OFFICE_AUDIT_FORMS_H
#define SERVER_API_OFFICE_AUDIT_FORMS_H

#include <stddef.h>

struct audit_action {
  const char *action, *zh, *en;
};
extern const struct audit_action audit_actions[];
extern const size_t audit_action_count;

/* In form: # a number, ~ a time in seconds, & one word as it is, * all that follows as it is, @x
 * one or more words of the list x. In zh and en $1 is the first of them. */
struct audit_form {
  const char *action; /* NULL: of any */
  const char *form, *zh, *en;
};
extern const struct audit_form audit_forms[]; /* the first that fits counts */
extern const size_t audit_form_count;

#define AUDIT_SLOTS "#~&*@"

/* Words of a list, by its letter. */
struct audit_term {
  char list;
  const char *word, *zh, *en;
};
extern const struct audit_term audit_terms[];
extern const size_t audit_term_count;

#endif
