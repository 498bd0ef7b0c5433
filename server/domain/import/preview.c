/* SPDX-License-Identifier: Apache-2.0 */
#include "preview.h"

#include "host/text/text.h"

#include "format/crypto.h"

#include <stdlib.h>

#define ID_DIGITS 1000000000u /* a person types it */

static const char *const kinds[PREVIEW_KINDS] = { "added", "changed", "gone", "refused" };

const char *preview_kind_word(enum preview_kind kind) {
  return kinds[kind];
}

int preview_kind_find(const char *word) {
  for (int i = 0; i < PREVIEW_KINDS; i++)
    if (strcmp(word, kinds[i]) == 0) return i;
  return -1;
}

/* --- made ------------------------------------------------------------------------------------- */

static void destroy(struct preview *preview) {
  for (int i = 0; i < PREVIEW_KINDS; i++)
    free(preview->lists[i].items);
  if (preview->texts) tx_cleanse(preview->texts, preview->texts_cap);
  free(preview->texts);
  uint8_t *file = (uint8_t *)(uintptr_t)preview->file.p;
  if (file) tx_cleanse(file, preview->file.n);
  free(file);
  free(preview);
}

struct preview *preview_create(const struct request *request, uint64_t area, struct tx_span file,
                               const char *map) {
  struct preview *preview = calloc(1, sizeof *preview);
  uint8_t *bytes = malloc(file.n ? file.n : 1);
  if (!preview || !bytes) {
    free(preview);
    free(bytes);
    return NULL;
  }
  if (file.n) memcpy(bytes, file.p, file.n);
  preview->references = 1;
  preview->area = area;
  preview->made_at = request->now_s;
  preview->file = tx_span_of(bytes, file.n);
  host_copy(request->actor, preview->actor, sizeof preview->actor);
  host_copy(map ? map : "", preview->map, sizeof preview->map);
  return preview;
}

/* What was there before is cleansed: it names people. */
static bool make_room(struct preview *preview, size_t n) {
  if (preview->texts_n + n <= preview->texts_cap) return true;
  size_t cap = preview->texts_cap ? preview->texts_cap : 4096;
  while (cap < preview->texts_n + n)
    cap *= 2;
  char *texts = malloc(cap);
  if (!texts) return false;
  if (preview->texts) memcpy(texts, preview->texts, preview->texts_n);
  if (preview->texts) tx_cleanse(preview->texts, preview->texts_cap);
  free(preview->texts);
  preview->texts = texts;
  preview->texts_cap = cap;
  return true;
}

static bool add_item(struct preview_list *list, const struct preview_item *item) {
  if (list->count == list->cap) {
    size_t cap = list->cap ? list->cap * 2 : 64;
    struct preview_item *items = realloc(list->items, cap * sizeof *items);
    if (!items) return false;
    list->items = items;
    list->cap = cap;
  }
  list->items[list->count++] = *item;
  return true;
}

enum tx_reason preview_note(struct preview *preview, enum preview_kind kind,
                            struct preview_item item, const char *const *texts, size_t count) {
  item.at = preview->texts_n;
  item.count = count;
  for (size_t i = 0; i < count; i++) {
    size_t n = strlen(texts[i]) + 1;
    if (preview->texts_n + n > PREVIEW_TEXTS_MAX) return TX_NO_SPACE;
    if (!make_room(preview, n)) return TX_NO_MEMORY;
    memcpy(preview->texts + preview->texts_n, texts[i], n);
    preview->texts_n += n;
  }
  return add_item(&preview->lists[kind], &item) ? TX_OK : TX_NO_MEMORY;
}

const char *preview_next_text(const char *text) {
  return text + strlen(text) + 1;
}

/* --- kept ------------------------------------------------------------------------------------- */

/* Under the server's lock, as all below it that takes a slot. */
static void let_go(struct preview *preview) {
  if (--preview->references == 0) destroy(preview);
}

static void drop(struct preview **slot) {
  struct preview *gone = *slot;
  *slot = gone->next;
  let_go(gone);
}

static void drop_old(struct server *server, int64_t now_s) {
  for (struct preview **at = &server->previews; *at;)
    if (!(*at)->confirming && (*at)->made_at <= now_s - PREVIEW_KEPT_S)
      drop(at);
    else
      at = &(*at)->next;
}

/* The one that the account made before of the same area. */
static void drop_last(struct server *server, const struct preview *preview) {
  for (struct preview **at = &server->previews; *at;)
    if (!(*at)->confirming && (*at)->area == preview->area &&
        strcmp((*at)->actor, preview->actor) == 0)
      drop(at);
    else
      at = &(*at)->next;
}

