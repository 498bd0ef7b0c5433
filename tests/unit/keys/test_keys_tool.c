/* SPDX-License-Identifier: Apache-2.0 */
/* The real tongxing-keys, as a ceremony runs it; what it makes is judged as a gate would. */
#include "ceremony.h"

#include "host/text/text.h"
#include "keys/trust/encode.h"

#include <sys/stat.h>
#include <unistd.h>

static struct host_bytes list_of(const char *folder) {
  struct host_bytes bytes;
  HOST_FREE char *path = host_path(folder, "keys/trust.cose");
  assert_int_equal(host_file_read(path, TX_TRUST_MAX, &bytes), TX_OK);
  return bytes;
}

/* As a gate that was enrolled with this root takes it. */
static enum tx_reason take(const char *folder, const struct tx_trust *held, const char *root,
                           int64_t now_s, struct tx_trust **out) {
  HOST_BYTES bytes = list_of(folder);
  struct tx_pin pin = { 0 };
  struct keys_entry entry = entry_of(folder, root);
  memcpy(pin.root, entry.hash, TX_HASH_SIZE);
  return tx_trust_take(host_span(&bytes), held, &pin, (struct tx_clock){ .now_s = now_s }, out);
}

/* --- keys ------------------------------------------------------------------------------------- */

static void a_root_is_private_and_says_what_to_write_down(void **state) {
  struct stat st;
  HOST_FREE char *path = host_path(*state, "keys/xian.key");
  char grouped[KEYS_GROUPED_SIZE];
  must(*state, NOW_S, "generate --use root xian --no-passphrase");
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  struct keys_entry entry = entry_of(*state, "xian");
  keys_hash_grouped(entry.hash, grouped);
  grouped[39] = '\0';
  assert_non_null(strstr(said, grouped));
  assert_non_null(strstr(said, grouped + 40));
  assert_null(strstr(said, "passphrase")); /* there is none to keep */
}

static void a_second_key_under_a_name_never_overwrites_the_first(void **state) {
  must(*state, NOW_S, "generate --use root xian --no-passphrase");
  struct keys_entry before = entry_of(*state, "xian");
  assert_int_equal(run(*state, "generate --use root xian --no-passphrase"), EX_CANTCREAT);
  assert_int_equal(run(*state, "generate --use issue xian --area 610113001001 --no-passphrase"),
                   EX_CANTCREAT);
  struct keys_entry after = entry_of(*state, "xian");
  assert_memory_equal(before.hash, after.hash, TX_HASH_SIZE);
}

static void a_private_key_without_its_description_is_not_overwritten_either(void **state) {
  HOST_FREE char *json = host_path(*state, "keys/xian.json");
  must(*state, NOW_S, "generate --use root xian --no-passphrase");
  assert_int_equal(unlink(json), 0);
  assert_int_equal(run(*state, "generate --use root xian --no-passphrase"), EX_CANTCREAT);
  assert_non_null(strstr(said, "never overwritten"));
}

static void a_key_is_made_whole_or_not_at_all(void **state) {
  HOST_FREE char *keys = host_path(*state, "keys"), *pub = host_path(keys, "xian.pub");
  HOST_FREE char *key = host_path(keys, "xian.key");
  assert_int_equal(host_mkdirs(keys, 0700), TX_OK);
  scratch_put(pub, "somebody else's", 0644);
  assert_int_equal(run(*state, "generate --use root xian --no-passphrase"), EX_CANTCREAT);
  assert_false(host_file_exists(key));
  assert_true(host_file_exists(pub));
}

static void no_key_is_made_without_a_word_about_its_passphrase(void **state) {
  HOST_FREE char *path = host_path(*state, "keys/xian.key");
  HOST_FREE char *passphrase = host_path(*state, "pp");
  assert_int_equal(run(*state, "generate --use root xian --passphrase-file pp"), EX_USAGE);
  assert_false(host_file_exists(path));
  scratch_put(passphrase, "secret\n", 0644);
  assert_int_equal(run(*state, "generate --use root xian --passphrase-file pp"), EX_NOPERM);
  scratch_put(passphrase, "secret\n", 0600);
  must(*state, NOW_S, "generate --use root xian --passphrase-file pp");
  assert_non_null(strstr(said, "Write the passphrase on paper"));
  HOST_BYTES pem = { 0 };
  assert_int_equal(host_file_read(path, 8192, &pem), TX_OK);
  assert_non_null(strstr((const char *)pem.p, "ENCRYPTED"));
}

