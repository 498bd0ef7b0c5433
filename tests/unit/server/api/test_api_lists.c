/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever is asked for: a list that can grow comes in pages, each with where the next begins; what
 * can be changed over somebody else's change bears an ETag and is changed under If-Match.
 */
#include "api_makers.h"

#include "api_description.h"

/* Pages of a list. */
static const struct {
  const char *pattern, *member, *id, *cursor; /* cursor: takes the next of the page before */
  size_t fewest;                              /* that one of each act leaves */
} paged[] = {
  { "/v1/residents", "residents", "index", "from", 4 },
  { "/v1/passes", "holders", "index", "from", 4 },
  { "/v1/households", "households", "household", "from", 2 },
  { "/v1/visitors", "visitors", "index", "from", 2 },
  { "/v1/requests?all=1", "requests", "id", "from", 5 },
  { "/v1/appeals?all=1", "appeals", "id", "from", 2 },
  { "/v1/claims", "claims", "id", "from", 2 },
  { "/v1/applications", "applications", "id", "after", 2 },
  { "/v1/certificates", "certificates", "serial", "from", 2 },
  { "/v1/traces", "traces", "id", "from", 2 },
  { "/v1/audit", "entries", "n", "before", 20 },
};

/* Pages that no act fills, and not read to their end here: test_events_found and test_preview
 * do so with the first two. */
static const char *const paged_besides[] = {
  "/v1/events",
  "/v1/imports/previews/{area}/{id}",
  "/v1/gates/{gate}/events",
  "/v1/reports/tests/people",
  "/v1/traces/{area}/{id}/people",
  "/v1/imports/{area}/{id}/gone",
};

/* Whatever else is asked for under /v1, but for signed objects. */
static const struct {
  const char *pattern, *why;
} whole[] = {
  { "/v1/nonce", "one" },
  { "/v1/gates/token", "no answer but its status" },
  { "/v1/events/hours", "as many hours as were asked for, a week at most" },
  { "/v1/history/{area}", "what a gate needs at once; it asks for what came since" },
  { "/v1/changes", "a stream" },
  { "/v1/sessions/current", "one" },
  { "/v1/accounts", "the office's people: as many as work there" },
  { "/v1/bodies", "as many as there are bodies" },
  { "/v1/feeds", "as many as there are sources" },
  { "/v1/gates", "as many as there are gates" },
  { "/v1/publications", "one of each kind and area" },
  { "/v1/status", "counts" },
  { "/v1/reports/{report}", "counts" },
  { "/v1/figures/{area}", "counts" },
  { "/v1/home", "counts, and what was done before there was a second" },
  { "/v1/ends", "what ends within 60 days, batches as one" },
  { "/v1/clock", "one" },
  { "/v1/audit/verification", "one" },
  { "/v1/residents/{area}/{index}", "one; of what was said, the newest 500" },
  { "/v1/grounds", "a closed list" },
  { "/v1/me", "a family" },
  { "/v1/me/appeals", "a family's" },
  { "/v1/me/certificates", "a family's" },
  { "/v1/me/reads", "a family's, of 180 days" },
  { "/v1/me/visitors", "a family's" },
  { "/v1/certificates/editions", "as many as the State made" },
  { "/v1/certificates/{area}/{serial}", "one" },
  { "/v1/closings", "the newest few" },
  { "/v1/drills", "the newest 50" },
  { "/v1/traces/{area}/{id}", "one" },
  { "/v1/imports", "what goes on now" },
  { "/v1/feeds/{source}/receipts/{id}", "one" },
  { "/v1/policies", "what is in force, and drafts" },
  { "/v1/policies/drafts/{draft}", "one" },
  { "/v1/policies/data", "one" },
  { "/v1/policies/contradictions", "of what is in force" },
};

/* What takes another's place by PUT or PATCH without If-Match. */
static const struct {
  const char *pattern, *why;
} unmatched[] = {
  { "/v1/residents/{area}/{index}/state", "two decide, and 409 where it was changed since" },
  { "/v1/residents/{area}/{index}/exemptions", "what comes is added, on what goes two decide" },
  { "/v1/feeds/{source}", "two decide, and 409 where it was changed since" },
  { "/v1/trust", "signed, and its number is higher than the one before" },
};

static bool is_paged(const char *pattern) {
  for (size_t i = 0; i < COUNT(paged); i++)
    if (strncmp(paged[i].pattern, pattern, strlen(pattern)) == 0 &&
        strchr("?", paged[i].pattern[strlen(pattern)]))
      return true;
  for (size_t i = 0; i < COUNT(paged_besides); i++)
    if (strcmp(paged_besides[i], pattern) == 0) return true;
  return false;
}

