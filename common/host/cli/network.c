/* SPDX-License-Identifier: Apache-2.0 */
#include "network.h"

#include "host/sys/url.h"

#include <string.h>

#define BETWEEN " ,\t"

typedef bool word_function(void *context, struct tx_span word);

static int refuse(const struct host_args *args, const char *option, size_t i, struct tx_span word) {
  char origin[512];
  host_origin_at(args, option, i, origin, sizeof origin);
  return host_fail(EX_CONFIG, "%s%s 里的“%.*s”不能用。", "%s%s: \"%.*s\" cannot be used.", origin,
                   option, (int)word.n, (const char *)word.p);
}

static int each_word(const struct host_args *args, const char *option, word_function *take,
                     void *context) {
  const char *value;
  for (size_t i = 0; (value = host_text_at(args, option, i)); i++)
    for (const char *at = value + strspn(value, BETWEEN); *at; at += strspn(at, BETWEEN)) {
      struct tx_span word = tx_span_of(at, strcspn(at, BETWEEN));
      if (!take(context, word)) return refuse(args, option, i, word);
      at += word.n;
    }
  return EX_OK;
}

struct name_taker {
  bool (*each)(void *context, const char *name);
  void *context;
};

static bool take_name(void *context, struct tx_span word) {
  const struct name_taker *taker = context;
  struct host_authority at;
  return host_authority_read(word, &at) && !at.port && taker->each(taker->context, at.name);
}

int host_names(const struct host_args *args, const char *option,
               bool (*each)(void *context, const char *name), void *context) {
  struct name_taker taker = { each, context };
  return each_word(args, option, take_name, &taker);
}

struct network_taker {
  struct host_network *out;
  size_t cap, *count;
};

static bool take_network(void *context, struct tx_span word) {
  const struct network_taker *taker = context;
  if (*taker->count == taker->cap) return false;
  if (!host_network_read(word, &taker->out[*taker->count])) return false;
  ++*taker->count;
  return true;
}

int host_networks(const struct host_args *args, const char *option, struct host_network *out,
                  size_t cap, size_t *count) {
  struct network_taker taker = { out, cap, count };
  *count = 0;
  return each_word(args, option, take_network, &taker);
}
