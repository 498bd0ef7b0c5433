/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate run SOURCE…: the gate at work, until a signal or until its sources have ended. */
#include "commands.h"
#include "control/control.h"
#include "control/status.h"
#include "core/keeper.h"
#include "host/sys/notify.h"
#include "loop/eye_part.h"
#include "loop/loop.h"
#include "sync/sync.h"

#include "output/voice.h"
#include "page_plan.h"

#include "host/sys/descriptors.h"
#include "host/sys/folder.h"
#include "host/sys/log.h"
#include "host/sys/watchdog.h"
#include "host/text/text.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define FLUSH_MS 10000
#define FAILING_FLUSH_MS 1500 /* one more try */

struct running {
  char enrolled_by[TX_TEXT_MAX + 1]; /* the code, when it was shown just now */
  struct gate gate;
  struct gate_loop loop;
  struct gate_keeper *keeper;   /* NULL: nothing is stored again */
  struct gate_sync *sync;       /* NULL: works alone */
  struct gate_control *control; /* NULL: no socket could be made */
  struct gate_page *page;       /* NULL: none is served */
  struct gate_page_plan page_plan;
  struct host_watchdog watchdog;
  struct host_folder folder; /* where commands look for the control socket */
  bool ready;                /* holds what it decides by, and has said so */
};

