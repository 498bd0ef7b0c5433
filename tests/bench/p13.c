/* SPDX-License-Identifier: Apache-2.0 */
/*
 * P13: a server that can answer some 240 a second is asked by 1, 2, 5, 10 and 20 times as many
 * phones as that, which come again when they are refused; and by as many as it can bear while its
 * database hangs for half a minute. What it answers is set against the most that it ever answers.
 * Gates and the office ask it meanwhile, ten times a second each.
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
#define OTHERS 10.0     /* of gates, and of the office, a second */
#define WARM_S 3.0
#define FOR_S 6.0
#define HANG_S 30

/* In the order in which they come, as the server's store has it. */
static struct {
  pthread_mutex_t lock;
  pthread_cond_t turn;
  unsigned next, now;
} database = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0 };

static void use_database(struct timespec for_so_long) {
  pthread_mutex_lock(&database.lock);
  for (const unsigned mine = database.next++; mine != database.now;)
    pthread_cond_wait(&database.turn, &database.lock);
  pthread_mutex_unlock(&database.lock);
  nanosleep(&for_so_long, NULL);
  pthread_mutex_lock(&database.lock);
  database.now++;
  pthread_cond_broadcast(&database.turn);
  pthread_mutex_unlock(&database.lock);
}

static void work(struct host_request *request, void *context) {
  (void)context;
  use_database((struct timespec){ .tv_nsec = WORK_NS });
  host_reply_json(request, 200, "{}");
}

enum who { PHONES, GATES, OFFICE, CLASSES };
static const struct host_route routes[CLASSES] = {
  { "GET", "/pass", work, 0, HOST_WAITS | HOST_CLASS(HOST_LAST), 0 },
  { "GET", "/gate", work, 0, HOST_WAITS | HOST_CLASS(HOST_FIRST), 0 },
  { "GET", "/office", work, 0, HOST_WAITS | HOST_CLASS(HOST_SECOND), 0 },
};

/* --- who asks, each in a process of their own ----------------------------------------------------
 */

struct seen {
  struct phones_seen of[CLASSES];
};
static struct seen *seen; /* shared with them */

static pid_t let_come(enum who who, struct phones_plan plan) {
  const pid_t pid = fork();
  if (pid) return pid;
  host_descriptors_raise();
  plan.path = routes[who].pattern;
  if (who != PHONES) plan.rate = OTHERS;
  phones_run(&plan, &seen->of[who]);
  _exit(0);
}

static struct seen run(uint16_t port, double rate, double warm_s, double for_s) {
  const struct phones_plan plan = { port, NULL, rate, warm_s, for_s };
  pid_t pids[CLASSES];
  int status;
  for (int who = 0; who < CLASSES; who++)
    pids[who] = let_come((enum who)who, plan);
  for (int who = 0; who < CLASSES; who++)
    if (pids[who] < 0 || waitpid(pids[who], &status, 0) != pids[who] || status != 0) exit(1);
  return *seen;
}

static void print(const char *what, const struct seen *then, double best) {
  static const char *const names[CLASSES] = { "phones", "gates", "office" };
  for (int who = 0; who < CLASSES; who++) {
    const struct phones_seen *s = &then->of[who];
    printf("%-25s %-7s %6.1f /s answered, %8.1f refused, %5.1f failed; p50 %6.1f ms, p99 %6.1f ms",
           who ? "" : what, names[who], s->served, s->refused, s->failed, s->p50_s * 1e3,
           s->p99_s * 1e3);
    printf(who ? "\n" : " (%.2f)\n", s->served / best);
  }
}

/* --- the database hangs -------------------------------------------------------------------------
 */

static void *hang(void *context) {
  (void)context;
  use_database((struct timespec){ .tv_sec = HANG_S });
  return NULL;
}

/* What is answered from the fifth second after it on. */
static struct seen run_hung(uint16_t port, double rate) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, hang, NULL) != 0) exit(1);
  const struct seen s = run(port, rate, HANG_S + 5, FOR_S);
  pthread_join(thread, NULL);
  return s;
}

int main(void) {
  static const double loads[] = { 1, 2, 5, 10, 20 };
  struct host_http *http = NULL;
  struct seen at[5];
  host_descriptors_raise();
  seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  const struct host_http_options options = {
    .listen = "127.0.0.1:0", .routes = routes, .route_count = CLASSES, .connections = 16384
  };
  if (seen == MAP_FAILED || host_http_start(&options, &http) != TX_OK) return 1;
  const uint16_t port = host_http_port(http);
  double best = run(port, 1.3e9 / WORK_NS, 1, FOR_S).of[PHONES].served; /* what it can at all */
  const double capacity = best;
  const struct seen calm = run(port, 0.8 * capacity, WARM_S, FOR_S);
  for (int i = 0; i < 5; i++) {
    at[i] = run(port, loads[i] * capacity, WARM_S, FOR_S);
    if (at[i].of[PHONES].served > best) best = at[i].of[PHONES].served;
  }
  const struct seen hung = run_hung(port, 0.8 * capacity);
  print("0.8 of what it can", &calm, best);
  for (int i = 0; i < 5; i++) {
    char what[32];
    snprintf(what, sizeof what, "%.0f times", loads[i]);
    print(what, &at[i], best);
  }
  print("5 s after a hang of 30 s", &hung, best);
  printf("p99 of who is let in at 20 times: %.2f of that at 0.8 load\n",
         at[4].of[PHONES].p99_s / calm.of[PHONES].p99_s);
  printf("P13 ratio %.2f\n", at[3].of[PHONES].served / best);
  host_http_stop(http, 1000);
  return 0;
}
