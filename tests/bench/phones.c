/* SPDX-License-Identifier: Apache-2.0 */
#include "phones.h"

#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define GIVE_UP 8 /* tries */
#define EVENTS 512
#define TICK_MS 1

struct phone {
  int fd;     /* -1: between two tries, or free */
  bool out;   /* it has come and is not done */
  bool heeds; /* Retry-After */
  unsigned tries;
  double asked, again; /* when it asked, when it comes again */
  char head[512];
  size_t n;
};

struct street {
  const struct phones_plan *plan;
  struct phone *phones;
  size_t free_from; /* where to look for one that is free */
  int epoll;
  uint64_t seed;
  double start, next;
  uint64_t served, refused, failed;
  double *took;
  size_t samples;
};

static double now(void) {
  return bench_now(CLOCK_MONOTONIC);
}

static double random_unit(struct street *street) {
  street->seed ^= street->seed << 13;
  street->seed ^= street->seed >> 7;
  street->seed ^= street->seed << 17;
  return (double)(street->seed >> 11) / 9007199254740992.0;
}

static bool counts(const struct street *street, double at) {
  const double since = at - street->start - street->plan->warm_s;
  return since >= 0 && since < street->plan->for_s;
}

/* --- a try ------------------------------------------------------------------------------------ */

static void end_try(struct phone *phone) {
  if (phone->fd >= 0) close(phone->fd);
  phone->fd = -1;
}

static void come_again(struct street *street, struct phone *phone, double at) {
  const char *said = strstr(phone->head, "Retry-After: ");
  double wait = (double)(1u << phone->tries >> 2); /* at once, then 1, 2, 4 … 32 s */
  if (phone->heeds && said) wait = atof(said + 13) + random_unit(street);
  phone->again = at + wait;
  if (phone->tries == GIVE_UP) phone->out = false;
}

static void fail_try(struct street *street, struct phone *phone, double at) {
  street->failed += counts(street, at);
  end_try(phone);
  phone->n = 0;
  phone->head[0] = 0;
  come_again(street, phone, at);
}

static void begin_try(struct street *street, struct phone *phone, double at) {
  struct sockaddr_in there = { .sin_family = AF_INET,
                               .sin_port = htons(street->plan->port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  struct epoll_event event = { .events = EPOLLOUT, .data.ptr = phone };
  phone->tries++;
  phone->n = 0;
  phone->asked = at;
  phone->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (phone->fd < 0 ||
      (connect(phone->fd, (struct sockaddr *)&there, sizeof there) != 0 && errno != EINPROGRESS)) {
    fail_try(street, phone, at);
    return;
  }
  epoll_ctl(street->epoll, EPOLL_CTL_ADD, phone->fd, &event);
}

static void ask(struct street *street, struct phone *phone) {
  char text[256];
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = phone };
  const int n =
      snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
               street->plan->path);
  if (send(phone->fd, text, (size_t)n, MSG_NOSIGNAL) != n) {
    fail_try(street, phone, now());
    return;
  }
  epoll_ctl(street->epoll, EPOLL_CTL_MOD, phone->fd, &event);
}

static void take_answer(struct street *street, struct phone *phone, double at) {
  const int status = phone->n > 12 ? atoi(phone->head + 9) : 0;
  end_try(phone);
  if (status == 200) {
    phone->out = false;
    if (!counts(street, at)) return;
    street->served++;
    if (street->samples < PHONES_SAMPLES) street->took[street->samples++] = at - phone->asked;
    return;
  }
  street->refused += counts(street, at) && status == 503;
  street->failed += counts(street, at) && status != 503;
  come_again(street, phone, at);
}

static void hear(struct street *street, struct phone *phone, double at) {
  const size_t room = sizeof phone->head - 1 - phone->n;
  const ssize_t n = recv(phone->fd, phone->head + phone->n, room, 0);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0 && phone->n == 0) {
    fail_try(street, phone, at);
    return;
  }
  phone->n += n > 0 ? (size_t)n : 0;
  phone->head[phone->n] = 0;
  if (n <= 0 || strstr(phone->head, "\r\n\r\n")) take_answer(street, phone, at);
}

/* --- all of them ------------------------------------------------------------------------------ */

static void new_phone(struct street *street, double at) {
  for (size_t i = 0; i < PHONES_MAX; i++) {
    struct phone *phone = &street->phones[(street->free_from + i) % PHONES_MAX];
    if (phone->out) continue;
    street->free_from = (street->free_from + i + 1) % PHONES_MAX;
    *phone = (struct phone){ .fd = -1, .out = true, .heeds = random_unit(street) < 0.5 };
    begin_try(street, phone, at);
    return;
  }
  fprintf(stderr, "phones: more than %d have come\n", PHONES_MAX);
  exit(1);
}

static void let_come(struct street *street, double at) {
  for (; street->next <= at; street->next -= log(1 - random_unit(street)) / street->plan->rate)
    new_phone(street, at);
}

static void let_come_again(struct street *street, double at) {
  for (size_t i = 0; i < PHONES_MAX; i++) {
    struct phone *phone = &street->phones[i];
    if (phone->out && phone->fd < 0 && phone->again <= at) begin_try(street, phone, at);
  }
}

static void go_around(struct street *street) {
  struct epoll_event events[EVENTS];
  const int count = epoll_wait(street->epoll, events, EVENTS, TICK_MS);
  const double at = now();
  for (int i = 0; i < count; i++) {
    struct phone *phone = events[i].data.ptr;
    if (events[i].events & EPOLLOUT)
      ask(street, phone);
    else
      hear(street, phone, at);
  }
}

void phones_run(const struct phones_plan *plan, struct phones_seen *out) {
  struct street street = { .plan = plan, .epoll = epoll_create1(EPOLL_CLOEXEC), .seed = 88172645 };
  street.phones = calloc(PHONES_MAX, sizeof *street.phones);
  street.took = calloc(PHONES_SAMPLES, sizeof *street.took);
  if (!street.phones || !street.took) abort();
  street.start = street.next = now();
  const double end = street.start + plan->warm_s + plan->for_s;
  double looked = 0, at;
  while ((at = now()) < end) {
    let_come(&street, at);
    if (at - looked > 0.01) let_come_again(&street, looked = at);
    go_around(&street);
  }
  for (size_t i = 0; i < PHONES_MAX; i++)
    if (street.phones[i].out) end_try(&street.phones[i]);
  *out = (struct phones_seen){ .served = (double)street.served / plan->for_s,
                               .refused = (double)street.refused / plan->for_s,
                               .failed = (double)street.failed / plan->for_s };
  out->p50_s = street.samples ? bench_median(street.took, street.samples) : 0; /* sorts */
  out->p99_s = street.samples ? street.took[street.samples * 99 / 100] : 0;
  free(street.phones);
  free(street.took);
  close(street.epoll);
}