static bool is_whole(const char *pattern) {
  for (size_t i = 0; i < COUNT(whole); i++)
    if (strcmp(whole[i].pattern, pattern) == 0) return true;
  return false;
}

static void a_list_that_can_grow_comes_in_pages_or_stands_here(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    const bool asks = strcmp(route->method, "GET") == 0 &&
                      strncmp(route->pattern, "/v1/", 4) == 0 &&
                      strncmp(route->pattern, "/v1/sync/", 9) != 0;
    ASSERT_ROW(asks ? is_paged(route->pattern) != is_whole(route->pattern)
                    : strcmp(route->method, "GET") != 0 || !is_paged(route->pattern),
               route->pattern);
    if (asks && is_paged(route->pattern))
      ASSERT_ROW(says(route, "name: from,") || says(route, "name: after,") ||
                     says(route, "name: before,") || says(route, "parameters/below\""),
                 route->pattern);
  }
}

/* --- read to their end ------------------------------------------------------------------------ */

struct ids {
  long long all[500];
  size_t count;
};

/* Adds a page's; returns its next, or -1. */
static long long read_ids(struct room *room, size_t row, const char *path, struct ids *ids) {
  json_t *page = room_get(room, path, NULL);
  size_t i;
  const json_t *one;
  json_array_foreach(json_object_get(page, paged[row].member), i, one) {
    ASSERT_ROW(ids->count < COUNT(ids->all), path);
    ids->all[ids->count++] = room_int(one, paged[row].id);
  }
  ASSERT_ROW(json_is_array(json_object_get(page, paged[row].member)), path);
  const json_t *next = json_object_get(page, "next");
  const long long from = next ? (long long)json_integer_value(next) : -1;
  json_decref(page);
  return from;
}

static void walk(struct room *room, size_t row, int limit, struct ids *ids) {
  char path[160];
  const char *pattern = paged[row].pattern;
  long long from = 0;
  ids->count = 0;
  for (size_t pages = 0; from >= 0; pages++) {
    const size_t before = ids->count;
    snprintf(path, sizeof path, "GET %s%c%s=%lld&limit=%d", pattern,
             strchr(pattern, '?') ? '&' : '?', paged[row].cursor, from, limit);
    from = read_ids(room, row, path, ids);
    ASSERT_ROW(pages < COUNT(ids->all) && (!limit || ids->count - before <= (size_t)limit), path);
  }
}

/* Of pages of one, and of one that has all: that same, each once. Reading writes entries. */
static void read_whole(struct room *room, size_t row) {
  static struct ids whole_list, parts;
  if (strcmp(paged[row].member, "entries") == 0) room_sql(room, "update account set roles = 17");
  walk(room, row, 0, &whole_list);
  walk(room, row, 1, &parts);
  if (whole_list.count < paged[row].fewest)
    fail_msg("%s: %zu", paged[row].pattern, whole_list.count);
  ASSERT_ROW(whole_list.count == parts.count, paged[row].pattern);
  for (size_t i = 0; i < parts.count; i++)
    ASSERT_ROW(parts.all[i] == whole_list.all[i], paged[row].pattern);
}

/* One more of what the acts make one of, while everybody is well. */
static void make_more(struct room *room) {
  struct act trace = { 0 };
  struct phone phone = phone_of(room, FORGE_ROOT);
  (void)phone_apply_to(&phone, phone_form(2, ""), "waiting");
  room_do(room, "POST /v1/claims", json_pack("{s:i}", "index", 1));
  make_well(room, 1);
  room_do(room, "POST /v1/certificates", form(1, "work"));
  say_row(&trace, "/v1/traces");
  room_do(room, "POST /v1/traces", json_loadb((char *)trace.body.p, trace.body.n, 0, NULL));
  free(trace.body.p);
}

static void a_list_is_read_to_its_end_page_by_page(void **state) {
  struct room *room = *state;
  make_ready(room);
  make_more(room);
  for (size_t i = 0; i < COUNT(acts); i++) {
    struct made made;
    if (strcmp(acts[i].pattern, "/v1/me/passes/{area}/{index}/renewals") == 0) continue;
    make(room, i, &made);
    made_let_go(room, &made);
  }
  for (size_t i = 0; i < COUNT(paged); i++)
    read_whole(room, i);
}

/* --- If-Match --------------------------------------------------------------------------------- */

static bool is_unmatched(const char *pattern) {
  for (size_t i = 0; i < COUNT(unmatched); i++)
    if (strcmp(unmatched[i].pattern, pattern) == 0) return true;
  return false;
}

