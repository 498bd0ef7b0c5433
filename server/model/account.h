/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies, accounts, roles and rights: who may do what to whom, as data. */
#ifndef SERVER_MODEL_ACCOUNT_H
#define SERVER_MODEL_ACCOUNT_H

#include "format/area.h"
#include "format/bytes.h"

#define BODY_ID_SIZE 17
#define BODY_NAME_SIZE 97
#define ACCOUNT_LOGIN_SIZE 33
#define PASSWORD_HASH_SIZE 128 /* argon2's encoded form, terminated */

enum body_kind {
  BODY_COMMITTEE,  /* 居委会 */
  BODY_PROPERTY,   /* 物业: never seconds */
  BODY_STREET,     /* 街道办 */
  BODY_HEALTH,     /* 疾控 */
  BODY_POLICE,     /* 公安 */
  BODY_COMMAND,    /* 防控指挥部 */
  BODY_INSPECTION, /* 纪检监察 */
  BODY_KINDS,
};
const char *body_kind_zh(enum body_kind kind);
const char *body_kind_word(enum body_kind kind); /* "committee" … */
int body_kind_find(const char *word);            /* by either; -1: none */

enum role { ROLE_CLERK, ROLE_LEAD, ROLE_HEALTH, ROLE_COMMAND, ROLE_AUDITOR, ROLE_ADMIN, ROLES };
const char *role_zh(enum role role);
const char *role_word(enum role role);
int role_find(const char *word);

enum right {
  RIGHT_SEARCH = 1 << 0,     /* residents, masked */
  RIGHT_OPEN = 1 << 1,       /* one person's record, in full */
  RIGHT_ROSTER = 1 << 2,     /* add, edit, import */
  RIGHT_PASSES = 1 << 3,     /* issue, re-issue, print */
  RIGHT_STATEMENTS = 1 << 4, /* by hand, what improves or ends */
  RIGHT_PROPOSE = 1 << 5,    /* what needs two people */
  RIGHT_SECOND = 1 << 6,     /* the same, of another body */
  RIGHT_POLICIES = 1 << 7,   /* draft, check, rehearse */
  RIGHT_GATES = 1 << 8,      /* enrol, shut out */
  RIGHT_TRACES = 1 << 9,
  RIGHT_APPEALS = 1 << 10,
  RIGHT_REPORTS = 1 << 11, /* reports, figures, health of gates */
  RIGHT_AUDIT = 1 << 12,   /* the whole audit log */
  RIGHT_ADMIN = 1 << 13,   /* feeds, bodies, accounts, settings; no names */
  /* Of no role: */
  RIGHT_SIGNED_IN = 1 << 14, /* every account */
  RIGHT_LOCAL = 1 << 15,     /* whoever reaches the server's socket: status, the audit log's chain,
                                binding the first account */
  RIGHT_FEED = 1 << 16,      /* a feed, by its token: statements, and their receipts */
};

/* What the roles of a set (1 << enum role) may do, together. */
uint32_t rights_of_roles(uint32_t set);
#define RIGHTS 17
/* Of the lowest right of a set: "passes" as the API's description has it, and what people read. */
const char *right_word(uint32_t set);
const char *right_zh(uint32_t set);
const char *right_en(uint32_t set);

struct body {
  char id[BODY_ID_SIZE]; /* lower-case letters, digits and - */
  char name[BODY_NAME_SIZE];
  enum body_kind kind;
  uint64_t area;
  int64_t made_at;
  bool founding; /* made with the data folder */
};

struct account {
  char login[ACCOUNT_LOGIN_SIZE]; /* lower-case letters, digits, - and . */
  char body[BODY_ID_SIZE];
  uint64_t area; /* reaches it and what lies below */
  uint32_t roles;
  int64_t made_at;
  int64_t activated_at;                /* 0: has not signed in yet */
  int64_t ended_at;                    /* 0: open */
  int64_t uid;                         /* of the machine's user bound to it; -1: none */
  char document[2 * TX_HASH_SIZE + 1]; /* keyed hash of the person's document; "": not known */
};

/* Who asks. */
struct caller {
  char login[ACCOUNT_LOGIN_SIZE]; /* "": a user of this machine that is bound to no account */
  char body[BODY_ID_SIZE];
  enum body_kind kind;
  uint64_t area;
  uint32_t roles, rights;
};

#endif
