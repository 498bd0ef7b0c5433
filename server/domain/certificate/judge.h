/* SPDX-License-Identifier: Apache-2.0 */
/*
 * May a certificate be issued to somebody? Answered from the statements about them, with what is
 * missing. Pure: the order in which statements came, and how often, changes nothing.
 */
#ifndef SERVER_DOMAIN_CERTIFICATE_JUDGE_H
#define SERVER_DOMAIN_CERTIFICATE_JUDGE_H

#include "model/certificate.h"
#include "model/statement.h"

#include "format/record.h"

#define CERTIFICATE_FEEDS 16
#define CERTIFICATE_MISSING 32
#define CERTIFICATE_SILENT_S 86400 /* of whom nothing was heard for so long may know more */

/* A feed that may speak of the person. */
struct certificate_feed {
  char source[STATEMENT_SOURCE_SIZE];
  uint32_t fields;  /* 1 << enum statement_field */
  int64_t heard_at; /* when it sent something last */
};

struct certificate_facts {
  unsigned kind; /* enum tx_certificate_kind */
  int64_t now_s;
  enum tx_state office; /* the office's own word of the pass */
  const struct statement_row *rows;
  size_t count;
  const struct certificate_feed *feeds;
  size_t feed_count;
  const struct edition *editions; /* those that there are; the newest in force counts */
  size_t edition_count;
  bool lockdown; /* the building lies in a zone 封控 */
  int64_t
      test_limit_s;   /* up to which a negative counts by the orders in force; 0: any that stands */
  const char *detail; /* the employer, or the number of what is forwarded; "" */
  const char *authority; /* whose certificate is forwarded; "" */
  int64_t until_s;       /* its end; 0: none is given */
};

enum certificate_lack {
  LACK_ISOLATION, /* none is known on A3 to A7; of kind 2, at home */
  LACK_DAYS,      /* it ran day of days */
  LACK_TEST,      /* of that day */
  LACK_NEGATIVE,  /* of the last two tests, or of all: the swab of about_s */
  LACK_GAP,       /* between the last two swabs: day of days hours */
  LACK_POSITIVE,  /* a positive stands */
  LACK_RELEASE,   /* by the source */
  LACK_STATE,     /* the pass is not active */
  LACK_HEALTH,    /* a colour, or none is known */
  LACK_TRAVEL,    /* risk, or nothing is known */
  LACK_RECENT,    /* negative test, not older than days hours */
  LACK_ZONE,      /* the building is locked down */
  LACK_EMPLOYER,
  LACK_AUTHORITY,
  LACK_NUMBER,
  LACK_UNTIL,
  LACKS,
};

struct certificate_missing {
  enum certificate_lack lack;
  int day, days;    /* as the lack says */
  int64_t about_s;  /* the day, the swab or the beginning that it is about; 0: none */
  bool unknown;     /* it may be there: source is silent, or nobody speaks of it */
  int64_t silent_s; /* since when source is; 0: it is not */
  char source[STATEMENT_SOURCE_SIZE]; /* who said so, or would; "" */
};

enum certificate_verdict { CERTIFICATE_NO, CERTIFICATE_UNKNOWN, CERTIFICATE_YES };

struct certificate_answer {
  enum certificate_verdict verdict;
  struct certificate_missing missing[CERTIFICATE_MISSING];
  size_t count;
  int64_t from_s, until_s;       /* of the isolation; 0: none */
  const struct edition *edition; /* by which it was judged; NULL: by none */
};

void certificate_judge(const struct certificate_facts *facts, struct certificate_answer *out);

/* "no", "unknown", "yes" */
const char *certificate_verdict_word(enum certificate_verdict verdict);
/* "test" … */
const char *certificate_lack_word(enum certificate_lack lack);
/* "缺第7天核酸（2022-01-09）" or "no test of day 7 (2022-01-09)" */
#define CERTIFICATE_SAID_SIZE 320
void certificate_say(const struct certificate_missing *missing, bool english,
                     char out[CERTIFICATE_SAID_SIZE]);

#endif
