/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a roster would do, shown before it is done. The file and what its rows come to rest in
 * memory alone, for an hour at most, and are cleansed: nothing of them is in the database until
 * somebody confirms.
 */
#ifndef SERVER_DOMAIN_IMPORT_PREVIEW_H
#define SERVER_DOMAIN_IMPORT_PREVIEW_H

#include "domain/context/context.h"

#define PREVIEW_KEPT_S 3600          /* model/retention.c says it, too */
#define PREVIEWS_MAX 4               /* at a time; an account has one of an area */
#define PREVIEW_FILE_MAX (32u << 20) /* bytes of a file */
#define PREVIEW_TEXTS_MAX (32u << 20)

enum preview_kind { PREVIEW_ADDED, PREVIEW_CHANGED, PREVIEW_GONE, PREVIEW_REFUSED, PREVIEW_KINDS };
const char *preview_kind_word(enum preview_kind kind); /* "added" … */
int preview_kind_find(const char *word);               /* -1 for another word */

/* Of its texts: added and changed begin with the masked name, the tail, building and room; of what
 * changed each column's names in both languages, old and new follow. Refused: the column's names,
 * and what is wrong, in both languages. Gone: none, the roster has them. */
struct preview_item {
  uint32_t line;  /* 0: gone */
  uint32_t index; /* of a resident: changed, gone */
  size_t at;      /* of the first text, each ended by a zero byte */
  size_t count;   /* of texts */
};

struct preview_list {
  struct preview_item *items;
  size_t count, cap;
};

/* Nothing of it changes once it is kept. */
struct preview {
  struct preview *next; /* these three under the server's lock */
  int references;
  bool confirming;
  int64_t id; /* drawn at random: an old number means nothing to another start of the server */
  uint64_t area;
  char actor[40];
  int64_t made_at;
  struct tx_span file; /* its bytes as they came; owned */
  char map[1024];
  uint8_t digest[TX_HASH_SIZE]; /* over whom the rows meant, and what was known of them */
  size_t rows, unchanged;
  struct preview_list lists[PREVIEW_KINDS];
  char *texts;
  size_t texts_n, texts_cap;
};

/* One that is being made; NULL without memory. map may be NULL. */
struct preview *preview_create(const struct request *request, uint64_t area, struct tx_span file,
                               const char *map);
/* TX_OK, TX_NO_MEMORY, TX_NO_SPACE (PREVIEW_TEXTS_MAX). */
enum tx_reason preview_note(struct preview *preview, enum preview_kind kind,
                            struct preview_item item, const char *const *texts, size_t count);
/* The text after another of an item; the first is preview->texts + item->at. */
const char *preview_next_text(const char *text);

/* Takes one into the server's, in the place of the account's last of that area. TX_BUSY with a
 * sentence when PREVIEWS_MAX others wait. The caller goes on holding it. */
enum tx_reason preview_keep(struct server *server, struct preview *preview,
                            struct host_problem *problem);

/* Holds one, which preview_release lets go. TX_NOT_FOUND, TX_NOT_ALLOWED, with a sentence. */
enum tx_reason preview_find(struct server *server, const struct request *request, uint64_t area,
                            int64_t id, struct preview **out, struct host_problem *problem);
void preview_release(struct server *server, struct preview *preview);

/* The same for who carries it out: nobody else can meanwhile. TX_CONFLICT with a sentence. */
enum tx_reason preview_claim(struct server *server, const struct request *request, uint64_t area,
                             int64_t id, struct preview **out, struct host_problem *problem);
/* Lets it go; spent: it was carried out, or holds no longer. */
void preview_give_back(struct server *server, struct preview *preview, bool spent);

/* Forgets one that nobody carries out. As preview_claim. */
enum tx_reason preview_discard(struct server *server, const struct request *request, uint64_t area,
                               int64_t id, struct host_problem *problem);

/* Those that the caller's rights reach, each held, at most PREVIEWS_MAX. */
size_t preview_all(struct server *server, const struct request *request,
                   struct preview *out[PREVIEWS_MAX]);

/* Forgets those of an hour ago; before INT64_MAX: all of them, for a server that ends. */
void preview_expire(struct server *server, int64_t now_s);

#endif
