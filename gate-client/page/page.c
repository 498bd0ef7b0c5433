/* SPDX-License-Identifier: Apache-2.0 */
#include "page/page.h"

#include "page/assets.h"
#include "page/guesses.h"
#include "page/hub.h"
#include "page/mend.h"

#include "format/crypto.h"

#include "host/sys/url.h"
#include "host/text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WORD_MAX 1024
#define COOKIE_SIZE 33
#define STOP_MS 500
#define PLACES 128
#define REQUEST_S 10
#define TIMEOUT_S 30
#define COOKIE "tongxing_gate"

struct gate_page {
  struct host_http *http;
  struct hub *hub;
  struct gate_words *words;
  char *pairing;            /* NULL: nobody has to say it */
  char cookie[COOKIE_SIZE]; /* of phones that said it */
  struct guesses guesses;   /* the server's one thread's */
  char **names;             /* NULL ends */
  char *state;              /* last one sent */
  char *server;             /* NULL: none */
};

/* --- who may -------------------------------------------------------------------------------------
 */

static bool has_cookie(const struct gate_page *p, const struct host_request *request) {
  struct tx_span value = { 0 };
  while (host_request_cookie(request, COOKIE, &value))
    if (value.n == COOKIE_SIZE - 1 && tx_equal_secret(value.p, (const uint8_t *)p->cookie, value.n))
      return true;
  return false;
}

/* Without a word to say only this machine may, and nobody whom a proxy on it speaks for. */
static bool is_paired(const struct gate_page *p, const struct host_request *request) {
  return host_request_is_local(request) || (p->pairing && has_cookie(p, request));
}

/* A paired phone keeps its place. */
static bool greet(struct host_request *request, void *context) {
  if (has_cookie((const struct gate_page *)context, request)) host_request_prove(request);
  return true;
}

/* A page of somebody else's cannot set this header without being asked for leave. */
static bool is_from_our_page(const struct host_request *request) {
  const char *own = host_request_header(request, "X-Tongxing");
  return own && strcmp(own, "gate") == 0;
}

