/* SPDX-License-Identifier: Apache-2.0 */
/* backup and restore: on the files themselves, whether a server runs or not. */
#include "commands.h"

#include "backup/backup.h"
#include "backup/restore.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <stdlib.h>

#define DEFAULT_FOLDER "/var/backups/tongxing"

/* --- backup ----------------------------------------------------------------------------------- */

static int new_key(const struct host_args *args, const char *key_file) {
  struct host_problem problem = { 0 };
  if (backup_new_key(command_data_dir(args), key_file, &problem) != TX_OK)
    return command_problem(&problem);
  host_screen_line(
      stdout,
      host_words("备份的密钥在 %s：请打印，或移到U盘，本机不要留。没有它，备份谁也打不开。",
                 "The key to the backups is in %s: please print it or move it to a "
                 "stick, and leave none here. Without it nobody opens a backup."),
      key_file);
  return EX_OK;
}

static void print_made(const struct host_args *args, const struct backup_made *made) {
  if (host_flag(args, "json")) {
    json_t *out = json_pack("{sssIsI}", "file", made->path, "bytes", (json_int_t)made->bytes,
                            "removed", (json_int_t)made->removed);
    command_print_json(out);
    json_decref(out);
    return;
  }
  host_screen_line(stdout,
                   host_words("已备份到 %s（%lld字节），删除满%d天的旧备份%zu个。",
                              "Backed up to %s (%lld bytes); backups of %d days deleted: %zu."),
                   made->path, (long long)made->bytes, BACKUP_DAYS, made->removed);
}

static int run_backup(const struct host_args *args) {
  struct backup_made made;
  struct host_problem problem = { 0 };
  const char *key_file = host_text(args, "new-key", NULL);
  if (key_file) return new_key(args, key_file);
  const struct server_place place = command_place(args);
  if (backup_make(&place, host_text(args, "to", DEFAULT_FOLDER), command_now(args), &made,
                  &problem) != TX_OK)
    return command_problem(&problem);
  print_made(args, &made);
  return EX_OK;
}

static const struct host_option backup_options[] = {
  { .name = "to",
    .type = HOST_PATH,
    .value = "DIR",
    .zh = "存放备份的目录，默认 " DEFAULT_FOLDER,
    .en = "folder for backups; " DEFAULT_FOLDER " when absent" },
  { .name = "new-key",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "不备份，只造备份用的密钥：私钥写入FILE，公钥留在本机",
    .en = "make no backup but a key for them: the private half into FILE, the public half stays" },
  { 0 },
};

const struct host_command command_backup = {
  .name = "backup",
  .zh = "备份数据（加密；服务器不必停）",
  .en = "back up the data, encrypted, while the server runs or not",
  .options = backup_options,
  .run = run_backup,
};

/* --- restore ---------------------------------------------------------------------------------- */

static json_t *report_json(const struct restore_report *report) {
  return json_pack("{sIsIsIsIsI}", "at", (json_int_t)report->at_s, "replayed",
                   (json_int_t)report->replayed, "unknown", (json_int_t)report->unknown, "damaged",
                   (json_int_t)report->damaged, "raised", (json_int_t)report->raised);
}

/* What came after the backup and nobody can know: somebody has to do it again. */
static void print_gaps(const struct restore_plan *plan, const struct restore_report *report) {
  if (plan->issues[0])
    host_screen_line(
        stdout,
        host_words(
            "签发日志：补回%zu张%.0s；另有%zu张%.0s的人不在备份里，请再导入并发证；%zu行损坏%.0s。",
            "Issue log: %zu %s put back; %zu more %s not "
            "in the backup: please import them and issue again; %zu damaged "
            "%s."),
        report->replayed, host_plural((long long)report->replayed, "pass", "passes"),
        report->unknown,
        host_plural((long long)report->unknown, "is of a person who is", "are of people who are"),
        report->damaged, host_plural((long long)report->damaged, "line", "lines"));
  if (plan->passes == RESTORE_RAISE)
    host_screen_line(stdout,
                     host_words("%zu人%.0s的旧证已全部作废，请执行 issue --all。",
                                "All passes of %zu %s are dead: please run issue --all."),
                     report->raised, host_plural((long long)report->raised, "person", "people"));
  host_screen_line(
      stdout, "%s",
      host_words("备份以后的名册、结果、停用和规定不在其中：请重新导入、请各来源重发，"
                 "并重新发布规定；门禁不必动。",
                 "Rosters, results, suspensions and policies since then are not in it: "
                 "please import again, have the feeds send again, and publish the "
                 "policies; gates need nothing."));
}

