/* SPDX-License-Identifier: Apache-2.0 */
/* A small phone: makes a holder's key, and shows a pass live. */
#include "format/live.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#define PEM_MAX 4096

static const char usage[] =
    "Usage: phone new KEYFILE                  makes a key and prints its public half, base64\n"
    "       phone show --pass TEXT --key KEYFILE [--now SECONDS]\n"
    "                                          prints the live code of this moment\n";

static void print_base64(struct tx_span bytes) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < bytes.n; i += 3) {
    size_t left = bytes.n - i;
    unsigned group = (unsigned)bytes.p[i] << 16;
    if (left > 1) group |= (unsigned)bytes.p[i + 1] << 8;
    if (left > 2) group |= bytes.p[i + 2];
    char out[5] = { digits[group >> 18], digits[group >> 12 & 63],
                    left > 1 ? digits[group >> 6 & 63] : '=', left > 2 ? digits[group & 63] : '=' };
    fputs(out, stdout);
  }
  putchar('\n');
}

static int complain(const char *what, const char *path) {
  fprintf(stderr, "phone: %s %s: %s\n", what, path, strerror(errno));
  return EX_IOERR;
}

static int make_key(const char *path) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  char pem[PEM_MAX];
  size_t len = 0;
  if (!key || tx_key_write_pem(key, (struct tx_span){ 0 }, pem, sizeof pem, &len) != TX_OK)
    return EX_SOFTWARE;
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return complain("cannot make", path);
  bool written = write(file, pem, len) == (ssize_t)len && close(file) == 0;
  tx_cleanse(pem, sizeof pem);
  if (!written) return complain("cannot write", path);
  print_base64(tx_span_of(key->spki, key->spki_len));
  tx_signer_destroy(key);
  return 0;
}

static struct tx_signer *read_key(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) return NULL;
  char pem[PEM_MAX];
  size_t len = fread(pem, 1, sizeof pem, file);
  fclose(file);
  struct tx_signer *key = NULL;
  tx_key_read_pem(tx_span_of(pem, len), (struct tx_span){ 0 }, &key);
  tx_cleanse(pem, sizeof pem);
  return key;
}

static int show(const char *pass, const char *path, int64_t now_s) {
  struct tx_signer *key = read_key(path);
  if (!key) return complain("cannot read the key", path);
  char text[TX_TEXT_MAX + 1];
  enum tx_reason why = tx_live_sign(pass, now_s, key, text);
  tx_signer_destroy(key);
  if (why != TX_OK) {
    fprintf(stderr, "phone: %s\n", tx_reason_text(why, "en"));
    return EX_DATAERR;
  }
  puts(text);
  return 0;
}

static int run_show(int argc, char **argv) {
  static const struct option options[] = { { "pass", required_argument, NULL, 'p' },
                                           { "key", required_argument, NULL, 'k' },
                                           { "now", required_argument, NULL, 'n' },
                                           { NULL, 0, NULL, 0 } };
  const char *pass = NULL, *key = NULL;
  int64_t now_s = time(NULL);
  int option;
  while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
    if (option == 'p') pass = optarg;
    if (option == 'k') key = optarg;
    if (option == 'n') now_s = strtoll(optarg, NULL, 10);
    if (option == '?') return EX_USAGE;
  }
  return pass && key ? show(pass, key, now_s) : EX_USAGE;
}

int main(int argc, char **argv) {
  int status = EX_USAGE;
  if (argc == 3 && strcmp(argv[1], "new") == 0) status = make_key(argv[2]);
  if (argc > 2 && strcmp(argv[1], "show") == 0) status = run_show(argc - 1, argv + 1);
  if (status == EX_USAGE) fputs(usage, stderr);
  return status;
}
