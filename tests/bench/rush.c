/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rush at the real gate: a camera that sends 720p at 30 frames a second over HTTP, the program as
 * it is, its eye, a policy, a journal. A person's time begins when the first frame that shows their
 * pass begins to be sent, and ends when their verdict is read from the gate's standard output,
 * which is written after the relay was told: so the relay is never later.
 *
 * rush takes 320 people, each in view for one frame between two of an idle street. rush MINUTES
 * FRAMES takes one person after another, each in view for so many frames.
 */
#include "bench.h"
#include "city/camera.h"
#include "city/forge.h"
#include "core/gate.h"

#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PEOPLE 160u
#define ROUNDS 2u
#define JPEG_QUALITY 80
#define FRAME_S (1.0 / 30)
#define PATIENCE_S 3 /* for the last verdicts */
#define MEASURED_MAX 100000u

struct picture {
  uint8_t *bytes;
  size_t n;
};

struct show {
  struct picture people[PEOPLE], street;
  unsigned frames_each, gap, shows; /* gap: idle frames after each */
  int listener;
  _Atomic double since[PEOPLE]; /* 0: not in view since their last verdict */
  atomic_bool over;
};

static void must(bool done, const char *what) {
  if (done) return;
  (void)fprintf(stderr, "rush: %s failed\n", what);
  exit(70);
}

/* --- a gate in a folder, and passes --------------------------------------------------------------
 */

static void take(struct gate *gate, enum gate_object object, uint64_t area, struct tx_span bytes) {
  const struct gate_offer offer = {
    .object = object, .area = area, .bytes = bytes, .pin = &gate->identity.pin
  };
  must(gate_accept(gate, &offer, NULL) == TX_OK, gate_object_name(object));
}

static struct forge_bytes list_of_all(const struct forge *forge) {
  struct forge_status draft;
  struct forge_bytes bytes = { 0 };
  static uint32_t records[PEOPLE];
  for (size_t i = 0; i < PEOPLE; i++)
    records[i] = forge_record(forge, TX_STATE_ACTIVE);
  forge_status_draft(forge, &draft);
  draft.status.records = records;
  draft.status.count = PEOPLE;
  must(tx_status_sign(&draft.status, forge->keys[FORGE_STATUS], &bytes.p, &bytes.n) == TX_OK,
       "signing the list");
  return bytes;
}

static void set_up(const struct forge *forge, const char *dir) {
  struct gate_identity identity = { .area = 610113001001, .name = "rush" };
  struct host_problem error = { 0 };
  struct forge_trust trust_draft;
  struct gate gate;
  memcpy(identity.pin.root, forge->keys[FORGE_ROOT]->hash, sizeof identity.pin.root);
  must(gate_identity_create(dir, &identity, &error) == TX_OK, "making the gate");
  gate_identity_finish(&identity);
  const struct gate_options options = { .dir = dir, .now_s = forge->now_s };
  must(gate_open(&gate, &options, &error) == TX_OK, "opening the gate");
  forge_trust_draft(forge, &trust_draft);
  FORGED trust = forge_trust(forge, &trust_draft, FORGE_ROOT);
  FORGED json =
      forge_policy_json(forge, "{\"===\":[{\"var\":\"record.health\"},\"green\"]}", "deny");
  FORGED policy = forge_policy(forge, forge_span(&json), FORGE_POLICY);
  FORGED list = list_of_all(forge);
  take(&gate, GATE_TRUST, 0, forge_span(&trust));
  take(&gate, GATE_POLICY, 610113001001, forge_span(&policy));
  take(&gate, GATE_STATUS, 610113001001, forge_span(&list));
  gate_close(&gate);
}

static void shoot(const char *text, uint64_t seed, struct picture *out) {
  const struct camera_shot shot = { .texts = { text },
                                    .codes = text ? 1 : 0,
                                    .ppm = 3,
                                    .hardship = CAMERA_PLAIN,
                                    .seed = seed,
                                    .noise_seed = seed };
  struct camera_picture picture;
  must(camera_take(&shot, &picture), "a picture");
  must(camera_jpeg(&picture, JPEG_QUALITY, &out->bytes, &out->n), "a JPEG");
  camera_free(&picture);
}