static void what_is_changed_is_changed_under_if_match_or_stands_here(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i],
                            get = { .method = "GET", .pattern = route->pattern };
    const bool changes = strcmp(route->method, "PUT") == 0 || strcmp(route->method, "PATCH") == 0;
    const bool matches = says(route, "parameters/if_match\"") && says(route, "\"412\"");
    ASSERT_ROW(!changes || matches != is_unmatched(route->pattern), route->pattern);
    ASSERT_ROW(changes || !says(route, "parameters/if_match\""), route->pattern);
    ASSERT_ROW(!matches || (says(&get, "ETag") && says(route, "ETag")), route->pattern);
  }
}

/* What the description gives an If-Match: its address, and a change. */
static const struct {
  const char *pattern, *get, *put, *body, *other;
} matched[] = {
  { "/v1/residents/{area}/{index}", "GET " RESIDENT "?purpose=contact", "PATCH " RESIDENT,
    "{\"phone\": \"13900000001\"}", "{\"phone\": \"13900000002\"}" },
  { "/v1/policies/data", "GET /v1/policies/data", "PUT /v1/policies/data",
    "{\"words\": \"history\"}", "{\"words\": \"reading\"}" },
};

struct answered {
  long status;
  char etag[64], text[8192];
};

static size_t keep_tag(char *data, size_t size, size_t count, void *context) {
  static const char name[] = "ETag: ";
  struct answered *out = context;
  const size_t n = size * count, skip = sizeof name - 1;
  if (n > skip && strncasecmp(data, name, skip) == 0)
    snprintf(out->etag, sizeof out->etag, "%.*s", (int)strcspn(data + skip, "\r\n"), data + skip);
  return n;
}

static size_t keep_text(char *data, size_t size, size_t count, void *context) {
  struct answered *out = context;
  const size_t used = strlen(out->text), n = size * count;
  snprintf(out->text + used, sizeof out->text - used, "%.*s", (int)n, data);
  return n;
}

static void ask_under(struct room *room, const char *what, const char *tag, const char *body,
                      struct answered *out) {
  char method[8], url[200], line[100];
  const char *path = strchr(what, ' ') + 1;
  *out = (struct answered){ 0 };
  CURL *curl = curl_easy_init();
  snprintf(method, sizeof method, "%.*s", (int)(path - 1 - what), what);
  snprintf(url, sizeof url, "http://localhost%s", path);
  snprintf(line, sizeof line, "If-Match: %s", tag ? tag : "");
  struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
  if (tag) headers = curl_slist_append(headers, line);
  curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, room->socket);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (body) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_tag);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, out);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_text);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
  room->api.fixed_s = room->now_s;
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
}

static void overwrite(struct room *room, size_t i) {
  struct answered first, mine, theirs, now;
  const char *pattern = matched[i].pattern;
  ask_under(room, matched[i].get, NULL, NULL, &first);
  ASSERT_ROW(first.status == 200 && *first.etag, pattern);
  ask_under(room, matched[i].put, first.etag, matched[i].body, &mine);
  ASSERT_ROW(mine.status == 200 && *mine.etag && strcmp(mine.etag, first.etag) != 0, pattern);
  ask_under(room, matched[i].put, first.etag, matched[i].other, &theirs);
  ASSERT_ROW(theirs.status == 412, pattern);
  ASSERT_ROW(strstr(theirs.text, "detail_zh") && strstr(theirs.text, "detail_en"), pattern);
  ask_under(room, matched[i].get, NULL, NULL, &now);
  ASSERT_ROW(strcmp(now.etag, mine.etag) == 0, pattern);
  ask_under(room, matched[i].put, now.etag, matched[i].other, &theirs);
  ASSERT_ROW(theirs.status == 200, pattern);
  ask_under(room, matched[i].put, "*", matched[i].body, &theirs);
  ASSERT_ROW(theirs.status == 200, pattern);
}

static void nobody_changes_over_anothers_change(void **state) {
  size_t described = 0;
  for (size_t i = 0; i < server_route_count; i++)
    described += says(&server_routes[i], "parameters/if_match\"");
  assert_int_equal(described, COUNT(matched));
  for (size_t i = 0; i < COUNT(matched); i++)
    overwrite(*state, i);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(a_list_that_can_grow_comes_in_pages_or_stands_here),
    WITH_BODIES(a_list_is_read_to_its_end_page_by_page),
    WITH_BODIES(nobody_changes_over_anothers_change),
    PROMISE(what_is_changed_is_changed_under_if_match_or_stands_here),
  };
  return cmocka_run_group_tests(promises, read_description, drop_description);
}