static void wrong_areas_and_times_are_refused_in_a_sentence(void **state) {
  static const char *const bad[] = {
    "generate --use issue a --no-passphrase",
    "generate --use issue a --no-passphrase --area 6101",
    "generate --use issue a --no-passphrase --area 610013001001",
    "generate --use issue a --no-passphrase --area 610113001001 --from +2d --until +1d",
    "generate --use issue a --no-passphrase --area 610113001001 --until +9d --verify-until +8d",
    "generate --use issue a --no-passphrase --area 610113001001 --until soon",
    "generate --use issue ../a --no-passphrase --area 610113001001",
    "generate --use issue a --no-passphrase --area 610113001001 --alg rsa",
    "generate a --no-passphrase --area 610113001001",
    "generate --use kitchen a --no-passphrase --area 610113001001",
  };
  for (size_t i = 0; i < COUNT(bad); i++) {
    ASSERT_ROW(run(*state, bad[i]) == EX_USAGE, bad[i]);
    ASSERT_ROW(strncmp(said, "tongxing-keys: ", 15) == 0 &&
                   strchr(said, '\n') == said + strlen(said) - 1,
               bad[i]);
  }
}

static void an_option_that_means_nothing_for_a_use_is_refused(void **state) {
  static const char *const bad[] = {
    "generate --use root xian --no-passphrase --area 610113001001",
    "generate --use root xian --no-passphrase --until +1d",
    "generate --use root xian --no-passphrase --host example.org",
    "generate --use issue a --no-passphrase --area 610113001001 --host example.org",
    "generate --use tls srv --host example.org --area 610113001001",
    "generate --use tls srv --host example.org --alg es256",
    "generate --use tls srv --host example.org --demo",
    "generate --use tls srv --host example.org --verify-until +1d",
  };
  HOST_FREE char *keys = host_path(*state, "keys");
  for (size_t i = 0; i < COUNT(bad); i++) {
    ASSERT_ROW(run(*state, bad[i]) == EX_USAGE, bad[i]);
    ASSERT_ROW(strstr(said, "means nothing for a key of --use"), bad[i]);
  }
  assert_false(host_file_exists(keys));
}

static void every_use_is_made_by_the_one_command_and_by_no_other(void **state) {
  static const char *const uses[] = { "root", "issue",       "status", "policy",
                                      "seal", "certificate", "tls" };
  for (size_t i = 0; i < COUNT(uses); i++) {
    HOST_FREE char *old = NULL, *line = NULL, *name = NULL;
    bool is_root = strcmp(uses[i], "root") == 0, is_tls = strcmp(uses[i], "tls") == 0;
    const char *more = is_root  ? "--no-passphrase"
                       : is_tls ? "--host example.org"
                                : "--no-passphrase --area 610113001001";
    assert_true(asprintf(&name, "my-%s", uses[i]) > 0);
    assert_true(asprintf(&line, "generate --use %s %s %s", uses[i], name, more) > 0);
    assert_true(asprintf(&old, "%s other %s", uses[i], more) > 0);
    must(*state, NOW_S, line);
    if (!is_tls) assert_string_equal(entry_of(*state, name).use->name, uses[i]);
    ASSERT_ROW(run(*state, old) == EX_USAGE, old);
  }
}

static void a_demo_key_bears_its_mark(void **state) {
  must(*state, NOW_S, "generate --use root xian --demo --no-passphrase");
  assert_string_equal(entry_of(*state, "DEMO-xian").name, "DEMO-xian");
}

/* --- trust lists ------------------------------------------------------------------------------ */

static void a_gate_takes_the_list_with_every_key_and_its_reach(void **state) {
  struct tx_trust *trust = NULL;
  enum tx_reason why;
  make_city(*state);
  must(*state, NOW_S, "trust");
  assert_int_equal(take(*state, NULL, "xian", NOW_S, &trust), TX_OK);
  assert_int_equal(trust->seq, NOW_S);
  struct keys_entry issue = entry_of(*state, "a");
  const struct tx_key_row *row = tx_trust_find(trust, issue.hash, TX_USE_ISSUE, &why);
  assert_non_null(row);
  assert_int_equal(row->area, UINT64_C(610113001001));
  assert_int_equal(row->sign_until, NOW_S + 365 * DAY_S);
  assert_null(tx_trust_find(trust, issue.hash, TX_USE_STATUS, &why));
  tx_trust_destroy(trust);
}