static void shoot_all(const struct forge *forge, struct show *show) {
  char text[TX_TEXT_MAX + 1];
  for (uint32_t i = 0; i < PEOPLE; i++) {
    struct tx_pass pass = forge_pass(forge);
    pass.index = i;
    must(forge_pass_text(forge, &pass, text), "a pass");
    shoot(text, i, &show->people[i]);
  }
  shoot(NULL, PEOPLE, &show->street);
}

/* --- the camera ----------------------------------------------------------------------------------
 */

static bool send_all(int fd, const void *bytes, size_t n) {
  const uint8_t *p = bytes;
  while (n > 0) {
    const ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    p += sent;
    n -= (size_t)sent;
  }
  return true;
}

static bool send_frame(int fd, const struct picture *picture) {
  char head[128];
  const int n =
      snprintf(head, sizeof head, "--f\r\nContent-Type: image/jpeg\r\nContent-Length: %zu\r\n\r\n",
               picture->n);
  return send_all(fd, head, (size_t)n) && send_all(fd, picture->bytes, picture->n) &&
         send_all(fd, "\r\n", 2);
}

static void wait_for(double at_s) {
  const struct timespec at = { .tv_sec = (time_t)at_s,
                               .tv_nsec = (long)((at_s - (double)(time_t)at_s) * 1e9) };
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) != 0) {
  }
}

static void *film(void *context) {
  static const char hello[] = "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; "
                              "boundary=f\r\n\r\n";
  struct show *show = context;
  char request[4096];
  const int fd = accept4(show->listener, NULL, NULL, SOCK_CLOEXEC);
  must(fd >= 0 && recv(fd, request, sizeof request, 0) > 0, "a gate that asks for pictures");
  bool open = send_all(fd, hello, sizeof hello - 1);
  const double start = bench_now(CLOCK_MONOTONIC) + 1; /* an idle street first */
  const unsigned frames = show->frames_each + show->gap, lead = 30;
  for (unsigned i = 0; open && i < lead; i++) {
    wait_for(start - (lead - i) * FRAME_S);
    open = send_frame(fd, &show->street);
  }
  for (unsigned i = 0; open && i < show->shows * frames; i++) {
    const unsigned who = i / frames % PEOPLE, nth = i % frames;
    wait_for(start + i * FRAME_S);
    if (nth == 0) show->since[who] = bench_now(CLOCK_MONOTONIC);
    open = send_frame(fd, nth < show->frames_each ? &show->people[who] : &show->street);
  }
  for (unsigned i = 0; open && i < PATIENCE_S * 30; i++) {
    wait_for(bench_now(CLOCK_MONOTONIC) + FRAME_S);
    open = send_frame(fd, &show->street);
  }
  show->over = true;
  close(fd);
  return NULL;
}

static int listen_somewhere(unsigned *port) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t n = sizeof address;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  must(fd >= 0 && bind(fd, (struct sockaddr *)&address, n) == 0 && listen(fd, 1) == 0 &&
           getsockname(fd, (struct sockaddr *)&address, &n) == 0,
       "listening");
  *port = ntohs(address.sin_port);
  return fd;
}

/* --- the gate ------------------------------------------------------------------------------------
 */

static pid_t start_gate(const char *dir, unsigned port, FILE **lines) {
  char program[4096] = "", source[64];
  const ssize_t n = readlink("/proc/self/exe", program, sizeof program - 64);
  must(n > 0, "/proc/self/exe");
  strcpy(strrchr(program, '/'), "/../../gate-client/tongxing-gate");
  snprintf(source, sizeof source, "camera:http://127.0.0.1:%u/", port);
  char *const arguments[] = { program,  "run",  "--dir", (char *)(uintptr_t)dir,
                              "--json", source, NULL };
  int ends[2];
  pid_t pid = -1;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  must(pipe2(ends, O_CLOEXEC) == 0, "a pipe");
  posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
  must(posix_spawn(&pid, program, &files, NULL, arguments, environ) == 0, "starting the gate");
  posix_spawn_file_actions_destroy(&files);
  close(ends[1]);
  *lines = fdopen(ends[0], "re");
  must(*lines != NULL, "reading the gate");
  return pid;
}

struct measured {
  double waits_s[MEASURED_MAX];
  size_t count;
  unsigned admitted, other;
};

