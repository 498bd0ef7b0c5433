/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P22: a feed of a million rows and a roster of 200,000 come in at once; what /healthz, a gate's
 * sign-in, a batch of ten events and a cached list take meanwhile, against the same at rest.
 */
#include "office.h"

#include "api/call/context.h"
#include "command/client/socket.h"
#include "daemon/serve.h"
#include "daemon/socket.h"
#include "format/event.h"
#include "format/login.h"
#include "host/text/date.h"
#include "store/core/areas.h"
#include "store/core/store.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RESIDENTS 50000u
#define ROSTER 200000u
#define FEED 1000000u
#define EVERY_MS 40
#define REST_S 10
#define SAMPLES 65536

static struct forge forge;
static char *folder, *sock, base[64];
static volatile bool resting = true, over;

static void must(bool held, const char *what) {
  if (held) return;
  fprintf(stderr, "p22: %s\n", what);
  exit(1);
}

/* --- the server ------------------------------------------------------------------------------- */

/* Imports go to the street above, too. */
static void reach_the_street(const struct server_place *place) {
  struct server *server = NULL;
  struct host_problem problem = { 0 };
  must(server_open(place, &server, &problem) == TX_OK, problem.en);
  struct request request = request_begin(server, 0, "bench");
  must(db_exec(request.db, "update account set area = 610113001000") == TX_OK, "no account");
  request_end(server, &request);
  server_close(server);
}

static void make_server(const char *data) {
  static const enum forge_key used[] = { FORGE_ISSUE, FORGE_STATUS, FORGE_POLICY,
                                         FORGE_ISSUE_STREET, FORGE_STATUS_CITY };
  struct host_problem problem;
  const struct server_place place = { .data_dir = data };
  must(office_found(&forge, folder, used, sizeof used / sizeof *used, &problem), problem.en);
  reach_the_street(&place);
}

static unsigned free_port(void) {
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t n = sizeof at;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  must(bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
           getsockname(fd, (struct sockaddr *)&at, &n) == 0,
       "no port");
  close(fd);
  return ntohs(at.sin_port);
}

static pid_t serve(const char *data, unsigned port) {
  pid_t child = fork();
  if (child) return child;
  struct host_problem problem = { 0 };
  struct server *server = NULL;
  char listen[32];
  snprintf(listen, sizeof listen, "127.0.0.1:%u", port);
  must(freopen("/dev/null", "w", stdout) != NULL, "no /dev/null");
  const struct server_place place = { .data_dir = data };
  must(server_open(&place, &server, &problem) == TX_OK, problem.en);
  const struct serve_plan plan = { .listen = listen };
  must(serve_run(server, &plan, &problem) == TX_OK, problem.en);
  server_close(server);
  exit(0);
}

/* --- what comes in ---------------------------------------------------------------------------- */

static void post(const char *method, const char *path, const char *type, struct tx_span body,
                 char **last) {
  struct socket_answer answer = { 0 };
  socket_ask(sock, method, path, type, body, &answer);
  must(answer.status / 100 == 2 && answer.text && !strstr(answer.text, "\"problem\""),
       answer.text ? answer.text : path);
  if (last)
    *last = answer.text;
  else
    free(answer.text);
}

static struct host_bytes roster(unsigned residents, unsigned seed) {
  char command[300];
  struct host_bytes bytes = { 0 };
  HOST_FREE char *path = host_path(folder, "roster-%u.csv", seed);
  snprintf(command, sizeof command, "%s roster --residents %u --seed %u --out %s", TONGXING_CITY,
           residents, seed, path);
  must(system(command) == 0 && host_file_read(path, 1u << 30, &bytes) == TX_OK, "no roster");
  return bytes;
}

/* Rows of the third column of a roster: identity numbers. */
static const char *number_of(const char *line, size_t *n) {
  for (int i = 0; i < 2; i++)
    line = strchr(line, ',') + 1;
  *n = strcspn(line, ",");
  return line;
}

static char *make_feed(const struct host_bytes *people, size_t *n) {
  char *text = NULL;
  FILE *out = open_memstream(&text, n);
  unsigned rows = 0;
  fputs("id_number,field,value,source,observed_at\n", out);
  while (rows < FEED) {
    const char *line = strchr((const char *)people->p, '\n') + 1;
    for (; *line && rows < FEED; line = strchr(line, '\n') + 1, rows++) {
      size_t len;
      const char *number = number_of(line, &len);
      char at[HOST_DATE_SIZE];
      host_date_utc(forge.now_s - 86400 + (int64_t)(rows / RESIDENTS) * 60, at);
      fprintf(out, "%.*s,test,negative,lab-%u,%s\n", (int)len, number, rows % 7, at);
    }
  }
  fclose(out);
  return text;
}

struct load {
  const char *path;
  struct tx_span body;
  char *last;
  double took_s;
};

