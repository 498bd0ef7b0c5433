/* SPDX-License-Identifier: Apache-2.0 */
/* The real tongxing-keys at a real terminal, with somebody who types. */
#include "promise.h"
#include "scratch.h"

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define STRANGER "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define PATIENCE_MS 20000
#define TOOL "exec '" TONGXING_KEYS "'"

static char shown[8192];

/* Reads what the terminal shows until it holds the words, or ends. */
static bool await(int terminal, const char *words) {
  size_t n = strlen(shown);
  while (!strstr(shown, words)) {
    struct pollfd ready = { .fd = terminal, .events = POLLIN };
    if (poll(&ready, 1, PATIENCE_MS) <= 0) return false;
    ssize_t got = read(terminal, shown + n, sizeof shown - 1 - n);
    if (got <= 0) return false;
    n += (size_t)got;
    shown[n] = '\0';
  }
  return true;
}

static void type(int terminal, const char *line) {
  assert_int_equal(write(terminal, line, strlen(line)), (ssize_t)strlen(line));
}

static pid_t start(const char *folder, const char *line, int *terminal) {
  pid_t child = forkpty(terminal, NULL, NULL, NULL);
  assert_true(child >= 0);
  shown[0] = '\0';
  if (child > 0) return child;
  if (chdir(folder) != 0) _exit(EX_OSERR);
  setenv("LC_ALL", "C", 1);
  execl("/bin/sh", "sh", "-c", line, (char *)NULL);
  _exit(EX_UNAVAILABLE);
}

static int finish(pid_t child, int terminal) {
  int status;
  await(terminal, "never shown");
  close(terminal);
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int make_root(const char *folder, const char *first, const char *second) {
  int terminal;
  pid_t child = start(folder, TOOL " generate --use root xian", &terminal);
  assert_true(await(terminal, "Passphrase of xian: "));
  type(terminal, first);
  assert_true(await(terminal, "The same again, of xian: "));
  type(terminal, second);
  return finish(child, terminal);
}

static void a_new_passphrase_is_asked_twice_and_never_shown(void **state) {
  HOST_FREE char *path = host_path(*state, "keys/xian.key");
  HOST_BYTES pem = { 0 };
  assert_int_equal(make_root(*state, "correct horse\n", "correct horse\n"), EX_OK);
  assert_null(strstr(shown, "horse"));
  assert_int_equal(host_file_read(path, 8192, &pem), TX_OK);
  assert_non_null(strstr((const char *)pem.p, "ENCRYPTED"));
}

static void two_passphrases_that_differ_make_no_key(void **state) {
  HOST_FREE char *path = host_path(*state, "keys/xian.key");
  assert_int_equal(make_root(*state, "correct horse\n", "correct house\n"), EX_DATAERR);
  assert_non_null(strstr(shown, "differ"));
  assert_false(host_file_exists(path));
}

static void the_same_words_open_the_key_again_and_others_do_not(void **state) {
  int terminal;
  assert_int_equal(make_root(*state, "口令 of two\n", "口令 of two\n"), EX_OK);
  pid_t child = start(*state, TOOL " show keys/xian.key", &terminal);
  assert_true(await(terminal, "keys/xian.key: "));
  type(terminal, "口令 of two\n");
  assert_int_equal(finish(child, terminal), EX_OK);
  assert_non_null(strstr(shown, "es256"));
  child = start(*state, TOOL " show keys/xian.key", &terminal);
  assert_true(await(terminal, "keys/xian.key: "));
  type(terminal, "another\n");
  assert_int_equal(finish(child, terminal), EX_NOINPUT);
  assert_non_null(strstr(shown, "passphrase is wrong"));
}

static void an_empty_line_is_no_passphrase(void **state) {
  int terminal;
  HOST_FREE char *path = host_path(*state, "keys/xian.key");
  pid_t child = start(*state, TOOL " generate --use root xian", &terminal);
  assert_true(await(terminal, "Passphrase of xian: "));
  type(terminal, "\n");
  assert_int_equal(finish(child, terminal), EX_USAGE);
  assert_false(host_file_exists(path));
}

static void a_revocation_goes_on_at_a_yes_and_at_nothing_else(void **state) {
  static const struct {
    const char *typed;
    int status;
  } answers[] = { { "\n", EX_TEMPFAIL },   { "no\n", EX_TEMPFAIL },   { "y\n", EX_TEMPFAIL },
                  { "是\n", EX_TEMPFAIL }, { "yes \n", EX_TEMPFAIL }, { "yes\n", EX_OK } };
  HOST_FREE char *path = host_path(*state, "keys/revoked");
  int terminal;
  pid_t child = start(*state, TOOL " generate --use root --no-passphrase xian", &terminal);
  assert_int_equal(finish(child, terminal), EX_OK);
  for (size_t i = 0; i < COUNT(answers); i++) {
    child = start(*state, TOOL " revoke " STRANGER, &terminal);
    assert_true(await(terminal, "Type yes: "));
    assert_false(host_file_exists(path));
    type(terminal, answers[i].typed);
    ASSERT_ROW(finish(child, terminal) == answers[i].status, answers[i].typed);
  }
  assert_true(host_file_exists(path));
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(a_new_passphrase_is_asked_twice_and_never_shown),
    IN_FOLDER(two_passphrases_that_differ_make_no_key),
    IN_FOLDER(the_same_words_open_the_key_again_and_others_do_not),
    IN_FOLDER(an_empty_line_is_no_passphrase),
    IN_FOLDER(a_revocation_goes_on_at_a_yes_and_at_nothing_else),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
