/* SPDX-License-Identifier: Apache-2.0 */
/* What tongxing-keys asks before it does what lasts: is this the key, is this the time. */
#include "ceremony.h"

#define HOUR_S 3600

static struct host_bytes file_of(const char *folder, const char *name) {
  struct host_bytes bytes = { 0 };
  HOST_FREE char *path = host_path(folder, "keys/%s", name);
  if (host_file_exists(path)) assert_int_equal(host_file_read(path, TX_TRUST_MAX, &bytes), TX_OK);
  return bytes;
}

static bool is_there(const char *folder, const char *name) {
  HOST_FREE char *path = host_path(folder, "keys/%s", name);
  return host_file_exists(path);
}

/* --- revoking --------------------------------------------------------------------------------- */

static void a_revocation_is_asked_for_first(void **state) {
  make_city(*state);
  assert_int_equal(run(*state, "revoke a"), EX_TEMPFAIL);
  assert_non_null(strstr(said, "the issuing key a 610113001001"));
  assert_non_null(strstr(said, "--yes"));
  assert_false(is_there(*state, "revoked"));
  must(*state, NOW_S, "revoke a --yes");
  assert_true(is_there(*state, "revoked"));
}

static void a_dry_run_revokes_nothing_and_says_what_it_would(void **state) {
  make_city(*state);
  must(*state, NOW_S, "revoke a --dry-run");
  assert_non_null(strstr(said, "To be revoked: the issuing key a"));
  assert_false(is_there(*state, "revoked"));
  assert_int_equal(run(*state, "revoke nobody --dry-run"), EX_USAGE);
  assert_int_equal(run(*state, "revoke xian --dry-run"), EX_DATAERR);
}

/* --- the clock -------------------------------------------------------------------------------- */

static void a_list_long_after_the_last_one_wants_a_word(void **state) {
  make_city(*state);
  must(*state, NOW_S, "trust");
  must(*state, NOW_S + HOUR_S, "trust");
  HOST_BYTES before = file_of(*state, "trust.cose");
  assert_int_equal(run_at(*state, NOW_S + 2 * HOUR_S + 1, "trust"), EX_TEMPFAIL);
  assert_non_null(strstr(said, "The list in force was signed at"));
  assert_non_null(strstr(said, "Compare it with another clock"));
  HOST_BYTES after = file_of(*state, "trust.cose");
  assert_true(tx_span_equal(host_span(&before), host_span(&after)));
  must(*state, NOW_S + 2 * HOUR_S + 1, "trust --dry-run");
  must(*state, NOW_S + 2 * HOUR_S + 1, "trust --yes");
}

static void a_first_list_long_after_its_keys_wants_a_word(void **state) {
  make_city(*state);
  assert_int_equal(run_at(*state, NOW_S + HOUR_S + 1, "trust"), EX_TEMPFAIL);
  assert_non_null(strstr(said, "was made at"));
  assert_false(is_there(*state, "trust.cose"));
  must(*state, NOW_S + HOUR_S, "trust");
}

static void a_list_before_its_keys_wants_a_word(void **state) {
  make_city(*state);
  assert_int_equal(run_at(*state, NOW_S - 1, "trust"), EX_TEMPFAIL);
  assert_non_null(strstr(said, "was made at"));
  assert_false(is_there(*state, "trust.cose"));
}

static void a_key_before_those_that_were_made_wants_a_word(void **state) {
  make_city(*state);
  assert_int_equal(run_at(*state, NOW_S - 1, "rotate a --no-passphrase"), EX_TEMPFAIL);
  assert_int_equal(run_at(*state, NOW_S - 1, "generate --use root next --no-passphrase"),
                   EX_TEMPFAIL);
  assert_false(is_there(*state, "next.key"));
  must(*state, NOW_S - 1, "generate --use root next --no-passphrase --yes");
}

static void a_list_in_a_moment_is_waited_for(void **state) {
  make_city(*state);
  must(*state, NOW_S + 300, "trust");
  assert_int_equal(run(*state, "trust --yes"), EX_DATAERR);
  assert_non_null(strstr(said, "wait until then"));
}

static int do_as_it_says(const char *folder) {
  HOST_FREE char *command = NULL;
  const char *from = strstr(said, " run "), *to = from ? strstr(from, ", then sign anew") : NULL;
  assert_non_null(to);
  from += strlen(" run ");
  assert_true(asprintf(&command, "cd '%s/keys' && %.*s", folder, (int)(to - from), from) > 0);
  return system(command);
}

static void a_list_of_a_clock_that_ran_ahead_is_put_back_as_it_says(void **state) {
  make_city(*state);
  must(*state, NOW_S, "trust");
  must(*state, NOW_S, "revoke a --yes");
  must(*state, NOW_S + 20 * DAY_S, "trust --yes");
  assert_int_equal(run_at(*state, NOW_S + 60, "trust --yes"), EX_DATAERR);
  assert_non_null(strstr(said, "If the clock is wrong, set it."));
  assert_int_equal(do_as_it_says(*state), 0);
  must(*state, NOW_S + 60, "trust");
  assert_non_null(strstr(said, "+ revoked ")); /* still: the folder remembers */
}

static void the_list_to_be_put_back_is_the_newest_by_its_own_date(void **state) {
  make_city(*state);
  for (int i = 0; i < 4; i++) /* in one second: their numbers run ahead of it */
    must(*state, NOW_S, "trust");
  must(*state, NOW_S + 20 * DAY_S, "trust --yes");
  must(*state, NOW_S + 20 * DAY_S, "trust");
  assert_int_equal(run(*state, "trust"), EX_DATAERR);
  assert_non_null(strstr(said, "cp trust-1800000003.cose trust.cose"));
}

static void a_first_list_of_a_clock_that_ran_ahead_is_taken_away_as_it_says(void **state) {
  make_city(*state);
  must(*state, NOW_S + 20 * DAY_S, "trust --yes");
  assert_int_equal(run(*state, "trust --yes"), EX_DATAERR);
  assert_int_equal(do_as_it_says(*state), 0);
  must(*state, NOW_S, "trust");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(a_revocation_is_asked_for_first),
    IN_FOLDER(a_dry_run_revokes_nothing_and_says_what_it_would),
    IN_FOLDER(a_list_long_after_the_last_one_wants_a_word),
    IN_FOLDER(a_first_list_long_after_its_keys_wants_a_word),
    IN_FOLDER(a_list_before_its_keys_wants_a_word),
    IN_FOLDER(a_key_before_those_that_were_made_wants_a_word),
    IN_FOLDER(a_list_in_a_moment_is_waited_for),
    IN_FOLDER(a_list_of_a_clock_that_ran_ahead_is_put_back_as_it_says),
    IN_FOLDER(the_list_to_be_put_back_is_the_newest_by_its_own_date),
    IN_FOLDER(a_first_list_of_a_clock_that_ran_ahead_is_taken_away_as_it_says),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
