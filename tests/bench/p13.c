/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P13: a server that can answer some 240 a second is asked by 1, 2, 5, 10 and 20 times as many
 * phones as that, which come again when they are refused; and by as many as it can bear while its
 * database hangs for half a minute. What it answers is set against the most that it ever answers.
 */
#include "bench.h"
#include "phones.h"

#include "host/http/http.h"
#include "host/sys/descriptors.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORK_NS 4000000 /* as a database that one at a time can use */
#define WARM_S 3.0
#define FOR_S 6.0
#define HANG_S 30

static pthread_mutex_t database = PTHREAD_MUTEX_INITIALIZER;

static void work(struct host_request *request, void *context) {
  (void)context;
  pthread_mutex_lock(&database);
  nanosleep(&(struct timespec){ .tv_nsec = WORK_NS }, NULL);
  pthread_mutex_unlock(&database);
  host_reply_json(request, 200, "{}");
}

static const struct host_route route = {
  "GET", "/pass", work, 0, HOST_WAITS | HOST_CLASS(HOST_LAST), 0
};

/* --- the phones, in a process of their own ------------------------------------------------------
 */

static struct phones_seen *seen; /* shared with it */

static pid_t send_phones(const struct phones_plan *plan) {
  const pid_t pid = fork();
  if (pid) return pid;
  host_descriptors_raise();
  phones_run(plan, seen);
  _exit(0);
}

static struct phones_seen run(uint16_t port, double rate, double warm_s, double for_s) {
  const struct phones_plan plan = { port, "/pass", rate, warm_s, for_s };
  int status;
  const pid_t pid = send_phones(&plan);
  if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) exit(1);
  return *seen;
}

static void print(const char *what, const struct phones_seen *s, double best) {
  printf("%-28s %7.1f /s answered (%.2f), %8.1f /s refused, %5.1f /s failed; p50 %6.1f ms, p99 "
         "%6.1f ms\n",
         what, s->served, s->served / best, s->refused, s->failed, s->p50_s * 1e3, s->p99_s * 1e3);
}

/* --- the database hangs -------------------------------------------------------------------------
 */

static void *hang(void *context) {
  (void)context;
  pthread_mutex_lock(&database);
  sleep(HANG_S);
  pthread_mutex_unlock(&database);
  return NULL;
}

/* What is answered from the fifth second after it on. */
static struct phones_seen run_hung(uint16_t port, double rate) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, hang, NULL) != 0) exit(1);
  const struct phones_seen s = run(port, rate, HANG_S + 5, FOR_S);
  pthread_join(thread, NULL);
  return s;
}

int main(void) {
  static const double loads[] = { 1, 2, 5, 10, 20 };
  struct host_http *http = NULL;
  struct phones_seen at[5];
  host_descriptors_raise();
  seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  const struct host_http_options options = {
    .listen = "127.0.0.1:0", .routes = &route, .route_count = 1, .connections = 16384
  };
  if (seen == MAP_FAILED || host_http_start(&options, &http) != TX_OK) return 1;
  const uint16_t port = host_http_port(http);
  double best = run(port, 1.3e9 / WORK_NS, 1, FOR_S).served; /* what it can at all */
  const double capacity = best;
  const struct phones_seen calm = run(port, 0.8 * capacity, WARM_S, FOR_S);
  for (int i = 0; i < 5; i++) {
    at[i] = run(port, loads[i] * capacity, WARM_S, FOR_S);
    if (at[i].served > best) best = at[i].served;
  }
  const struct phones_seen hung = run_hung(port, 0.8 * capacity);
  print("0.8 of what it can", &calm, best);
  for (int i = 0; i < 5; i++) {
    char what[32];
    snprintf(what, sizeof what, "%.0f times", loads[i]);
    print(what, &at[i], best);
  }
  print("5 s after a hang of 30 s", &hung, best);
  printf("p99 of who is let in at 20 times: %.2f of that at 0.8 load\n", at[4].p99_s / calm.p99_s);
  printf("P13 ratio %.2f\n", at[3].served / best);
  host_http_stop(http, 1000);
  return 0;
}
