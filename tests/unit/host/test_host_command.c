/* SPDX-License-Identifier: Apache-2.0 */
/* A program of the tests' own, run with what it writes caught in files. */
#include "host/cli/command.h"

#include "host/sys/ini.h"
#include "host/sys/log.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#define EX_RAN 42

static char seen[512], origins[512];

static int show(const struct host_args *args) {
  int n = snprintf(seen, sizeof seen, "%s %lld %d %s", host_text(args, "area", "-"),
                   (long long)host_int(args, "port", -1), host_flag(args, "loud"),
                   host_text(args, "alg", "-"));
  for (size_t i = 0; host_text_at(args, "tls", i); i++)
    n += snprintf(seen + n, sizeof seen - (size_t)n, " tls=%s", host_text_at(args, "tls", i));
  origins[0] = '\0';
  for (size_t i = 0, at = 0; host_text_at(args, "tls", i); i++)
    at += strlen(host_origin_at(args, "tls", i, origins + at, sizeof origins - at));
  for (size_t i = 0; i < host_arg_count(args); i++)
    n += snprintf(seen + n, sizeof seen - (size_t)n, " [%s]", host_arg(args, i));
  return EX_RAN;
}

static const struct host_option options[] = {
  { .name = "area", .type = HOST_TEXT, .value = "AREA", .zh = "区域", .en = "the area" },
  { .name = "port",
    .type = HOST_INT,
    .value = "PORT",
    .min = 0,
    .max = 65535,
    .zh = "端口",
    .en = "the port" },
  { .name = "loud", .type = HOST_FLAG, .zh = "大声", .en = "loudly" },
  { .name = "alg", .type = HOST_CHOICE, .value = "es256|ed25519", .zh = "算法", .en = "algorithm" },
  { .name = "tls",
    .type = HOST_PATH,
    .value = "FILE",
    .many = true,
    .zh = "证书",
    .en = "certificate" },
  { .name = NULL },
};

static const struct host_command gate_commands[] = {
  { "add", "AREA NAME [KEY]", "添加", "Add a gate", options, show, NULL },
  { .name = NULL },
};

static const struct host_command commands[] = {
  { "serve", NULL, "服务", "Serve", options, show, NULL },
  { "scan", "FILE…", "扫描", "Scan", options, show, NULL },
  { "gate", NULL, "门禁", "Gates", NULL, NULL, gate_commands },
  { "feed", "FILE", "导入", "Feed", options, show, gate_commands },
  { .name = NULL },
};

static const struct host_renamed renamed[] = { { "look", "scan" }, { "quay", "port" }, { 0 } };

static const struct host_program program = {
  .name = "try", .zh = "试验", .en = "A trial", .commands = commands, .renamed = renamed
};

/* --- running with stdout and stderr caught ---------------------------------------------------- */

static char said[4096], printed[4096];

static void slurp(int fd, char out[4096]) {
  ssize_t n = pread(fd, out, 4095, 0);
  out[n > 0 ? n : 0] = '\0';
}

static int catch_into(FILE *stream, int fd, int *before) {
  fflush(stream);
  *before = dup(fileno(stream));
  return dup2(fd, fileno(stream));
}

static void give_back(FILE *stream, int before) {
  fflush(stream);
  dup2(before, fileno(stream));
  close(before);
}

static int run(const char *line) {
  char copy[512], *argv[32] = { (char[]){ "try" } };
  int argc = 1, out_before, err_before;
  FILE *out = tmpfile(), *err = tmpfile();
  snprintf(copy, sizeof copy, "%s", line);
  for (char *rest = copy, *word; (word = strsep(&rest, " "));)
    argv[argc++] = word;
  seen[0] = '\0';
  host_lang_set("en");
  catch_into(stdout, fileno(out), &out_before);
  catch_into(stderr, fileno(err), &err_before);
  int status = host_program_run(&program, argc, argv);
  give_back(stdout, out_before);
  give_back(stderr, err_before);
  slurp(fileno(out), printed);
  slurp(fileno(err), said);
  fclose(out);
  fclose(err);
  return status;
}

#define UNUSED __attribute__((unused))

/* --- the command line ------------------------------------------------------------------------- */

static void options_and_arguments_arrive_in_any_order(UNUSED void **state) {
  assert_int_equal(run("gate add --area 61 a --port=80 b --loud --tls x --tls=y c"), EX_RAN);
  assert_string_equal(seen, "61 80 1 - tls=x tls=y [a] [b] [c]");
  assert_int_equal(run("serve"), EX_RAN);
  assert_string_equal(seen, "- -1 0 -");
  assert_int_equal(run("scan -- --loud -"), EX_RAN);
  assert_string_equal(seen, "- -1 0 - [--loud] [-]");
}

