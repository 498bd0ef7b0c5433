/* SPDX-License-Identifier: Apache-2.0 */
#include "operator_queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define WAITING_MAX 32

struct gate_words {
  pthread_mutex_t lock;
  int fd;
  struct gate_word waiting[WAITING_MAX];
  size_t count;
  bool emergency;
};

struct gate_words *gate_words_create(void) {
  struct gate_words *w = calloc(1, sizeof *w);
  if (!w) return NULL;
  pthread_mutex_init(&w->lock, NULL);
  w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (w->fd >= 0) return w;
  gate_words_destroy(w);
  return NULL;
}

void gate_words_destroy(struct gate_words *w) {
  if (!w) return;
  if (w->fd >= 0) close(w->fd);
  pthread_mutex_destroy(&w->lock);
  free(w);
}

int gate_words_fd(const struct gate_words *w) {
  return w->fd;
}

bool gate_words_say(struct gate_words *w, const struct gate_word *word) {
  pthread_mutex_lock(&w->lock);
  bool emergency = word->kind == GATE_WORD_EMERGENCY, room = emergency || w->count < WAITING_MAX;
  if (emergency)
    w->emergency = true;
  else if (room)
    w->waiting[w->count++] = *word;
  pthread_mutex_unlock(&w->lock);
  const uint64_t one = 1;
  return room && write(w->fd, &one, sizeof one) == sizeof one;
}

bool gate_words_hear(struct gate_words *w, struct gate_word *out) {
  pthread_mutex_lock(&w->lock);
  bool heard = w->emergency || w->count > 0;
  if (w->emergency) {
    *out = (struct gate_word){ .kind = GATE_WORD_EMERGENCY };
    w->emergency = false;
  } else if (heard) {
    *out = w->waiting[0];
    memmove(w->waiting, w->waiting + 1, --w->count * sizeof *w->waiting);
  } else {
    uint64_t times;
    (void)!read(w->fd, &times, sizeof times);
  }
  pthread_mutex_unlock(&w->lock);
  return heard;
}