/* Blocked in every thread, so that only the loop hears of them. */
static int open_stop_fd(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static json_t *status(void *context) {
  struct running *running = context;
  return gate_report_json(&running->gate, running->sync, &running->loop);
}

static void sync_now(void *context) {
  const struct running *running = context;
  if (running->sync) gate_sync_hurry(running->sync);
}

static void told(void *context, const struct gate_outcome *outcome) {
  const struct running *running = context;
  if (running->page) gate_page_show(running->page, outcome);
}

/* It holds the list of its own area, or was told of all there is: an area may have none. */
static bool is_informed(struct running *running) {
  struct gate_state *state = gate_state_of(&running->gate);
  bool has_trust = state->trust != NULL;
  bool has_list = gate_state_list(state, running->gate.identity.area) != NULL;
  gate_state_unref(state);
  bool has_all = running->sync && gate_sync_count(running->sync).last_ok_s > 0;
  return has_trust && (has_list || has_all);
}

/* Whoever set the gate up hears when the first pass may be shown. */
static void say_ready(struct running *running) {
  if (running->ready || !is_informed(running)) return;
  running->ready = true;
  host_log(HOST_NOTICE, "gate %s is ready", running->gate.identity.id);
  gate_voice_say(&running->loop.outputs, "ready");
}

/* The loop comes around, or it would not ask. What is said by the page is heard only while the
 * page's thread comes around as well. */
static bool lives(const struct running *running) {
  int64_t patience_ms = host_watchdog_patience_ms();
  return (!running->page || gate_page_turns(running->page, patience_ms)) &&
         (!running->control || gate_control_turns(running->control, patience_ms));
}

/* A socket that somebody took away, with its card or by itself, is made again. */
static void watch_control(struct running *running) {
  if (!running->control || gate_control_is_there(running->control)) return;
  gate_control_stop(running->control);
  running->control = NULL;
  gate_parts_lose(&running->loop.parts, GATE_PART_CONTROL, running->gate.dir, ENOENT);
}

static void tick(void *context) {
  struct running *running = context;
  watch_control(running);
  host_watchdog_tell(&running->watchdog, lives(running));
  say_ready(running);
  if (!running->page) return;
  json_t *line = gate_report_line(&running->gate, &running->loop);
  if (line) gate_page_state(running->page, line);
  json_decref(line);
}

/* --- what it is made of ----------------------------------------------------------------------- */

typedef bool add_function(struct gate_loop *loop, const char *address, char *error, size_t cap);

static int add_option(struct running *running, const struct host_args *args, const char *option,
                      add_function *add) {
  char error[512] = "", origin[512];
  const char *address;
  for (size_t i = 0; (address = host_text_at(args, option, i)); i++)
    if (!add(&running->loop, address, error, sizeof error))
      return host_fail(EX_CONFIG, "%s%s", "%s%s",
                       host_origin_at(args, option, i, origin, sizeof origin), error);
  return EX_OK;
}

static int add_sources(struct running *running, const struct host_args *args) {
  char error[512] = "", origin[512];
  const char *address;
  for (size_t i = 0; (address = gate_source_by(args, i)); i++)
    if (!gate_loop_add_source(&running->loop, address, error, sizeof error))
      return host_fail(EX_NOINPUT, "%s%s", "%s%s",
                       gate_source_origin(args, i, origin, sizeof origin), error);
  return EX_OK;
}

static int open_loop(struct running *running, const struct host_args *args,
                     struct gate_look *look) {
  if (!gate_loop_open(&running->loop, &running->gate, look))
    return host_fail(EX_OSERR, "内存不足", "out of memory");
  running->loop.lines = gate_lines_by(args);
  running->loop.told = told;
  running->loop.tick = tick;
  running->loop.context = running;
  char error[512];
  if (!gate_parts_add_decoder(&running->loop.parts, look, error, sizeof error))
    return host_fail(EX_CONFIG, "%s", "%s", error);
  int status_ = add_option(running, args, "output", gate_loop_add_output);
  if (status_ == EX_OK) status_ = add_option(running, args, "button", gate_loop_add_button);
  if (status_ == EX_OK)
    status_ = add_option(running, args, "thermometer", gate_loop_add_thermometer);
  if (status_ == EX_OK) status_ = add_option(running, args, "peers", gate_loop_add_peers);
  running->loop.sampling.size = (unsigned)host_int(args, "tube-size", GATE_TUBE_SIZE);
  return status_ == EX_OK ? add_sources(running, args) : status_;
}

static void start_sync(struct running *running, const struct host_args *args) {
  const char *server = running->gate.identity.server;
  if (!server[0] || host_flag(args, "alone")) return;
  running->sync = gate_sync_create(&running->gate);
  if (!running->sync || !gate_sync_start(running->sync))
    host_log(HOST_ERROR, "server %s: address not usable; correct server in gate.ini", server);
}

/* --- where it listens ------------------------------------------------------------------------- */

static bool open_control(void *context, const char *dir, struct gate_part_fault *fault) {
  struct running *running = context;
  if (!running->folder.inode) host_folder_remember(&running->folder, dir);
  struct gate_control_options options = { .dir = dir,
                                          .away = host_folder_is_away(&running->folder, dir,
                                                                      "gate.ini"),
                                          .gate = &running->gate,
                                          .words = running->loop.words,
                                          .status = status,
                                          .sync = sync_now,
                                          .context = running };
  enum tx_reason reason = gate_control_start(&options, &running->control);
  if (reason == TX_OK) return true;
  fault->number = EIO;
  host_copy(tx_reason_text(reason, "zh"), fault->zh, sizeof fault->zh);
  host_copy(tx_reason_text(reason, "en"), fault->en, sizeof fault->en);
  return false;
}

static void start_control(struct running *running) {
  char error[512];
  const struct gate_part part = { .kind = GATE_PART_CONTROL,
                                  .address = running->gate.dir,
                                  .open = open_control,
                                  .context = running };
  if (!gate_parts_add(&running->loop.parts, &part, error, sizeof error))
    host_log(HOST_ERROR, "control: %s", error);
}

/* A page that may not be where it is to be is a mistake in the settings; a port that is taken, a
 * certificate that is not there yet come by themselves. */
static bool open_page(void *context, const char *listen, struct gate_part_fault *fault) {
  struct running *running = context;
  enum tx_reason reason = gate_page_start(&running->page_plan.options, &running->page);
  if (reason == TX_OK) {
    host_log(HOST_NOTICE, "page on port %u", gate_page_port(running->page));
    return true;
  }
  const bool taken = reason == TX_CONFLICT;
  const bool wrong = reason == TX_BAD_ARGUMENT || !gate_page_may_be(&running->page_plan.options);
  host_copy(taken ? "端口已被占用" : tx_reason_text(reason, "zh"), fault->zh, sizeof fault->zh);
  host_copy(taken ? "port in use" : tx_reason_text(reason, "en"), fault->en, sizeof fault->en);
  snprintf(fault->error, sizeof fault->error,
           host_words("值守页面 %s 无法开启：%s", "the page cannot listen on %s: %s"), listen,
           host_words(fault->zh, fault->en));
  fault->number = wrong ? EINVAL : EIO;
  return false;
}

static int start_page(struct running *running, const struct host_args *args) {
  char error[512];
  const char *listen = host_text(args, "page", NULL);
  if (!listen) return EX_OK;
  const int status_ = gate_page_by(args, &running->page_plan);
  if (status_ != EX_OK) return status_;
  running->page_plan.options.words = running->loop.words;
  running->page_plan.options.server = running->gate.identity.server;
  const struct gate_part part = {
    .kind = GATE_PART_PAGE, .address = listen, .open = open_page, .context = running
  };
  if (gate_parts_add(&running->loop.parts, &part, error, sizeof error)) return EX_OK;
  return host_fail(EX_CONFIG, "%s", "%s", error);
}

/* The code is still before the camera, and is no pass that anybody shows. */
static void pass_over_code(struct running *running) {
  struct gate *gate = &running->gate;
  const struct gate_seen refused = { .verdict = TX_DENY };
  if (!running->enrolled_by[0]) return;
  for (size_t i = 0; i < running->loop.source_count; i++)
    gate_debounce_begin(&gate->debounce, running->loop.sources[i],
                        tx_span_text(running->enrolled_by), &refused,
                        gate_instant_of(gate).mono_ms);
}

static int work(struct running *running, const struct host_args *args, struct gate_look *look) {
  int status_ = open_loop(running, args, look);
  pass_over_code(running);
  if (status_ == EX_OK) status_ = start_page(running, args);
  if (status_ != EX_OK) return status_;
  running->keeper = gate_keeper_start(&running->gate);
  start_control(running);
  start_sync(running, args);
  running->loop.stop_fd = open_stop_fd();
  say_ready(running);
  if (!running->ready)
    host_log(HOST_NOTICE, "gate %s: waiting for its first objects", running->gate.identity.id);
  host_notify("READY=1");
  gate_loop_run(&running->loop);
  host_notify("STOPPING=1");
  const bool failing = gate_journal_count(running->gate.journal).failing != TX_OK;
  if (!gate_journal_flush(running->gate.journal, failing ? FAILING_FLUSH_MS : FLUSH_MS))
    host_log(HOST_ERROR, "journal: not flushed in time: the last events may be lost");
  /* What was seen last reaches the office today, if it can be reached at once. */
  if (running->sync) {
    gate_sync_stop(running->sync);
    gate_sync_finish(running->sync);
  }
  return EX_OK;
}

static void finish(struct running *running) {
  gate_control_stop(running->control);
  gate_page_stop(running->page);
  gate_sync_destroy(running->sync);
  gate_keeper_stop(running->keeper);
  gate_loop_close(&running->loop);
  if (running->loop.stop_fd >= 0) close(running->loop.stop_fd);
  gate_close(&running->gate);
}

static int enrol_first(struct running *running, const struct host_args *args,
                       struct gate_look *look) {
  if (gate_identity_exists(gate_dir_by(args)) || !gate_source_by(args, 0)) return EX_OK;
  int stop_fd = open_stop_fd();
  int status_ = gate_enrol_by_showing(args, look, stop_fd, running->enrolled_by);
  close(stop_fd);
  return status_;
}

static int run_gate(const struct host_args *args) {
  struct running running = { .loop.stop_fd = -1 };
  struct host_problem error = { 0 };
  sigset_t pipe_;
  host_descriptors_raise();
  sigemptyset(&pipe_);
  sigaddset(&pipe_, SIGPIPE);
  sigprocmask(SIG_BLOCK, &pipe_, NULL);
  close(open_stop_fd()); /* before any thread is started */
  struct gate_options options = { .dir = gate_dir_by(args),
                                  .now_s = host_int(args, "now", GATE_MACHINE_CLOCK),
                                  .journal = true,
                                  .keep_sent_s = host_int(args, "keep-sent", 0) };
  struct gate_look *look = gate_look_open_anyway();
  if (!look) return host_fail(EX_OSERR, "内存不足", "out of memory");
  int status_ = enrol_first(&running, args, look);
  if (status_ != EX_OK) {
    gate_look_close(look);
    return status_ == GATE_NO_CODE_SHOWN ? EX_OK : status_;
  }
  if (gate_open(&running.gate, &options, &error) != TX_OK) {
    gate_look_close(look);
    return gate_fail(EX_CONFIG, &error);
  }
  status_ = work(&running, args, look);
  finish(&running);
  return status_;
}

const struct host_command gate_run_command = {
  .name = "run",
  .args = "[SOURCE…]",
  .zh = "运行门禁；SOURCE 为 [in=|out=]KIND:REST",
  .en = "work as a gate; SOURCE is [in=|out=]KIND:REST",
  .options = gate_run_options,
  .run = run_gate,
};