static void too_few_and_too_many_arguments_show_the_usage(UNUSED void **state) {
  assert_int_equal(run("gate add a"), EX_USAGE);
  assert_non_null(strstr(said, "Usage: try gate add AREA NAME [KEY]"));
  assert_int_equal(run("gate add a b c d"), EX_USAGE);
  assert_non_null(strstr(said, "\"d\" is one too many"));
  assert_int_equal(run("scan"), EX_USAGE);
  assert_int_equal(run("serve x"), EX_USAGE);
  assert_non_null(strstr(said, "Usage: try serve\n"));
}

static void a_slip_of_the_finger_is_answered_with_what_was_meant(UNUSED void **state) {
  assert_int_equal(run("sreve"), EX_USAGE);
  assert_non_null(strstr(said, "Did you mean \"serve\"?"));
  assert_int_equal(run("serve --prt 1"), EX_USAGE);
  assert_non_null(strstr(said, "Did you mean --port?"));
  assert_int_equal(run("zzzzzz"), EX_USAGE);
  assert_null(strstr(said, "Did you mean"));
}

static void a_number_out_of_range_is_refused_with_the_range(UNUSED void **state) {
  static const char *const bad[] = { "serve --port 65536", "serve --port -1", "serve --port 8x",
                                     "serve --port=", "serve --port 99999999999999999999" };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(run(bad[i]), EX_USAGE);
    assert_non_null(strstr(said, "from 0 to 65535"));
  }
  assert_int_equal(run("serve --port 65535"), EX_RAN);
}

static void a_choice_is_one_of_its_words_whole(UNUSED void **state) {
  assert_int_equal(run("serve --alg ed25519"), EX_RAN);
  assert_int_equal(run("serve --alg es25"), EX_USAGE);
  assert_int_equal(run("serve --alg es256|ed25519"), EX_USAGE);
  assert_non_null(strstr(said, "es256|ed25519"));
}

static void an_option_without_its_value_or_given_twice_is_refused(UNUSED void **state) {
  assert_int_equal(run("serve --area"), EX_USAGE);
  assert_int_equal(run("serve --area 1 --area 2"), EX_USAGE);
  assert_int_equal(run("serve -x"), EX_USAGE);
}

static void help_is_there_at_every_level(UNUSED void **state) {
  assert_int_equal(run("--help"), EX_OK);
  assert_non_null(strstr(printed, "Gates"));
  assert_null(strstr(printed, "Add a gate"));
  assert_int_equal(run("gate -h"), EX_OK);
  assert_non_null(strstr(printed, "Add a gate"));
  assert_int_equal(run("gate add --help"), EX_OK);
  assert_non_null(strstr(printed, "--port PORT"));
  assert_int_equal(run("gate"), EX_USAGE);
  assert_non_null(strstr(said, "Add a gate"));
}

static void chinese_is_spoken_when_asked_for(UNUSED void **state) {
  assert_int_equal(run("sreve --lang zh"), EX_USAGE);
  assert_non_null(strstr(said, "是不是要用“serve”"));
  assert_int_equal(run("gate --help --lang=zh"), EX_OK);
  assert_non_null(strstr(printed, "用法"));
}

static void words_stand_in_one_column_whatever_stands_before_them(UNUSED void **state) {
  assert_int_equal(run("--help"), 0);
  assert_non_null(strstr(printed, "\n  serve                        Serve\n"));
  assert_non_null(strstr(printed, "\n  scan FILE…                   Scan\n"));
}

static void a_name_of_before_is_understood_and_not_shown(UNUSED void **state) {
  assert_int_equal(run("look FILE"), EX_RAN);
  assert_int_equal(run("serve --quay 80"), EX_RAN);
  assert_string_equal(seen, "- 80 0 -");
  assert_int_equal(run("serve --quay 80 --port 81"), EX_USAGE);
  assert_int_equal(run("--help"), 0);
  assert_null(strstr(printed, "look"));
  assert_int_equal(run("serve --help"), 0);
  assert_null(strstr(printed, "quay"));
}

static void completion_offers_what_can_stand_there(UNUSED void **state) {
  run("--complete s");
  assert_string_equal(printed, "serve\tServe\nscan\tScan\n");
  run("--complete gate ");
  assert_string_equal(printed, "add\tAdd a gate\n");
  run("--complete serve --al");
  assert_string_equal(printed, "--alg\talgorithm\n");
  run("--complete serve --alg e");
  assert_string_equal(printed, "es256\t\ned25519\t\n");
  run("--complete scan --area x ");
  assert_string_equal(printed, ":files\n");
}

/* --- the settings file ------------------------------------------------------------------------ */

static int run_with(const char *folder, const char *ini, const char *line) {
  HOST_FREE char *path = host_path(folder, "try.ini"), *whole = NULL;
  scratch_put(path, ini, 0600);
  if (asprintf(&whole, "%s --config %s", line, path) < 0) abort();
  return run(whole);
}

