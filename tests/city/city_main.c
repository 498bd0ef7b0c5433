/* SPDX-License-Identifier: Apache-2.0 */
/* city roster | statements: the synthetic city as the files that an office has. */
#include "city.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static const char usage[] =
    "Usage: city roster|statements [--residents N] [--seed N] [--now SECONDS]\n"
    "            [--encoding utf-8|bom|gb18030] [--out FILE]\n"
    "Writes the roster of a synthetic community, or what authorities know of its residents.\n"
    "The same numbers make the same files.\n";

struct wish {
  const char *what;
  uint64_t seed;
  int64_t now_s;
  size_t residents;
  enum city_encoding encoding;
  const char *path;
};

static bool read_number(const char *text, int64_t max, int64_t *out) {
  char *end;
  errno = 0;
  long long value = strtoll(text, &end, 10);
  if (errno || *end || end == text || value < 0 || value > max) return false;
  *out = value;
  return true;
}

static bool read_encoding(const char *text, enum city_encoding *out) {
  static const char *const names[] = { "utf-8", "bom", "gb18030" };
  for (int i = 0; i < 3; i++)
    if (strcmp(text, names[i]) == 0) {
      *out = (enum city_encoding)i;
      return true;
    }
  return false;
}

static bool take_option(int option, struct wish *wish) {
  int64_t number = 0;
  switch (option) {
  case 'r':
    if (!read_number(optarg, 100000000, &number)) return false;
    wish->residents = (size_t)number;
    return true;
  case 's':
    if (!read_number(optarg, INT64_MAX, &number)) return false;
    wish->seed = (uint64_t)number;
    return true;
  case 'n':
    return read_number(optarg, INT64_MAX, &wish->now_s);
  case 'e':
    return read_encoding(optarg, &wish->encoding);
  case 'o':
    wish->path = optarg;
    return true;
  default:
    return false;
  }
}

static bool read_wish(int argc, char **argv, struct wish *wish) {
  static const struct option options[] = {
    { "residents", required_argument, NULL, 'r' }, { "seed", required_argument, NULL, 's' },
    { "now", required_argument, NULL, 'n' },       { "encoding", required_argument, NULL, 'e' },
    { "out", required_argument, NULL, 'o' },       { NULL, 0, NULL, 0 },
  };
  int option;
  while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
    if (!take_option(option, wish)) return false;
  if (optind + 1 != argc) return false;
  wish->what = argv[optind];
  return strcmp(wish->what, "roster") == 0 || strcmp(wish->what, "statements") == 0;
}

static bool write_wish(const struct wish *wish, FILE *out) {
  struct city city = city_of(wish->seed, wish->now_s, wish->residents);
  if (strcmp(wish->what, "roster") == 0) return city_write_roster(out, city, wish->encoding);
  return city_write_statements(out, city);
}

int main(int argc, char **argv) {
  struct wish wish = { .seed = 1, .now_s = CITY_TODAY_S, .residents = CITY_RESIDENTS };
  if (!read_wish(argc, argv, &wish)) {
    fputs(usage, stderr);
    return EX_USAGE;
  }
  FILE *out = wish.path ? fopen(wish.path, "w") : stdout;
  bool written = out && write_wish(&wish, out) && (out == stdout || fclose(out) == 0);
  if (written) return 0;
  fprintf(stderr, "city: cannot write %s: %s\n", wish.path ? wish.path : "standard output",
          strerror(errno));
  return EX_IOERR;
}
