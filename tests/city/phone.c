/* SPDX-License-Identifier: Apache-2.0 */
/* A small phone: makes a holder's key, shows a pass live, and signs in. */
#include "format/live.h"
#include "format/login.h"

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
    "                                          prints the live code of this moment\n"
    "       phone login --who NAME --audience ORIGIN --nonce BASE64 --key KEYFILE [--now SECONDS]\n"
    "                                          prints a tx-login, base64\n"
    "       phone key KEYFILE                  prints the public half of a key, base64\n";

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

/* --- signing in ------------------------------------------------------------------------------- */

/* As base64 has it, without blanks; what is no digit of it ends it. */
static size_t read_base64(const char *text, uint8_t *out, size_t cap) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  unsigned bits = 0, held = 0;
  size_t n = 0;
  for (const char *at; *text && (at = strchr(digits, *text)) != NULL; text++) {
    held = held << 6 | (unsigned)(at - digits);
    bits += 6;
    if (bits >= 8 && n < cap) out[n++] = (uint8_t)(held >> (bits -= 8));
  }
  return n;
}

static int print_login(const struct tx_login *login, const char *path) {
  uint8_t bytes[TX_LOGIN_MAX];
  size_t n = 0;
  struct tx_signer *key = read_key(path);
  if (!key) return complain("cannot read the key", path);
  enum tx_reason why = tx_login_sign(login, key, bytes, sizeof bytes, &n);
  tx_signer_destroy(key);
  if (why != TX_OK) return EX_DATAERR;
  print_base64(tx_span_of(bytes, n));
  return 0;
}

static int run_login(int argc, char **argv) {
  static const struct option options[] = {
    { "who", required_argument, NULL, 'w' },   { "audience", required_argument, NULL, 'a' },
    { "nonce", required_argument, NULL, 'r' }, { "key", required_argument, NULL, 'k' },
    { "now", required_argument, NULL, 'n' },   { NULL, 0, NULL, 0 }
  };
  const char *key = NULL;
  struct tx_login login = { .iat = time(NULL) };
  int option;
  size_t nonce = 0;
  while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
    if (option == 'w') login.who = tx_span_text(optarg);
    if (option == 'a') login.audience = tx_span_text(optarg);
    if (option == 'r') nonce = read_base64(optarg, login.nonce, sizeof login.nonce);
    if (option == 'k') key = optarg;
    if (option == 'n') login.iat = strtoll(optarg, NULL, 10);
    if (option == '?') return EX_USAGE;
  }
  return key && nonce == TX_NONCE_SIZE ? print_login(&login, key) : EX_USAGE;
}

static int print_key(const char *path) {
  struct tx_signer *key = read_key(path);
  if (!key) return complain("cannot read the key", path);
  print_base64(tx_span_of(key->spki, key->spki_len));
  tx_signer_destroy(key);
  return 0;
}

int main(int argc, char **argv) {
  int status = EX_USAGE;
  if (argc == 3 && strcmp(argv[1], "new") == 0) status = make_key(argv[2]);
  if (argc > 2 && strcmp(argv[1], "show") == 0) status = run_show(argc - 1, argv + 1);
  if (argc == 3 && strcmp(argv[1], "key") == 0) status = print_key(argv[2]);
  if (argc > 2 && strcmp(argv[1], "login") == 0) status = run_login(argc - 1, argv + 1);
  if (status == EX_USAGE) fputs(usage, stderr);
  return status;
}
