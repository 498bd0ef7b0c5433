/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-server setup: from nothing to a community whose first gate can be enrolled. */
#include "setup.h"

#include "command/client/shared.h"
#include "daemon/folder.h"
#include "host/sys/ini.h"
#include "host/text/screen.h"
#include "keys/trust/encode.h"
#include "keys/trust/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
  int (*run)(struct setup *setup);
  const char *zh, *en;
} steps[] = {
  { setup_keys, "密钥与信任列表", "keys and the trust list" },
  { setup_folder, "数据目录、证书、两个账号", "data folder, certificate, two accounts" },
  { setup_settings, "设置", "settings" },
  { setup_roster, "名册", "the roster" },
  { setup_passes, "通行证", "passes" },
  { setup_accounts, "账号单", "sheets for the accounts" },
  { setup_order, "第一份规定", "the first order" },
  { setup_gate, "第一个门禁的登记码", "the first gate's enrolment code" },
};
#define STEPS (sizeof steps / sizeof *steps)

/* --- what to write down ----------------------------------------------------------------------- */

static void print_root(const struct setup *setup) {
  KEYS_FOLDER folder = { 0 };
  char hash[KEYS_GROUPED_SIZE];
  if (keys_folder_open(setup->keys, &folder) != EX_OK) return;
  for (size_t i = 0; i < folder.count; i++)
    if (keys_is_root(&folder.entries[i])) {
      keys_hash_grouped(folder.entries[i].hash, hash);
      printf(host_words("请抄写在纸上：\n  根密钥摘要  %.39s\n              %s\n",
                        "Write down on paper:\n  hash of the root key  %.39s\n"
                        "                        %s\n"),
             hash, hash + 40);
    }
}

static void print_real_end(const struct setup *setup) {
  print_root(setup);
  printf(host_words("  根密钥口令  %s\n", "  its passphrase        %s\n"), setup->answers.secret);
  host_screen_line(stdout,
                   host_words("这个口令不再显示。请把 %s 移到两个U盘，分两处保管，这里不留；"
                              "口令与它分开存放。",
                              "The passphrase is not shown again. Move %s onto two sticks, kept "
                              "in two places, and leave none here; keep the passphrase apart."),
                   setup->root);
  host_screen_line(
      stdout,
      host_words("请打印 %s 里的账号单，各交本人。两人都登录后发布第一份规定（草案1）："
                 "policy publish 1，另一单位的人 request second 1。",
                 "Print the sheets in %s, for each person alone. When both have "
                 "signed in, publish the first order, which is draft 1: policy "
                 "publish 1, and request second 1 by the other body's person."),
      setup->paper);
}

static void print_demo_end(const struct setup *setup) {
  host_screen_line(stdout,
                   host_words("演示：账号 office 和 %s 均已激活，密码 %s。",
                              "A demo: the accounts office and %s are active, password %s."),
                   setup->answers.second, setup->answers.secret);
}

static void print_end(const struct setup *setup) {
  if (setup->answers.demo)
    print_demo_end(setup);
  else
    print_real_end(setup);
  if (setup->for_service)
    host_screen_line(stdout, "%s",
                     host_words("下一步：systemctl enable --now tongxing-server",
                                "Next: systemctl enable --now tongxing-server"));
  else
    host_screen_line(stdout,
                     host_words("下一步：tongxing-server serve --config %s/server.ini",
                                "Next: tongxing-server serve --config %s/server.ini"),
                     setup->data);
}

/* --- the whole of it -------------------------------------------------------------------------- */

static int run_steps(struct setup *setup) {
  int status = EX_OK;
  for (size_t i = 0; i < STEPS && status == EX_OK; i++) {
    printf("%zu/%zu %s\n", i + 1, STEPS, host_words(steps[i].zh, steps[i].en));
    fflush(stdout);
    status = steps[i].run(setup);
  }
  if (status == EX_OK) {
    print_end(setup);
    if (fflush(stdout) != 0)
      status = host_fail(EX_IOERR, "输出写不了。", "The output cannot be written.");
  }
  if (status == EX_OK) return setup_forget(setup);
  host_screen_line(stderr, "%s",
                   host_words("改好后请再执行一次 setup：做完的不会重做。",
                              "When that is mended, run setup again: what is done stays."));
  return status;
}

static bool make_paths(struct setup *setup) {
  setup->keys = host_path(setup->data, "keys");
  setup->root = host_path(setup->data, "root");
  setup->paper = host_path(setup->data, "paper");
  return setup->keys && setup->root && setup->paper;
}