static void the_next_list_is_newer_and_keeps_the_old_one_as_history(void **state) {
  struct tx_trust *first = NULL, *second = NULL;
  HOST_FREE char *history = host_path(*state, "keys/trust-%d.cose", NOW_S);
  make_city(*state);
  must(*state, NOW_S, "trust");
  assert_int_equal(take(*state, NULL, "xian", NOW_S, &first), TX_OK);
  must(*state, NOW_S, "trust"); /* in the same second */
  assert_int_equal(take(*state, first, "xian", NOW_S, &second), TX_OK);
  assert_int_equal(second->seq, NOW_S + 1);
  assert_true(host_file_exists(history));
  assert_int_equal(run(*state, "trust --seq 5"), EX_USAGE);
  tx_trust_destroy(first);
  tx_trust_destroy(second);
}

static void a_list_that_no_gate_would_take_is_not_written(void **state) {
  HOST_FREE char *path = host_path(*state, "keys/trust.cose");
  make_city(*state);
  assert_int_equal(run(*state, "trust --exp 1000"), EX_USAGE); /* no time of ours */
  assert_int_equal(run(*state, "trust --exp 20200601"), EX_DATAERR);
  assert_int_equal(run(*state, "trust --seq 1800001000"), EX_DATAERR); /* too far ahead */
  assert_false(host_file_exists(path));
  must(*state, NOW_S, "trust --dry-run");
  assert_false(host_file_exists(path));
}

static void a_root_that_others_can_read_signs_nothing(void **state) {
  HOST_FREE char *key = host_path(*state, "keys/xian.key");
  make_city(*state);
  assert_int_equal(chmod(key, 0640), 0);
  assert_int_equal(run(*state, "trust"), EX_NOPERM);
  assert_non_null(strstr(said, "chmod 600"));
}

static void a_revoked_key_is_gone_for_good(void **state) {
  struct tx_trust *first = NULL, *second = NULL, *third = NULL;
  HOST_FREE char *note = host_path(*state, "keys/revoked");
  enum tx_reason why;
  make_city(*state);
  must(*state, NOW_S, "trust");
  assert_int_equal(take(*state, NULL, "xian", NOW_S, &first), TX_OK);
  must(*state, NOW_S, "revoke a --yes");
  assert_int_equal(run(*state, "revoke a"), EX_DATAERR);
  must(*state, NOW_S, "trust");
  assert_int_equal(take(*state, first, "xian", NOW_S, &second), TX_OK);
  struct keys_entry issue = entry_of(*state, "a");
  assert_null(tx_trust_find(second, issue.hash, TX_USE_ISSUE, &why));
  assert_int_equal(why, TX_KEY_REVOKED);
  assert_int_equal(unlink(note), 0); /* the list remembers, even when the folder's note is lost */
  must(*state, NOW_S, "trust");
  assert_int_equal(take(*state, second, "xian", NOW_S, &third), TX_OK);
  assert_int_equal(tx_trust_standing(third, issue.hash), TX_STANDS_REVOKED);
  tx_trust_destroy(first);
  tx_trust_destroy(second);
  tx_trust_destroy(third);
}

static void a_stranger_is_revoked_by_the_hash_alone(void **state) {
  make_city(*state);
  assert_int_equal(run(*state, "revoke 0123"), EX_USAGE);
  must(*state, NOW_S,
       "revoke 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff "
       "--yes");
  must(*state, NOW_S, "trust");
  assert_non_null(strstr(said, "+ revoked 0011 2233"));
}

static void the_only_root_cannot_be_revoked(void **state) {
  make_city(*state);
  assert_int_equal(run(*state, "revoke xian"), EX_DATAERR);
}