static struct preview **slot_of(struct server *server, uint64_t area, int64_t id) {
  struct preview **at = &server->previews;
  while (*at && ((*at)->area != area || (*at)->id != id))
    at = &(*at)->next;
  return at;
}

static size_t count_kept(const struct server *server) {
  size_t count = 0;
  for (const struct preview *at = server->previews; at; at = at->next)
    count++;
  return count;
}

static bool add(struct server *server, struct preview *preview) {
  uint32_t drawn;
  drop_old(server, preview->made_at);
  drop_last(server, preview);
  if (count_kept(server) >= PREVIEWS_MAX) return false;
  do {
    if (!tx_random((uint8_t *)&drawn, sizeof drawn)) return false;
    preview->id = drawn % ID_DIGITS;
  } while (!preview->id || *slot_of(server, preview->area, preview->id));
  preview->next = server->previews;
  preview->references++;
  server->previews = preview;
  return true;
}

enum tx_reason preview_keep(struct server *server, struct preview *preview,
                            struct host_problem *problem) {
  pthread_mutex_lock(&server->lock);
  bool added = add(server, preview);
  pthread_mutex_unlock(&server->lock);
  if (added) return TX_OK;
  return host_problem_set(problem, TX_BUSY,
                          "已有%d份名册在等候确认，请先确认或放弃其中一份（import --list）。",
                          "%d rosters wait to be confirmed: please confirm or discard one first "
                          "(import --list).",
                          PREVIEWS_MAX);
}

static enum tx_reason say_unknown(struct host_problem *problem, int64_t id) {
  return host_problem_set(problem, TX_NOT_FOUND,
                          "没有第%lld号预览：已确认、已放弃，或已超过一小时；请重新上传名册。",
                          "There is no preview %lld: it was confirmed or discarded, or an hour is "
                          "over; please upload the roster again.",
                          (long long)id);
}

enum tx_reason preview_find(struct server *server, const struct request *request, uint64_t area,
                            int64_t id, struct preview **out, struct host_problem *problem) {
  *out = NULL;
  enum tx_reason reason = area_reached(request, area, problem);
  if (reason != TX_OK) return reason;
  pthread_mutex_lock(&server->lock);
  drop_old(server, request->now_s);
  *out = *slot_of(server, area, id);
  if (*out) (*out)->references++;
  pthread_mutex_unlock(&server->lock);
  return *out ? TX_OK : say_unknown(problem, id);
}

void preview_release(struct server *server, struct preview *preview) {
  if (!preview) return;
  pthread_mutex_lock(&server->lock);
  let_go(preview);
  pthread_mutex_unlock(&server->lock);
}

/* --- carried out ------------------------------------------------------------------------------ */

enum tx_reason preview_claim(struct server *server, const struct request *request, uint64_t area,
                             int64_t id, struct preview **out, struct host_problem *problem) {
  enum tx_reason reason = preview_find(server, request, area, id, out, problem);
  if (reason != TX_OK || !*out) return reason;
  pthread_mutex_lock(&server->lock);
  bool taken = (*out)->confirming;
  if (!taken) (*out)->confirming = true;
  pthread_mutex_unlock(&server->lock);
  if (!taken) return TX_OK;
  preview_release(server, *out);
  *out = NULL;
  return host_problem_say(problem, TX_CONFLICT, "这份名册正在导入。",
                          "This roster is being imported.");
}

void preview_give_back(struct server *server, struct preview *preview, bool spent) {
  if (!preview) return;
  pthread_mutex_lock(&server->lock);
  struct preview **slot = slot_of(server, preview->area, preview->id);
  preview->confirming = false;
  if (spent && *slot == preview) drop(slot);
  let_go(preview);
  pthread_mutex_unlock(&server->lock);
}

enum tx_reason preview_discard(struct server *server, const struct request *request, uint64_t area,
                               int64_t id, struct host_problem *problem) {
  struct preview *preview;
  enum tx_reason reason = preview_claim(server, request, area, id, &preview, problem);
  if (reason == TX_OK) preview_give_back(server, preview, true);
  return reason;
}

size_t preview_all(struct server *server, const struct request *request,
                   struct preview *out[PREVIEWS_MAX]) {
  size_t count = 0;
  pthread_mutex_lock(&server->lock);
  drop_old(server, request->now_s);
  for (struct preview *at = server->previews; at && count < PREVIEWS_MAX; at = at->next) {
    if (!request_reaches(request, at->area)) continue;
    at->references++;
    out[count++] = at;
  }
  pthread_mutex_unlock(&server->lock);
  return count;
}

void preview_expire(struct server *server, int64_t now_s) {
  pthread_mutex_lock(&server->lock);
  drop_old(server, now_s);
  pthread_mutex_unlock(&server->lock);
}