static void print_restored(const struct host_args *args, const struct restore_plan *plan,
                           const struct restore_report *report) {
  char when[HOST_DATE_SIZE];
  if (host_flag(args, "json")) {
    json_t *out = report_json(report);
    command_print_json(out);
    json_decref(out);
    return;
  }
  host_date_shanghai_minute(report->at_s, when);
  host_screen_line(stdout, host_words("已恢复到 %s，备份于 %s。", "Restored to %s, as of %s."),
                   plan->place.data_dir, when);
  print_gaps(plan, report);
}

static int read_passes(const struct host_args *args, enum restore_passes *out) {
  const bool keep = host_flag(args, "keep-generations");
  const bool raise = host_flag(args, "raise-generations");
  if (keep && raise)
    return host_fail(EX_USAGE, "--keep-generations 和 --raise-generations 只能给一个。",
                     "Please give one of --keep-generations and --raise-generations.");
  *out = keep ? RESTORE_KEEP : raise ? RESTORE_RAISE : RESTORE_ASK;
  return EX_OK;
}

#define SKIP_UNKNOWN 1024 /* so many are given at most before a list tells of them */

static int restore(const struct host_args *args, struct restore_plan *plan) {
  struct restore_report report;
  struct host_problem problem = { 0 };
  int status = read_passes(args, &plan->passes);
  if (status != EX_OK) return status;
  plan->skip = (uint32_t)host_int(args, "skip", plan->issues[0] ? 0 : SKIP_UNKNOWN);
  if (restore_run(plan, command_now(args), &report, &problem) != TX_OK)
    return command_problem(&problem);
  print_restored(args, plan, &report);
  return EX_OK;
}

static int run_restore(const struct host_args *args) {
  const char *keys = host_text(args, "keys", NULL);
  HOST_FREE char *keys_dir = keys ? realpath(keys, NULL) : NULL;
  struct restore_plan plan = { .place = command_place(args),
                               .file = host_arg(args, 0),
                               .key_file = host_text(args, "key", NULL),
                               .keys_dir = keys_dir };
  for (size_t i = 0; i < RESTORE_LOGS; i++)
    plan.issues[i] = host_text_at(args, "issues", i);
  if (host_text_at(args, "issues", RESTORE_LOGS))
    return host_fail(EX_USAGE, "--issues 最多给出%d个。", "--issues is given %d times at most.",
                     RESTORE_LOGS);
  if (!plan.key_file)
    return host_fail(EX_USAGE, "请用 --key 给出备份的密钥文件。",
                     "Please give the file of the backups' key with --key.");
  if (keys && !keys_dir) return host_fail(EX_NOINPUT, "%s 不存在。", "%s does not exist.", keys);
  return restore(args, &plan);
}

static const struct host_option restore_options[] = {
  { .name = "key",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "备份的密钥（backup --new-key 所造）",
    .en = "the backups' key, as backup --new-key made it" },
  { .name = "keys",
    .type = HOST_PATH,
    .value = "DIR",
    .zh = "签发私钥现在所在的目录，默认同从前",
    .en = "where the signing keys are now; where they were when absent" },
  { .name = "issues",
    .type = HOST_PATH,
    .value = "DIR",
    .many = true,
    .zh = "留下来的签发日志：其中备份以后发的证照样有效；有几台服务器就给几次",
    .en = "the issue log that is left, one of each server: passes made after the backup count" },
  { .name = "raise-generations",
    .type = HOST_FLAG,
    .zh = "没有签发日志：旧证全部作废",
    .en = "without an issue log: all passes die" },
  { .name = "keep-generations",
    .type = HOST_FLAG,
    .zh = "没有签发日志：旧证照用，备份以后作废的也会重新有效",
    .en = "without an issue log: all passes count, those replaced since the backup too" },
  { .name = "skip",
    .type = HOST_INT,
    .value = "N",
    .min = 0,
    .max = 1048576,
    .zh = "跳过几个可能已给过人的序号，默认1024，有签发日志时0",
    .en = "indexes to skip, since somebody may have them; 1024 when absent, 0 with an issue log" },
  { 0 },
};

const struct host_command command_restore = {
  .name = "restore",
  .args = "FILE",
  .zh = "从备份恢复到空的数据目录",
  .en = "put a backup into an empty data folder",
  .options = restore_options,
  .run = run_restore,
};