static void *send_load(void *context) {
  struct load *load = context;
  int64_t from = host_monotonic_ms();
  post("POST", load->path, "text/csv", load->body, &load->last);
  load->took_s = (double)(host_monotonic_ms() - from) / 1000;
  return NULL;
}

/* --- who waits -------------------------------------------------------------------------------- */

struct series {
  double ms[SAMPLES];
  size_t count;
};
struct probe {
  const char *name;
  bool (*ask)(struct probe *probe, double *ms);
  struct series rest, loaded;
  CURL *curl;
  char token[LOGIN_TOKEN_MAX];
  uint64_t next_event;
  char list[128];
};

static size_t keep(char *data, size_t size, size_t count, void *stream) {
  return fwrite(data, size, count, stream);
}

/* One request; the answer's text is the caller's. */
static long ask(CURL *curl, const char *path, struct tx_span body, const char *token, char **text,
                double *ms) {
  char url[300], bearer[LOGIN_TOKEN_MAX + 40];
  size_t n = 0;
  long status = 0;
  double took = 0;
  struct curl_slist *headers = NULL;
  snprintf(url, sizeof url, "%s%s", base, path);
  curl_easy_reset(curl);
  FILE *out = open_memstream(text, &n);
  if (token) {
    snprintf(bearer, sizeof bearer, "Authorization: Bearer %s", token);
    headers = curl_slist_append(headers, bearer);
  }
  headers = curl_slist_append(headers, "Expect:");
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  if (body.p) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body.n);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)body.p);
  }
  if (curl_easy_perform(curl) == CURLE_OK) {
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &took);
  }
  fclose(out);
  curl_slist_free_all(headers);
  *ms = took * 1000;
  return status;
}

static bool ask_health(struct probe *probe, double *ms) {
  HOST_FREE char *text = NULL;
  return ask(probe->curl, "/healthz", (struct tx_span){ 0 }, NULL, &text, ms) == 200;
}

static bool sign_in(struct probe *probe, double *ms) {
  HOST_FREE char *nonce = NULL, *answer = NULL;
  uint8_t bytes[TX_LOGIN_MAX];
  char name[TX_GATE_NAME_SIZE + 1];
  size_t n = 0;
  const struct tx_signer *key = forge.keys[FORGE_GATE];
  if (ask(probe->curl, "/v1/nonce", (struct tx_span){ 0 }, NULL, &nonce, ms) != 200) return false;
  json_t *json = json_loads(nonce, 0, NULL);
  tx_gate_name(key->hash, name);
  struct tx_login login = { .who = tx_span_text(name),
                            .audience = tx_span_text(base),
                            .iat = host_now_s() };
  const char *base64 = json_string_value(json_object_get(json, "nonce"));
  bool good = base64 && host_unbase64(tx_span_text(base64), login.nonce, sizeof login.nonce, &n);
  json_decref(json);
  if (!good || tx_login_sign(&login, key, bytes, sizeof bytes, &n) != TX_OK) return false;
  if (ask(probe->curl, "/v1/gates/token", tx_span_of(bytes, n), NULL, &answer, ms) != 200)
    return false;
  json = json_loads(answer, 0, NULL);
  snprintf(probe->token, sizeof probe->token, "%s",
           json_string_value(json_object_get(json, "token")));
  json_decref(json);
  return true;
}

static bool send_events(struct probe *probe, double *ms) {
  HOST_FREE char *text = NULL;
  HOST_FREE uint8_t *batch = NULL;
  uint8_t bytes[10][256];
  struct tx_span events[10];
  size_t len = 0;
  for (size_t i = 0; i < 10; i++) {
    size_t n = 0;
    const struct tx_event event = { .at = host_now_s(),
                                    .direction = TX_IN,
                                    .verdict = TX_ALLOW,
                                    .identified = true,
                                    .area = OFFICE_AREA,
                                    .index = (uint32_t)i,
                                    .live = -1 };
    must(tx_event_write(&event, bytes[i], sizeof bytes[i], &n) == TX_OK, "no event");
    events[i] = tx_span_of(bytes[i], n);
  }
  must(tx_batch_sign(forge.keys[FORGE_GATE], &(struct tx_batch_head){ .first = probe->next_event },
                     events, 10, &batch, &len) == TX_OK,
       "no batch");
  probe->next_event += 10;
  return ask(probe->curl, "/v1/events", tx_span_of(batch, len), NULL, &text, ms) == 200;
}

/* The newest list, by its own address, which a redirect names. */
static bool fetch_list(struct probe *probe, double *ms) {
  HOST_FREE char *first = NULL, *text = NULL;
  char *url = NULL;
  if (!*probe->token && !sign_in(probe, ms)) return false;
  if (ask(probe->curl, "/v1/sync/status/610113001001", (struct tx_span){ 0 }, probe->token, &first,
          ms) != 302)
    return false;
  curl_easy_getinfo(probe->curl, CURLINFO_REDIRECT_URL, &url);
  snprintf(probe->list, sizeof probe->list, "%s", url ? url + strlen(base) : "");
  return ask(probe->curl, probe->list, (struct tx_span){ 0 }, probe->token, &text, ms) == 200;
}