static void a_rotated_key_stops_to_sign_and_keeps_its_row(void **state) {
  struct tx_trust *trust = NULL;
  enum tx_reason why;
  make_city(*state);
  must(*state, NOW_S + DAY_S, "rotate a --no-passphrase");
  must(*state, NOW_S + DAY_S, "trust");
  assert_int_equal(take(*state, NULL, "xian", NOW_S + DAY_S, &trust), TX_OK);
  struct keys_entry old = entry_of(*state, "a"), fresh = entry_of(*state, "a-2");
  const struct tx_key_row *row = tx_trust_find(trust, old.hash, TX_USE_ISSUE, &why);
  assert_int_equal(row->sign_until, NOW_S + DAY_S);
  assert_int_equal(row->verify_until, NOW_S + (365 + 200) * (int64_t)DAY_S);
  row = tx_trust_find(trust, fresh.hash, TX_USE_ISSUE, &why);
  assert_int_equal(row->sign_from, NOW_S + DAY_S);
  assert_int_equal(row->sign_until, NOW_S + (1 + 365) * (int64_t)DAY_S);
  tx_trust_destroy(trust);
  assert_int_equal(run(*state, "rotate nobody --no-passphrase"), EX_NOINPUT);
}

static void a_new_root_is_named_by_the_old_one_before_it_signs(void **state) {
  struct tx_trust *first = NULL, *second = NULL, *third = NULL;
  make_city(*state);
  must(*state, NOW_S, "trust");
  assert_int_equal(take(*state, NULL, "xian", NOW_S, &first), TX_OK);
  must(*state, NOW_S, "rotate xian --no-passphrase");
  assert_int_equal(run(*state, "trust --root xian-2"), EX_DATAERR);
  assert_non_null(strstr(said, "--next-root xian-2"));
  must(*state, NOW_S, "trust --next-root xian-2");
  assert_int_equal(take(*state, first, "xian", NOW_S, &second), TX_OK);
  assert_int_equal(second->root_count, 2);
  must(*state, NOW_S, "trust --root xian-2");
  assert_int_equal(take(*state, second, "xian", NOW_S, &third), TX_OK);
  assert_int_equal(third->root_count, 1);
  assert_int_equal(run(*state, "trust --root xian"), EX_DATAERR);
  must(*state, NOW_S, "trust"); /* the new root is the one that follows */
  tx_trust_destroy(first);
  tx_trust_destroy(second);
  tx_trust_destroy(third);
}

static void a_next_root_stays_named_until_it_signs(void **state) {
  struct tx_trust *trust = NULL;
  make_city(*state);
  must(*state, NOW_S, "rotate xian --no-passphrase");
  must(*state, NOW_S, "trust --root xian --next-root xian-2");
  must(*state, NOW_S, "trust");
  assert_int_equal(take(*state, NULL, "xian", NOW_S, &trust), TX_OK);
  assert_int_equal(trust->root_count, 2);
  tx_trust_destroy(trust);
}

static void the_servers_tls_keys_are_named_and_stay_named(void **state) {
  struct tx_trust *trust = NULL;
  make_city(*state);
  must(*state, NOW_S, "trust --tls keys/a.pub --tls keys/s.pub --tls keys/a.pub");
  must(*state, NOW_S, "trust");
  assert_int_equal(take(*state, NULL, "xian", NOW_S, &trust), TX_OK);
  assert_int_equal(trust->tls_count, 2);
  tx_trust_destroy(trust);
  assert_int_equal(run(*state, "trust --tls keys/a.json"), EX_DATAERR);
}

static void a_servers_own_certificate_goes_into_the_list_by_its_key(void **state) {
  struct stat st;
  HOST_FREE char *path = host_path(*state, "keys/srv.key.pem");
  make_city(*state);
  must(*state, NOW_S, "generate --use tls srv --host example.org --host 192.168.1.5");
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  char grouped[40];
  snprintf(grouped, sizeof grouped, "%.39s", strstr(said, "\n\n    ") + 6);
  must(*state, NOW_S, "trust --tls keys/srv.crt.pem");
  assert_non_null(strstr(said, "+ TLS "));
  assert_non_null(strstr(said, grouped));
  assert_int_equal(run(*state, "generate --use tls srv --host example.org"), EX_CANTCREAT);
  assert_int_equal(run(*state, "generate --use tls other"), EX_USAGE);
  assert_int_equal(run(*state, "generate --use tls other --host exa/mple"), EX_USAGE);
  assert_int_equal(run(*state, "generate --use tls other --host x --until 2060-01-01"), EX_USAGE);
}