static void take_verdict(struct show *show, const char *line, double at_s, struct measured *m) {
  const char *index = strstr(line, "\"index\":");
  const unsigned who = index ? (unsigned)strtoul(index + 8, NULL, 10) : PEOPLE;
  const bool allowed = strstr(line, "\"verdict\":\"allow\"") != NULL;
  m->admitted += allowed;
  m->other += !allowed;
  if (!allowed || who >= PEOPLE || show->since[who] <= 0 || m->count == MEASURED_MAX) return;
  m->waits_s[m->count++] = at_s - show->since[who];
  show->since[who] = 0;
}

/* What a process used: seconds of CPU, and bytes resident at most. */
static void print_use(const char *name, pid_t pid) {
  char path[64], line[1024];
  unsigned long user = 0, system_ = 0;
  double peak_kib = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  FILE *stat = fopen(path, "re");
  if (stat && fgets(line, sizeof line, stat))
    (void)sscanf(strrchr(line, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                 &user, &system_);
  if (stat) (void)fclose(stat);
  snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
  FILE *status = fopen(path, "re");
  while (status && fgets(line, sizeof line, status))
    if (strncmp(line, "VmHWM:", 6) == 0) peak_kib = strtod(line + 6, NULL);
  if (status) (void)fclose(status);
  printf("%-6s %.1f s of CPU, %.1f MiB at most\n", name,
         (double)(user + system_) / (double)sysconf(_SC_CLK_TCK), peak_kib / 1024);
}

static pid_t child_of(pid_t pid) {
  char path[64];
  int child = 0;
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
  FILE *children = fopen(path, "re");
  if (children && fscanf(children, "%d", &child) != 1) child = 0;
  if (children) (void)fclose(children);
  return child;
}

/* --- all of it -----------------------------------------------------------------------------------
 */

static int report(const struct show *show, struct measured *m) {
  must(m->count > 0, "admitting anybody");
  qsort(m->waits_s, m->count, sizeof *m->waits_s, bench_compare);
  const double p50 = m->waits_s[m->count / 2], p99 = m->waits_s[m->count * 99 / 100];
  const double minutes = show->shows * (show->frames_each + show->gap) * FRAME_S / 60;
  printf("%u people in %.1f min: %u admitted (%.0f a minute), %u answered otherwise\n", show->shows,
         minutes, m->admitted, m->admitted / minutes, m->other);
  printf("from first readable frame to verdict: p50 %.1f ms, p99 %.1f ms\n", p50 * 1e3, p99 * 1e3);
  return p99 < 0.1 && m->other == 0 ? 0 : 1;
}

static void watch(struct show *show, const char *dir, struct measured *m) {
  unsigned port;
  FILE *lines;
  char line[16384];
  pthread_t camera;
  show->listener = listen_somewhere(&port);
  const pid_t gate = start_gate(dir, port, &lines);
  must(pthread_create(&camera, NULL, film, show) == 0, "a thread");
  while (m->admitted + m->other < show->shows && !show->over && fgets(line, sizeof line, lines))
    take_verdict(show, line, bench_now(CLOCK_MONOTONIC), m);
  print_use("gate", gate);
  print_use("eye", child_of(gate));
  kill(gate, SIGTERM);
  must(waitpid(gate, NULL, 0) == gate, "waiting");
  pthread_join(camera, NULL);
  (void)fclose(lines);
  close(show->listener);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at) {
  (void)status, (void)kind, (void)at;
  return remove(path);
}

int main(int argc, char **argv) {
  static struct show show = { .frames_each = 1, .gap = 1, .shows = PEOPLE * ROUNDS };
  static struct measured measured;
  char dir[] = "rush.XXXXXX";
  struct forge forge;
  if (argc == 3) {
    show.gap = 0;
    show.frames_each = (unsigned)strtoul(argv[2], NULL, 10);
    must(show.frames_each * PEOPLE * FRAME_S > 12, "more frames each: a person who comes again "
                                                   "within ten seconds is no other");
    show.shows = (unsigned)(strtod(argv[1], NULL) * 1800) / show.frames_each;
  }
  must(forge_open(&forge, (int64_t)time(NULL)) && mkdtemp(dir), "a city and a folder");
  set_up(&forge, dir);
  shoot_all(&forge, &show);
  forge_close(&forge);
  watch(&show, dir, &measured);
  (void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  return report(&show, &measured);
}