static void *keep_asking(void *context) {
  struct probe *probe = context;
  probe->curl = curl_easy_init();
  for (int64_t next = host_monotonic_ms(); !over; next += EVERY_MS) {
    double ms = 0;
    while (host_monotonic_ms() < next)
      nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    struct series *series = resting ? &probe->rest : &probe->loaded;
    must(probe->ask(probe, &ms), probe->name);
    if (series->count < SAMPLES) series->ms[series->count++] = ms;
  }
  curl_easy_cleanup(probe->curl);
  return NULL;
}

static int by_size(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double p99(struct series *series) {
  qsort(series->ms, series->count, sizeof *series->ms, by_size);
  return series->count ? series->ms[series->count * 99 / 100] : 0;
}

/* ---------------------------------------------------------------------------------------------- */

static void register_gate(void) {
  char base64[HOST_BASE64_SIZE(TX_SPKI_MAX)], body[600];
  const struct tx_signer *key = forge.keys[FORGE_GATE];
  host_base64(tx_span_of(key->spki, key->spki_len), base64);
  snprintf(body, sizeof body, "{\"area\":\"%u%04u\",\"name\":\"gate\",\"key\":\"%s\"}", 61011300u,
           1001u, base64);
  post("POST", "/v1/gates", "application/json", tx_span_text(body), NULL);
}

static void report(struct probe *probes, size_t count) {
  double worst = 0;
  for (size_t i = 0; i < count; i++) {
    double rest = p99(&probes[i].rest), loaded = p99(&probes[i].loaded);
    printf("%-8s at rest p99 %6.1f ms (%zu asked), meanwhile p99 %6.1f ms, most %6.1f ms (%zu)\n",
           probes[i].name, rest, probes[i].rest.count, loaded,
           probes[i].loaded.count ? probes[i].loaded.ms[probes[i].loaded.count - 1] : 0,
           probes[i].loaded.count);
    if (loaded - rest > worst) worst = loaded - rest;
  }
  printf("P22 ratio %.2f (%.1f ms more at p99, of the 50 that are allowed)\n", worst / 50, worst);
}

int main(void) {
  static struct probe probes[] = { { .name = "healthz", .ask = ask_health },
                                   { .name = "token", .ask = sign_in },
                                   { .name = "events", .ask = send_events, .next_event = 1 },
                                   { .name = "list", .ask = fetch_list } };
  enum { PROBES = sizeof probes / sizeof *probes };
  char template[] = "/tmp/tongxing-p22.XXXXXX";
  pthread_t askers[PROBES], loads[2];
  size_t n = 0;
  folder = mkdtemp(template);
  must(folder && forge_open(&forge, host_now_s()), "no city");
  HOST_FREE char *data = host_path(folder, "data");
  make_server(data);
  sock = socket_path(data);
  unsigned port = free_port();
  snprintf(base, sizeof base, "http://127.0.0.1:%u", port);
  pid_t child = serve(data, port);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  for (int i = 0; i < 200 && !socket_reached(sock); i++)
    nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);

  struct host_bytes people = roster(RESIDENTS, 1), newcomers = roster(ROSTER, 2);
  post("POST", "/v1/imports", "text/csv", host_span(&people), NULL);
  post("POST", "/v1/areas", "application/json", tx_span_text("{\"area\":\"610113001000\"}"), NULL);
  register_gate();
  HOST_FREE char *feed = make_feed(&people, &n);
  struct load parts[] = { { .path = "/v1/feeds", .body = tx_span_of(feed, n) },
                          { .path = "/v1/imports?area=610113001000",
                            .body = host_span(&newcomers) } };
  nanosleep(&(struct timespec){ .tv_sec = 3 }, NULL);
  for (size_t i = 0; i < PROBES; i++)
    pthread_create(&askers[i], NULL, keep_asking, &probes[i]);
  nanosleep(&(struct timespec){ .tv_sec = REST_S }, NULL);
  resting = false;
  for (size_t i = 0; i < 2; i++)
    pthread_create(&loads[i], NULL, send_load, &parts[i]);
  for (size_t i = 0; i < 2; i++) {
    pthread_join(loads[i], NULL);
    printf("%s: %.0f s, %.200s\n", parts[i].path, parts[i].took_s, parts[i].last);
  }
  over = true;
  for (size_t i = 0; i < PROBES; i++)
    pthread_join(askers[i], NULL);
  kill(child, SIGTERM);
  waitpid(child, NULL, 0);
  report(probes, PROBES);
  char command[100];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  return system(command) == 0 ? 0 : 1;
}