static void a_list_by_a_root_that_is_not_here_is_no_ground_to_build_on(void **state) {
  HOST_FREE char *path = host_path(*state, "keys/trust.cose");
  make_city(*state);
  must(*state, NOW_S, "trust");
  HOST_BYTES bytes = list_of(*state);
  bytes.p[bytes.n - 1] ^= 1;
  assert_int_equal(host_file_write(path, host_span(&bytes), 0644), TX_OK);
  assert_int_equal(run(*state, "trust"), EX_DATAERR);
}

static void a_folder_tells_how_each_key_stands(void **state) {
  make_city(*state);
  must(*state, NOW_S, "trust");
  must(*state, NOW_S, "generate --use issue late --area 610113001001 --no-passphrase");
  must(*state, NOW_S, "list");
  assert_non_null(strstr(said, "NAME                  STATE"));
  assert_non_null(strstr(said, "a                     listed"));
  assert_non_null(strstr(said, "late                  unlisted"));
  assert_non_null(strstr(said, "xian                  current"));
  must(*state, NOW_S, "list --json");
  json_t *json = json_loads(said, 0, NULL);
  assert_int_equal(json_array_size(json_object_get(json, "keys")), 4);
  json_decref(json);
}

static void a_file_tells_what_it_is(void **state) {
  HOST_FREE char *command = NULL;
  char hash[2 * TX_HASH_SIZE + 1];
  make_city(*state);
  must(*state, NOW_S, "trust");
  struct keys_entry root = entry_of(*state, "xian");
  host_hex(tx_span_of(root.hash, TX_HASH_SIZE), hash);
  assert_true(
      asprintf(
          &command,
          "cd '%s' && LC_ALL=C '%s' show keys/trust.cose --dir none --root-hash %s >/dev/null 2>&1",
          (const char *)*state, TONGXING_KEYS, hash) > 0);
  assert_int_equal(system(command), 0);
  free(command);
  assert_true(asprintf(&command, "cd '%s' && LC_ALL=C '%s' show keys/a.json >/dev/null 2>&1",
                       (const char *)*state, TONGXING_KEYS) > 0);
  assert_int_not_equal(system(command), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(a_root_is_private_and_says_what_to_write_down),
    IN_FOLDER(a_second_key_under_a_name_never_overwrites_the_first),
    IN_FOLDER(a_private_key_without_its_description_is_not_overwritten_either),
    IN_FOLDER(a_key_is_made_whole_or_not_at_all),
    IN_FOLDER(no_key_is_made_without_a_word_about_its_passphrase),
    IN_FOLDER(wrong_areas_and_times_are_refused_in_a_sentence),
    IN_FOLDER(an_option_that_means_nothing_for_a_use_is_refused),
    IN_FOLDER(every_use_is_made_by_the_one_command_and_by_no_other),
    IN_FOLDER(a_demo_key_bears_its_mark),
    IN_FOLDER(a_gate_takes_the_list_with_every_key_and_its_reach),
    IN_FOLDER(the_next_list_is_newer_and_keeps_the_old_one_as_history),
    IN_FOLDER(a_list_that_no_gate_would_take_is_not_written),
    IN_FOLDER(a_root_that_others_can_read_signs_nothing),
    IN_FOLDER(a_revoked_key_is_gone_for_good),
    IN_FOLDER(a_stranger_is_revoked_by_the_hash_alone),
    IN_FOLDER(the_only_root_cannot_be_revoked),
    IN_FOLDER(a_rotated_key_stops_to_sign_and_keeps_its_row),
    IN_FOLDER(a_new_root_is_named_by_the_old_one_before_it_signs),
    IN_FOLDER(a_next_root_stays_named_until_it_signs),
    IN_FOLDER(the_servers_tls_keys_are_named_and_stay_named),
    IN_FOLDER(a_servers_own_certificate_goes_into_the_list_by_its_key),
    IN_FOLDER(a_list_by_a_root_that_is_not_here_is_no_ground_to_build_on),
    IN_FOLDER(a_folder_tells_how_each_key_stands),
    IN_FOLDER(a_file_tells_what_it_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
