/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two hands: whatever restrains a person is asked for by one account and seconded by one of another
 * body, on a ground of the closed list, with its evidence and an end; bodies and accounts are made
 * and ended, and policies published, by two as well. A request that nobody seconds within a day
 * lapses.
 */
#ifndef SERVER_DOMAIN_REQUEST_H
#define SERVER_DOMAIN_REQUEST_H

#include "domain/context/context.h"
#include "model/list_page.h"
#include "model/request.h"

#define REQUEST_LIFE_S 86400
#define EMERGENCY_LIFE_S 7200   /* what one person did alone ends by itself */
#define EMERGENCY_AGAIN_S 86400 /* until when the same body does not do the same again */
#define EMERGENCY_PEOPLE 20     /* that a body isolates alone in that time */
#define BODY_SECONDS_AFTER_S                                                                       \
  86400 /* a body seconds a day after it was made; founding ones at once */

struct document_in; /* domain/resident/document.h */

/* What is asked for. */
struct request_in {
  enum request_act act;
  uint64_t area;
  uint32_t index;
  enum tx_state state;                   /* of REQUEST_STATE */
  const struct statement_row *statement; /* of REQUEST_STATEMENT; its end is until */
  const struct body *body;               /* of REQUEST_BODY */
  const struct account *account;         /* of REQUEST_ACCOUNT, REQUEST_END */
  const struct policy_wish *policy;      /* of REQUEST_POLICY */
  struct feed_wish *feed;                /* of REQUEST_FEED; feed_check fills it in */
  const struct bulk_wish *bulk;          /* of REQUEST_BULK; people 0: as many as there are */
  const struct edition *edition;         /* of REQUEST_EDITION */
  const struct trace_wish *trace;        /* of REQUEST_TRACE */
  uint8_t exempt;                        /* of REQUEST_EXEMPTION: what is left */
  const struct document_in *document;    /* of REQUEST_DOCUMENT */
  const char *ground, *evidence, *words;
  int64_t until; /* 0: as long as the ground allows */
  /* One person, a lead, of the health body or a command, acts alone, with words: isolation at home,
   * or orders that end within two hours. It is done at once and ends after two hours, unless it is
   * seconded before; everybody who may second, and who inspects, sees it. */
  bool emergency;
};

/* Writes a request down, out->outcome REQUEST_ASKED; or, where the holder asked for it (B1, B2),
 * does it at once: REQUEST_DONE. TX_BAD_ARGUMENT (no ground, not of that ground, no evidence, no
 * such body or role, an end that is too far), TX_NOT_ALLOWED (nobody could second it yet),
 * TX_CONFLICT, with a sentence. An emergency is refused besides for any other act
 * (TX_NOT_ALLOWED), and where the same body did the same within 24 hours, or to twenty people
 * (TX_CONFLICT); where it is a policy, orders_show is to follow. What waits already is not asked
 * for twice: *out is the first then, out->repeated.
 */
enum tx_reason request_make(const struct request *request, const struct request_in *in,
                            struct request_row *out, struct host_problem *problem);

/* The same as one of many, within the caller's transaction. */
enum tx_reason request_make_within(const struct request *request, const struct request_in *in,
                                   struct request_row *out, struct host_problem *problem);

enum request_verdict { REQUEST_SECOND, REQUEST_REFUSE, REQUEST_WITHDRAW };

/* Seconds it, and does what it asks for; refuses it, with words; or takes it back, by who asked.
 * hash is what the caller saw (request_hash). TX_CONFLICT: it is decided, lapsed, or the person's
 * record is another by now; TX_NOT_ALLOWED: the caller may not, of which body would; TX_NOT_FOUND;
 * TX_BAD_ARGUMENT; with a sentence. What was done in the founding is undone by a refusal
 * (founding_undo), which takes a hash, too: NULL where the password was not given again. */
enum tx_reason request_decide(struct server *server, const struct request *request, uint64_t area,
                              int64_t id, enum request_verdict verdict,
                              const uint8_t hash[TX_HASH_SIZE], const char *words,
                              struct request_row *out, struct host_problem *problem);

/* A page of an area's, those that are still asked for alone or all; the caller frees *out. */
enum tx_reason request_list(const struct request *request, uint64_t area, bool asked_only,
                            struct list_page *page, struct request_row **out, size_t *count,
                            struct host_problem *problem);

/* SHA-256 of what is asked for as canonical JSON (RFC 8785: members sorted, no blanks): what the
 * second person puts their name to. */
enum tx_reason request_hash(const struct request_row *row, uint8_t out[TX_HASH_SIZE]);

#define REQUEST_SECONDERS 8 /* accounts that are named */

/* Who may second a request. */
struct request_seconders {
  uint32_t kinds, roles; /* 1 << enum body_kind, of another body; 1 << enum role */
  bool inspection;       /* a body of inspection seconds it in any role */
  bool named;            /* whether the caller may see accounts */
  size_t count;          /* accounts that could now … */
  char logins[REQUEST_SECONDERS][ACCOUNT_LOGIN_SIZE]; /* … the first of them, where named */
};
enum tx_reason request_seconders(const struct request *request, const struct request_row *row,
                                 struct request_seconders *out);
/* "bodies: health; roles: lead, health, command; accounts: doctor" */
void request_seconders_say(const struct request_seconders *who, bool english, char *out,
                           size_t cap);

/* RESTRAINT_NONE for what is about bodies, accounts and policies. */
enum restraint request_restraint(const struct request_row *row);
/* "A3", or "" without one. */
const char *request_ground(const struct request_row *row);
/* "state", "statement", "body", "account", "end", "policy", "held", "feed", "bulk", "edition",
 * "trace", "closing", "founding", "exemption", "document". */
const char *request_act_word(enum request_act act);

/* Requests lapse after a day, suspensions end at their end: in slices, so that nobody waits for
 * the database while the areas of a city are gone through. */
enum tx_reason request_expire(struct server *server, int64_t now_s);

#endif
