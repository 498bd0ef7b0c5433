/* SPDX-License-Identifier: Apache-2.0 */
/* What one person asks for and another, of another body, seconds or refuses. */
#ifndef SERVER_MODEL_REQUEST_H
#define SERVER_MODEL_REQUEST_H

#include "account.h"
#include "bulk.h"
#include "certificate.h"
#include "feed.h"
#include "format/record.h"
#include "founding.h"
#include "ground.h"
#include "statement.h"
#include "trace.h"

enum request_act {
  REQUEST_STATE,     /* of a pass: suspended, revoked */
  REQUEST_STATEMENT, /* of a person: a colour, isolation, a positive test */
  REQUEST_BODY,      /* one more */
  REQUEST_ACCOUNT,   /* one more */
  REQUEST_END,       /* of an account */
  REQUEST_POLICY,    /* published in the place of the one before */
  REQUEST_HELD,      /* lines of a file that restrain people */
  REQUEST_FEED,      /* one more, or another's rights or token */
  REQUEST_BULK,      /* to do something to many people */
  REQUEST_EDITION,   /* of the plan by which isolations end */
  REQUEST_TRACE,     /* to see the names in a trace */
  REQUEST_CLOSING,   /* the end of an emergency in an area */
  REQUEST_FOUNDING,  /* done already by one, before there was a second: confirmed or undone */
  REQUEST_EXEMPTION, /* of a person: taken away */
  REQUEST_DOCUMENT,  /* of a person: one more; whoever has it turns out to be that person */
  REQUEST_ACTS,
};

/* About a person and on a ground of the closed list; the others are about an exemption, bodies,
 * accounts, feeds, policies, editions, traces, areas. */
static inline bool request_restrains(enum request_act act) {
  return act == REQUEST_STATE || act == REQUEST_STATEMENT;
}

enum request_outcome {
  REQUEST_ASKED,
  REQUEST_DONE,
  REQUEST_REFUSED,
  REQUEST_WITHDRAWN,
  REQUEST_LAPSED, /* nobody seconded it within 24 hours */
  REQUEST_OUTCOMES,
};

#define POLICY_END_SIZE 257

/* A draft that shall be a policy. */
struct policy_wish {
  int64_t draft;
  uint64_t before;            /* seq of the policy that it was laid over; 0: there was none */
  uint8_t hash[TX_HASH_SIZE]; /* of the draft's text */
  char end[POLICY_END_SIZE];  /* orders that end with it, as struct order_source has them */
};

/* Lines of a file that wait. */
struct held_wish {
  int64_t import, lines;
  uint32_t counts[RESTRAINTS];  /* of the lines */
  uint8_t digest[TX_HASH_SIZE]; /* over all of them */
};

/* What somebody is exempt from (enum tx_exempt, added up), and what is left of it. */
struct exemption_wish {
  uint8_t before, after;
};

/* A document that shall be a person's, and who has it so far. */
struct document_wish {
  int type;                      /* enum id_type of the domain */
  char number[33];               /* rests sealed while it is asked for, then its tail */
  uint8_t id_hash[TX_HASH_SIZE]; /* keyed, of the number */
  int64_t other;                 /* an index of the same area, whose residency ends; -1: nobody */
  bool elsewhere;                /* somebody of another area has it: both homes are one person's */
};

#define REQUEST_EVIDENCE_SIZE 129
#define REQUEST_WORDS_SIZE 385

struct request_row {
  uint64_t area;
  int64_t id; /* numbered within the area, from 1 */
  enum request_act act;
  uint32_t index;                  /* whom it is about */
  uint32_t before;                 /* the record as it stood */
  enum tx_state state;             /* of REQUEST_STATE */
  struct statement_row statement;  /* of REQUEST_STATEMENT */
  struct body body;                /* of REQUEST_BODY */
  struct account account;          /* of REQUEST_ACCOUNT; its login alone of REQUEST_END */
  struct policy_wish policy;       /* of REQUEST_POLICY; its words say why in spite of warnings */
  struct held_wish held;           /* of REQUEST_HELD */
  struct feed_wish feed;           /* of REQUEST_FEED */
  struct bulk_wish bulk;           /* of REQUEST_BULK */
  struct edition edition;          /* of REQUEST_EDITION */
  struct trace_wish trace;         /* of REQUEST_TRACE */
  struct exemption_wish exemption; /* of REQUEST_EXEMPTION; whose it is is index */
  struct document_wish document;   /* of REQUEST_DOCUMENT; whose it shall be is index */
  struct founding founding;        /* of REQUEST_FOUNDING; whom it added by hand is index */
  int ground;                      /* in grounds[]; -1 where nobody is restrained */
  int64_t until;                   /* when it ends by itself; 0: not */
  char asked_by[ACCOUNT_LOGIN_SIZE], asked_body[BODY_ID_SIZE];
  int64_t asked_at;
  bool emergency; /* one person did it alone; unless it is seconded it ends after two hours */
  bool repeated;  /* it was asked for again: this is the first, which waits */
  enum request_outcome outcome;
  char decided_by[ACCOUNT_LOGIN_SIZE], decided_body[BODY_ID_SIZE]; /* "" while asked */
  int64_t decided_at;
  /* What people typed; rests sealed. */
  char evidence[REQUEST_EVIDENCE_SIZE]; /* the number of a report, a list, a record … */
  char words[REQUEST_WORDS_SIZE];
  char reply[REQUEST_WORDS_SIZE]; /* of who refused */
};

#endif