/* One at a time: the lock is on the folder itself, and goes with the process. */
static int enter(struct setup *setup, int *lock) {
  const char *data = command_data_dir(setup->args);
  struct host_problem problem = { 0 };
  enum tx_reason reason = host_mkdirs(data, 0700);
  if (reason != TX_OK) {
    host_problem_path(&problem, reason, data);
    return command_problem(&problem);
  }
  setup->data = realpath(data, NULL);
  if (!setup->data || !make_paths(setup))
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  *lock = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (*lock >= 0 && flock(*lock, LOCK_EX | LOCK_NB) == 0) return EX_OK;
  return host_fail(EX_TEMPFAIL, "%s 正由另一个 setup 建立，请稍候。",
                   "Another setup is at work on %s, please wait for it.", data);
}

static int set_up(const struct host_args *args, bool for_service) {
  struct setup setup = { .args = args, .for_service = for_service, .now_s = command_now(args) };
  HOST_CLOSE int lock = -1;
  umask(0077);
  int status = enter(&setup, &lock);
  if (status == EX_OK) status = setup_answer(&setup);
  if (status != EX_OK && setup.data) (void)rmdir(setup.data); /* an empty one says nothing */
  if (status == EX_OK) status = run_steps(&setup);
  free(setup.data);
  free(setup.keys);
  free(setup.root);
  free(setup.paper);
  return status;
}

/* --- for the user of the service -------------------------------------------------------------- */

#define SYSTEM_SETTINGS "/etc/tongxing/server.ini"

/* Where every command looks by itself; one that is there is somebody's own. */
static int keep_settings(const struct host_args *args, gid_t group) {
  HOST_BYTES settings = { 0 };
  HOST_FREE char *path = host_path(command_data_dir(args), "server.ini");
  struct host_problem problem = { 0 };
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  enum tx_reason reason = host_file_read_regular(path, HOST_CONFIG_MAX, &settings);
  if (reason == TX_OK) reason = host_mkdirs("/etc/tongxing", 0755);
  if (reason == TX_OK) reason = host_file_create(SYSTEM_SETTINGS, host_span(&settings), 0640);
  if (reason == TX_OK && chown(SYSTEM_SETTINGS, 0, group) != 0) reason = host_errno_reason(errno);
  if (reason == TX_CONFLICT)
    host_screen_line(stderr,
                     host_words("%s 已有，没有改动；这次的设置在 %s。",
                                "%s is there and stays as it is; what was set up stands in %s."),
                     SYSTEM_SETTINGS, path);
  if (reason == TX_OK || reason == TX_CONFLICT) return EX_OK;
  host_problem_path(&problem, reason, SYSTEM_SETTINGS);
  return command_problem(&problem);
}

/* root sets up the folder that the service's user owns: all is done as that user, but for the
 * system's settings. */
static int set_up_as(const struct host_args *args, uid_t uid) {
  const struct passwd *user = getpwuid(uid);
  int status = 0;
  if (!user)
    return host_fail(EX_NOUSER, "%s 的属主不是本机用户。",
                     "The owner of %s is no user of this machine.", command_data_dir(args));
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
        setuid(uid) != 0)
      _exit(host_fail(EX_OSERR, "不能改用用户 %s。", "Cannot become the user %s.", user->pw_name));
    status = set_up(args, true);
    fflush(NULL);
    _exit(status);
  }
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (child < 0 || !WIFEXITED(status))
    return host_fail(EX_OSERR, "setup 中断了，请再执行一次。",
                     "The setup was cut short, please run it again.");
  return WEXITSTATUS(status) == EX_OK ? keep_settings(args, user->pw_gid) : WEXITSTATUS(status);
}

static int run_setup(const struct host_args *args) {
  struct stat st;
  bool others = geteuid() == 0 && stat(command_data_dir(args), &st) == 0 && st.st_uid != 0;
  return others ? set_up_as(args, st.st_uid) : set_up(args, false);
}

static const struct host_option setup_options[] = {
  { .name = "from",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "答案的文件：community、area、phone、address、second、roster，每行一个",
    .en = "file of the answers: community, area, phone, address, second, roster, a line each" },
  { .name = "demo",
    .type = HOST_FLAG,
    .zh = "演示：不提问，人物均为虚构，两个账号都激活",
    .en = "a demo: asks nothing, of made-up people, activates both accounts" },
  { 0 },
};

const struct host_command command_setup = {
  .name = "setup",
  .zh = "一次建好一个社区：密钥、账号、名册、通行证、门禁登记码",
  .en = "a whole community at once: keys, accounts, roster, passes, a gate's code",
  .options = setup_options,
  .run = run_setup,
};