static void a_setting_counts_where_the_command_line_is_silent(void **state) {
  assert_int_equal(run_with(*state,
                            "area = 7\n[serve]\narea = 8\nloud = yes\ntls = a\ntls = \"b c\"\n",
                            "serve --port 3"),
                   EX_RAN);
  assert_string_equal(seen, "8 3 1 - tls=a tls=b c");
  assert_int_equal(run_with(*state, "area = 7\n[serve]\narea = 8\n", "serve --area 9"), EX_RAN);
  assert_string_equal(seen, "9 -1 0 -");
  assert_int_equal(run_with(*state, "area = 7\n[gate add]\nport = 8\n", "gate add a b"), EX_RAN);
  assert_string_equal(seen, "7 8 0 - [a] [b]");
}

static void a_setting_of_before_counts_under_its_name_of_today(void **state) {
  assert_int_equal(run_with(*state, "[serve]\nquay = 80\n", "serve"), EX_RAN);
  assert_string_equal(seen, "- 80 0 -");
}

static void a_wrong_line_is_named_by_its_number(void **state) {
  static const struct {
    const char *ini, *place;
  } bad[] = {
    { "# fine\n\nnonsense\n", "line 3" },
    { "area = 1\nport = x\n", "line 2" },
    { "colour = red\n", "line 1" },
    { "[nowhere]\nport = 1\n", "line 2" },
    { "[gate add]\nloud = perhaps\n", "line 2" },
    { "[serve\n", "line 1" },
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(run_with(*state, bad[i].ini, "gate add a b"), EX_CONFIG);
    assert_non_null(strstr(said, bad[i].place));
  }
}

static void a_setting_can_be_named_by_the_line_it_came_from(void **state) {
  assert_int_equal(run_with(*state, "[serve]\n\ntls = a\narea = 3\ntls = b\n", "serve"), EX_RAN);
  assert_non_null(strstr(origins, "try.ini, line 3: "));
  assert_non_null(strstr(origins, "try.ini, line 5: "));
  assert_int_equal(run_with(*state, "[serve]\ntls = a\n", "serve --tls b"), EX_RAN);
  assert_string_equal(origins, "");
}

static void a_settings_file_that_was_named_must_be_there(UNUSED void **state) {
  assert_int_equal(run("serve --config /nowhere/at/all.ini"), EX_NOINPUT);
}

static void a_group_that_runs_takes_a_word_that_is_none_of_its_commands(UNUSED void **state) {
  assert_int_equal(run("feed add a b"), EX_RAN);
  assert_string_equal(seen, "- -1 0 - [a] [b]");
  assert_int_equal(run("feed results.csv"), EX_RAN);
  assert_string_equal(seen, "- -1 0 - [results.csv]");
  assert_int_equal(run("feed results.csv add"), EX_USAGE);
  assert_int_equal(run("feed"), EX_USAGE);
}

/* --- the log ---------------------------------------------------------------------------------- */

static void a_log_line_carries_its_level_and_cannot_be_forged(UNUSED void **state) {
  int before;
  FILE *err = tmpfile();
  catch_into(stderr, fileno(err), &before);
  host_log(HOST_WARNING, "from %s", "a\nb<3>c");
  host_log(HOST_DEBUG, "not said");
  give_back(stderr, before);
  slurp(fileno(err), said);
  fclose(err);
  assert_string_equal(said, "<4>from a?b<3>c\n");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(options_and_arguments_arrive_in_any_order),
    cmocka_unit_test(too_few_and_too_many_arguments_show_the_usage),
    cmocka_unit_test(a_slip_of_the_finger_is_answered_with_what_was_meant),
    cmocka_unit_test(a_number_out_of_range_is_refused_with_the_range),
    cmocka_unit_test(a_choice_is_one_of_its_words_whole),
    cmocka_unit_test(an_option_without_its_value_or_given_twice_is_refused),
    cmocka_unit_test(help_is_there_at_every_level),
    cmocka_unit_test(chinese_is_spoken_when_asked_for),
    cmocka_unit_test(words_stand_in_one_column_whatever_stands_before_them),
    cmocka_unit_test(a_name_of_before_is_understood_and_not_shown),
    cmocka_unit_test(completion_offers_what_can_stand_there),
    cmocka_unit_test(a_group_that_runs_takes_a_word_that_is_none_of_its_commands),
    IN_FOLDER(a_setting_counts_where_the_command_line_is_silent),
    IN_FOLDER(a_setting_of_before_counts_under_its_name_of_today),
    IN_FOLDER(a_wrong_line_is_named_by_its_number),
    IN_FOLDER(a_setting_can_be_named_by_the_line_it_came_from),
    cmocka_unit_test(a_settings_file_that_was_named_must_be_there),
    cmocka_unit_test(a_log_line_carries_its_level_and_cannot_be_forged),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