static bool admit(struct host_request *request, void *context) {
  const struct gate_page *p = (const struct gate_page *)context;
  host_reply_header(request, "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                    "img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
  host_reply_header(request, "X-Content-Type-Options", "nosniff");
  host_reply_header(request, "Referrer-Policy", "no-referrer");
  const char *path = host_request_path(request);
  if (strncmp(path, "/api/", 5) != 0 || strcmp(path, "/api/pair") == 0 || is_paired(p, request))
    return true;
  host_reply_refusal(request, 403, TX_NOT_ALLOWED, "请先输入本门禁的配对词",
                     "say the gate's pairing word first");
  return false;
}

/* --- routes --------------------------------------------------------------------------------------
 */

static void give_asset(struct host_request *request, const struct page_asset *asset) {
  host_reply_cache(request, "no-cache");
  host_reply(request, 200, asset->type, tx_span_of(asset->bytes, asset->size));
}

static void get_queue(struct host_request *request, void *context) {
  (void)context;
  give_asset(request, &page_queue_html);
}
static void get_guard(struct host_request *request, void *context) {
  (void)context;
  give_asset(request, &page_guard_html);
}
static void get_style(struct host_request *request, void *context) {
  (void)context;
  give_asset(request, &page_style_css);
}
static void get_queue_script(struct host_request *request, void *context) {
  (void)context;
  give_asset(request, &page_queue_js);
}
static void get_guard_script(struct host_request *request, void *context) {
  (void)context;
  give_asset(request, &page_guard_js);
}

static void get_queue_events(struct host_request *request, void *context) {
  hub_attend(((struct gate_page *)context)->hub, HUB_QUEUE, request);
}
static void get_guard_events(struct host_request *request, void *context) {
  hub_attend(((struct gate_page *)context)->hub, HUB_GUARD, request);
}

static void post_word(struct host_request *request, void *context) {
  struct gate_page *p = (struct gate_page *)context;
  struct tx_span body = host_request_body(request);
  struct gate_word word;
  const struct gate_word_error *error = NULL;
  json_t *json = json_loadb((const char *)body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
  if (!is_from_our_page(request))
    host_reply_refusal(request, 403, TX_NOT_ALLOWED, "请求不是由本页面发出",
                       "send the page's own header");
  else if (!gate_word_read(json, &word, &error))
    host_reply_refusal(request, 400, TX_BAD_ARGUMENT, error->zh, error->en);
  else if (!gate_words_say(p->words, &word))
    host_reply_problem(request, 503, TX_BUSY, NULL);
  else
    host_reply_json(request, 202, "{}");
  json_decref(json);
}

/* Whoever may speak has been let through by admit. */
static void get_paired(struct host_request *request, void *context) {
  (void)context;
  host_reply_json(request, 200, "{}");
}

static bool says_word(const struct gate_page *p, const struct host_request *request) {
  struct tx_span said = host_request_body(request);
  return p->pairing && is_from_our_page(request) && said.n == strlen(p->pairing) &&
         tx_equal_secret(said.p, (const uint8_t *)p->pairing, said.n);
}

static void refuse_guess(struct host_request *request, int64_t wait_ms) {
  char seconds[24];
  snprintf(seconds, sizeof seconds, "%lld", (long long)(wait_ms + 999) / 1000);
  host_reply_header(request, "Retry-After", seconds);
  host_reply_refusal(request, 429, TX_BUSY, "配对词错误次数过多，请稍候再试",
                     "too many wrong words, wait a little");
}

static void post_pair(struct host_request *request, void *context) {
  struct gate_page *p = (struct gate_page *)context;
  int64_t now_ms = host_monotonic_ms(), wait_ms = guesses_wait_ms(&p->guesses, now_ms);
  if (wait_ms > 0) {
    refuse_guess(request, wait_ms);
    return;
  }
  if (!says_word(p, request)) {
    guesses_wrong(&p->guesses, now_ms);
    host_reply_refusal(request, 403, TX_NOT_ALLOWED, "配对词不对", "that is not the pairing word");
    return;
  }
  char cookie[128];
  snprintf(cookie, sizeof cookie, COOKIE "=%s; HttpOnly; Secure; SameSite=Strict; Path=/",
           p->cookie);
  host_reply_header(request, "Set-Cookie", cookie);
  host_reply_json(request, 200, "{}");
}

static const struct host_route routes[] = {
  { "GET", "/", get_queue, 0, 0, 0 },
  { "GET", "/guard", get_guard, 0, 0, 0 },
  { "GET", "/style.css", get_style, 0, 0, 0 },
  { "GET", "/queue.js", get_queue_script, 0, 0, 0 },
  { "GET", "/guard.js", get_guard_script, 0, 0, 0 },
  { "GET", "/api/queue", get_queue_events, 0, 0, 0 },
  { "GET", "/api/guard", get_guard_events, 0, 0, 0 },
  { "GET", "/api/paired", get_paired, 0, 0, 0 },
  { "POST", "/api/word", post_word, WORD_MAX, 0, 0 },
  { "POST", "/api/pair", post_pair, WORD_MAX, 0, 0 },
};

/* --- showing -------------------------------------------------------------------------------------
 */

static void say_json(struct hub *hub, enum hub_view view, const char *name, json_t *json,
                     bool sticky) {
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  if (text) hub_say(hub, view, name, text, sticky);
  free(text);
  json_decref(json);
}

/* The queue hears what the reason says to everybody; the words of a rule could tell of a disease.
 */
static json_t *queue_json(const struct gate_page *p, const struct gate_outcome *o) {
  const struct tx_decision *d = &o->decision;
  char zh[128], en[128];
  json_t *json = json_pack("{s:I, s:s, s:s, s:s, s:s*}", "at", (json_int_t)o->at, "verdict",
                           tx_verdict_name(d->verdict), "zh", gate_outcome_text(o, "zh"), "en",
                           gate_outcome_text(o, "en"), "call", o->call);
  gate_outcome_since(o, "zh", zh, sizeof zh);
  gate_outcome_since(o, "en", en, sizeof en);
  if (json && *zh) json_object_set_new(json, "since", json_pack("{s:s, s:s}", "zh", zh, "en", en));
  gate_outcome_skew(o, "zh", zh, sizeof zh);
  gate_outcome_skew(o, "en", en, sizeof en);
  if (!json || !*zh) return json;
  json_t *mend = json_pack("{s:s, s:s, s:o*}", "zh", zh, "en", en, "code",
                           mend_code(p->server, d->clock_skew_s));
  json_object_set_new(json, "mend", mend);
  return json;
}

void gate_page_show(struct gate_page *p, const struct gate_outcome *o) {
  say_json(p->hub, HUB_QUEUE, "outcome", queue_json(p, o), false);
  char zh[1024], en[1024];
  gate_outcome_explain(o, "zh", zh, sizeof zh);
  gate_outcome_explain(o, "en", en, sizeof en);
  json_t *whole = gate_outcome_json(o);
  if (whole) {
    json_object_set_new(whole, "more_zh", json_string(zh));
    json_object_set_new(whole, "more_en", json_string(en));
  }
  say_json(p->hub, HUB_GUARD, "outcome", whole, false);
}

void gate_page_state(struct gate_page *p, const json_t *state) {
  char *text = json_dumps(state, JSON_COMPACT | JSON_SORT_KEYS);
  if (!text) return;
  if (!p->state || strcmp(p->state, text) != 0) {
    hub_say(p->hub, HUB_GUARD, "state", text, true);
    free(p->state);
    p->state = text;
    return;
  }
  free(text);
}

/* --- starting and stopping -------------------------------------------------------------------- */

static bool is_loopback(const char *listen) {
  struct host_authority at;
  return host_authority_read(tx_span_text(listen), &at) && host_name_is_loopback(at.name);
}

/* --- names ------------------------------------------------------------------------------------ */

/* The machine's own name as well, bare and as multicast DNS has it (RFC 6762). */
static bool is_machine(const char *name) {
  char own[HOST_NAME_SIZE];
  size_t n = gethostname(own, sizeof own) == 0 ? strnlen(own, sizeof own - 1) : 0;
  if (n == 0 || strncasecmp(name, own, n) != 0) return false;
  return name[n] == '\0' || strcmp(name + n, ".local") == 0;
}

static bool is_called(void *context, const char *name) {
  const struct gate_page *p = (const struct gate_page *)context;
  for (char **own = p->names; *own; own++)
    if (strcmp(*own, name) == 0) return true;
  return is_machine(name);
}

static char **copy_names(const char *const *names) {
  size_t count = 0;
  while (names && names[count])
    count++;
  char **copy = calloc(count + 1, sizeof *copy);
  for (size_t i = 0; copy && i < count; i++)
    copy[i] = strdup(names[i]);
  return copy;
}

static void free_names(char **names) {
  for (char **name = names; name && *name; name++)
    free(*name);
  free(names);
}

static bool make_cookie(struct gate_page *p) {
  uint8_t random[(COOKIE_SIZE - 1) / 2];
  if (!tx_random(random, sizeof random)) return false;
  for (size_t i = 0; i < sizeof random; i++)
    snprintf(p->cookie + 2 * i, 3, "%02x", random[i]);
  return true;
}

bool gate_page_may_be(const struct gate_page_options *options) {
  bool guarded = options->cert_path && options->key_path && options->pairing;
  return guarded || is_loopback(options->listen);
}

enum tx_reason gate_page_start(const struct gate_page_options *options, struct gate_page **out) {
  if (!gate_page_may_be(options)) return TX_NOT_ALLOWED;
  struct gate_page *p = calloc(1, sizeof *p);
  if (p) p->names = copy_names(options->names);
  if (p) p->hub = hub_create();
  if (!p || !p->hub || !p->names || !make_cookie(p)) {
    gate_page_stop(p);
    return TX_NO_MEMORY;
  }
  p->words = options->words;
  p->pairing = options->pairing ? strdup(options->pairing) : NULL;
  p->server = options->server ? strdup(options->server) : NULL;
  const struct host_http_options http = {
    .listen = options->listen,
    .cert_path = options->cert_path,
    .key_path = options->key_path,
    .routes = routes,
    .route_count = sizeof routes / sizeof *routes,
    .context = p,
    .threads = 1,
    .connections = options->places ? options->places : PLACES,
    .timeout_s = TIMEOUT_S,
    .request_s = options->request_s ? options->request_s : REQUEST_S,
    .named = is_called,
    .proxies = options->proxies,
    .proxy_count = options->proxy_count,
    .greet = greet,
    .admit = admit,
  };
  enum tx_reason reason = host_http_start(&http, &p->http);
  if (reason == TX_OK)
    *out = p;
  else
    gate_page_stop(p);
  return reason;
}

bool gate_page_turns(const struct gate_page *p, int64_t within_ms) {
  return host_http_turns(p->http, within_ms);
}

uint16_t gate_page_port(const struct gate_page *p) {
  return host_http_port(p->http);
}

void gate_page_stop(struct gate_page *p) {
  if (!p) return;
  if (p->hub) hub_close(p->hub);
  host_http_stop(p->http, STOP_MS);
  hub_destroy(p->hub);
  free(p->pairing);
  free(p->state);
  free(p->server);
  free_names(p->names);
  free(p);
}
