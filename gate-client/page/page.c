/* SPDX-License-Identifier: Apache-2.0 */
#include "page/page.h"

#include "page/assets.h"
#include "page/guesses.h"
#include "page/hub.h"

#include "format/crypto.h"

#include "host/sys/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD_MAX 1024
#define COOKIE_SIZE 33
#define STOP_MS 500

struct gate_page {
  struct host_http *http;
  struct hub *hub;
  struct gate_words *words;
  char *pairing;            /* NULL: nobody has to say it */
  char cookie[COOKIE_SIZE]; /* of phones that said it */
  struct guesses guesses;   /* the server's one thread's */
  char *state;              /* last one sent */
};

/* --- who may -------------------------------------------------------------------------------------
 */

static bool is_paired(const struct gate_page *p, const struct host_request *request) {
  if (!p->pairing || host_request_is_local(request)) return true;
  const char *cookies = host_request_header(request, "Cookie");
  const char *at = cookies ? strstr(cookies, "tongxing_gate=") : NULL;
  return at && strlen(at + 14) >= COOKIE_SIZE - 1 &&
         tx_equal_secret((const uint8_t *)at + 14, (const uint8_t *)p->cookie, COOKIE_SIZE - 1);
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
  host_reply_problem(request, 403, TX_NOT_ALLOWED, "say the gate's pairing word first");
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

/* A problem as host_reply_problem's, whose titles are the gate's own reason: the page shows them.
 */
static void refuse_word(struct host_request *request, const struct gate_word_error *error) {
  json_t *problem =
      json_pack("{s:s, s:s, s:s, s:s, s:i, s:i}", "type", "urn:tongxing:reason:bad_argument",
                "title", error->zh, "title_zh", error->zh, "title_en", error->en, "status", 400,
                "reason", (int)TX_BAD_ARGUMENT);
  char *text = problem ? json_dumps(problem, JSON_COMPACT) : NULL;
  host_reply_cache(request, "no-store");
  host_reply(request, 400, "application/problem+json", tx_span_text(text ? text : "{}"));
  free(text);
  json_decref(problem);
}

static void post_word(struct host_request *request, void *context) {
  struct gate_page *p = (struct gate_page *)context;
  struct tx_span body = host_request_body(request);
  struct gate_word word;
  const struct gate_word_error *error = NULL;
  json_t *json = json_loadb((const char *)body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
  if (!is_from_our_page(request))
    host_reply_problem(request, 403, TX_NOT_ALLOWED, "send the page's own header");
  else if (!gate_word_read(json, &word, &error))
    refuse_word(request, error);
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
  host_reply_problem(request, 429, TX_BUSY, "too many wrong words");
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
    host_reply_problem(request, 403, TX_NOT_ALLOWED, "that is not the pairing word");
    return;
  }
  char cookie[128];
  snprintf(cookie, sizeof cookie, "tongxing_gate=%s; HttpOnly; Secure; SameSite=Strict; Path=/",
           p->cookie);
  host_reply_header(request, "Set-Cookie", cookie);
  host_reply_json(request, 200, "{}");
}

static const struct host_route routes[] = {
  { "GET", "/", get_queue, 0, false },
  { "GET", "/guard", get_guard, 0, false },
  { "GET", "/style.css", get_style, 0, false },
  { "GET", "/queue.js", get_queue_script, 0, false },
  { "GET", "/guard.js", get_guard_script, 0, false },
  { "GET", "/api/queue", get_queue_events, 0, false },
  { "GET", "/api/guard", get_guard_events, 0, false },
  { "GET", "/api/paired", get_paired, 0, false },
  { "POST", "/api/word", post_word, WORD_MAX, false },
  { "POST", "/api/pair", post_pair, WORD_MAX, false },
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
static json_t *queue_json(const struct gate_outcome *o) {
  const struct tx_decision *d = &o->decision;
  return json_pack("{s:I, s:s, s:s, s:s, s:s*}", "at", (json_int_t)o->at, "verdict",
                   tx_verdict_name(d->verdict), "zh", gate_outcome_text(o, "zh"), "en",
                   gate_outcome_text(o, "en"), "call", o->call);
}

void gate_page_show(struct gate_page *p, const struct gate_outcome *o) {
  say_json(p->hub, HUB_QUEUE, "outcome", queue_json(o), false);
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
  return strncmp(listen, "127.", 4) == 0 || strncmp(listen, "[::1]", 5) == 0 ||
         strncmp(listen, "localhost:", 10) == 0;
}

static bool make_cookie(struct gate_page *p) {
  uint8_t random[(COOKIE_SIZE - 1) / 2];
  if (!tx_random(random, sizeof random)) return false;
  for (size_t i = 0; i < sizeof random; i++)
    snprintf(p->cookie + 2 * i, 3, "%02x", random[i]);
  return true;
}

enum tx_reason gate_page_start(const struct gate_page_options *options, struct gate_page **out) {
  bool guarded = options->cert_path && options->key_path && options->pairing;
  if (!guarded && !is_loopback(options->listen)) return TX_NOT_ALLOWED;
  struct gate_page *p = calloc(1, sizeof *p);
  if (p) p->hub = hub_create();
  if (!p || !p->hub || !make_cookie(p)) {
    free(p);
    return TX_NO_MEMORY;
  }
  p->words = options->words;
  p->pairing = options->pairing ? strdup(options->pairing) : NULL;
  const struct host_http_options http = {
    .listen = options->listen,
    .cert_path = options->cert_path,
    .key_path = options->key_path,
    .routes = routes,
    .route_count = sizeof routes / sizeof *routes,
    .context = p,
    .threads = 1,
    .connections = 64,
    .timeout_s = 30,
    .admit = admit,
  };
  enum tx_reason reason = host_http_start(&http, &p->http);
  if (reason == TX_OK)
    *out = p;
  else
    gate_page_stop(p);
  return reason;
}

uint16_t gate_page_port(const struct gate_page *p) {
  return host_http_port(p->http);
}

void gate_page_stop(struct gate_page *p) {
  if (!p) return;
  hub_close(p->hub);
  host_http_stop(p->http, STOP_MS);
  hub_destroy(p->hub);
  free(p->pairing);
  free(p->state);
  free(p);
}
