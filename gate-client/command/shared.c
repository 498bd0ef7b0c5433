/* SPDX-License-Identifier: Apache-2.0 */
#include "command/commands.h"

#include "objects/peek.h"

#include "host/sys/file.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

#define SERVICE_DIR "/var/lib/tongxing-gate"

int gate_exit_status(enum tx_verdict verdict) {
  switch (verdict) {
  case TX_ALLOW:
    return 0;
  case TX_REVIEW:
    return 2;
  case TX_DENY:
    return 1;
  }
  return 1;
}

int gate_exit_worse(int a, int b) {
  static const int badness[] = { [0] = 0, [1] = 3, [2] = 1, [GATE_EXIT_NOTHING] = 2 };
  return badness[a] > badness[b] ? a : b;
}

struct gate_lines gate_lines_by(const struct host_args *args) {
  return (struct gate_lines){ .json = host_flag(args, "json"),
                              .names = gate_lines_name(host_flag(args, "names")),
                              .lang = host_text(args, "words", NULL) };
}

int gate_fail(int status, const struct host_problem *error) {
  if (!error->en[0]) return host_fail(status, "内存不足", "out of memory");
  return host_fail(status, "%s", "%s", host_words(error->zh, error->en));
}

const char *gate_dir_by(const struct host_args *args) {
  const char *dir = host_text(args, "dir", NULL);
  if (!dir) dir = getenv("TONGXING_GATE_DIR");
  return dir ? dir : SERVICE_DIR;
}

const char *gate_source_by(const struct host_args *args, size_t i) {
  size_t named = host_arg_count(args);
  return i < named ? host_arg(args, i) : host_text_at(args, "source", i - named);
}

const char *gate_source_origin(const struct host_args *args, size_t i, char *out, size_t cap) {
  size_t named = host_arg_count(args);
  out[0] = 0;
  return i < named ? out : host_origin_at(args, "source", i - named, out, cap);
}

int gate_place_by(const struct host_args *args, struct gate_identity *out) {
  out->attended = !host_flag(args, "unattended");
  out->kind = (enum tx_gate_kind)tx_gate_kind_find(host_text(args, "kind", "pedestrian"));
  out->direction = (enum tx_direction)tx_direction_find(host_text(args, "direction", "in"));
  if (!gate_name_set(out, host_text(args, "name", "")))
    return host_fail(EX_USAGE, "--name 须为门禁名称，至多64字节，不含引号",
                     "--name must be a gate's name of at most 64 bytes, without quotes");
  if (gate_phone_set(out, host_text(args, "phone", ""))) return EX_OK;
  return host_fail(EX_USAGE, "--phone 须为电话号码，至多64字节，不含引号",
                   "--phone must be a telephone of at most 64 bytes, without quotes");
}

/* --- a gate made of flags ------------------------------------------------------------------------
 */

/* Files that someone names are believed to be what they hold: their times are weighed when a
 * decision is made, as those of what a gate holds. */
static int absorb(struct gate_state **state, const char *path, const uint8_t *root) {
  HOST_BYTES bytes = { 0 };
  uint8_t own_root[TX_HASH_SIZE];
  struct gate_offer offer = { .reload = true, .root = root };
  enum tx_reason reason = host_file_read(path, TX_STATUS_BYTES_MAX, &bytes);
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "%s：%s", "%s: %s", path, tx_reason_text(reason, host_lang()));
  offer.bytes = host_span(&bytes);
  if (!gate_peek(offer.bytes, &offer.object, &offer.area))
    return host_fail(EX_DATAERR, "%s：不是门禁可以使用的签名对象",
                     "%s: no signed object that a gate takes", path);
  if (offer.object == GATE_TRUST && !root && gate_trust_root(offer.bytes, own_root))
    offer.root = own_root;
  struct gate_state *next;
  static const uint8_t no_root[TX_HASH_SIZE];
  if (!offer.root) offer.root = no_root;
  reason = gate_state_offer(*state, &offer, (struct tx_clock){ 0 }, &next);
  if (reason != TX_OK)
    return host_fail(EX_DATAERR, "%s：%s（%s）", "%s: %s (%s)", path,
                     tx_reason_text(reason, host_lang()), tx_reason_name(reason));
  gate_state_unref(*state);
  *state = next;
  return EX_OK;
}

static int absorb_all(const struct host_args *args, struct gate_state **state) {
  static const char *const options[] = { "trust", "policy", "list", "certs" };
  uint8_t root[TX_HASH_SIZE];
  const char *hash = host_text(args, "root", NULL);
  if (hash && !host_unhex(hash, root, sizeof root))
    return host_fail(EX_USAGE, "--root 须为64位十六进制数", "--root must be 64 hexadecimal digits");
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    const char *path;
    for (size_t j = 0; (path = host_text_at(args, options[i], j)); j++) {
      int status = absorb(state, path, hash ? root : NULL);
      if (status != EX_OK) return status;
    }
  }
  return EX_OK;
}

static int open_with(const struct host_args *args, const struct gate_identity *identity,
                     struct gate *gate) {
  struct gate_state *state = gate_state_create();
  if (!state) return host_fail(EX_OSERR, "内存不足", "out of memory");
  int status = absorb_all(args, &state);
  if (status == EX_OK)
    gate_open_bare(gate, identity, state, host_int(args, "now", GATE_MACHINE_CLOCK));
  else
    gate_state_unref(state);
  return status;
}

static int open_bare(const struct host_args *args, struct gate *gate) {
  struct gate_identity identity = { .attended = true };
  int kind = tx_gate_kind_find(host_text(args, "kind", "pedestrian"));
  int direction = tx_direction_find(host_text(args, "direction", "in"));
  if (!tx_area_parse(tx_span_text(host_text(args, "area", "")), &identity.area))
    return host_fail(EX_USAGE, "--area 须为12位区划代码，例如 610113001001",
                     "--area must be an area code of 12 digits, such as 610113001001");
  identity.kind = (enum tx_gate_kind)kind;
  identity.direction = (enum tx_direction)direction;
  return open_with(args, &identity, gate);
}

int gate_open_anywhere(const struct host_args *args, struct gate *gate) {
  return open_with(args, &(struct gate_identity){ .direction = TX_NEITHER }, gate);
}

int gate_open_by(const struct host_args *args, bool journal, struct gate *gate) {
  if (host_given(args, "area")) return open_bare(args, gate);
  struct host_problem error = { 0 };
  struct gate_options options = { .dir = gate_dir_by(args),
                                  .now_s = host_int(args, "now", GATE_MACHINE_CLOCK),
                                  .journal = journal,
                                  .keep_sent_s = INT64_MAX / 4 };
  return gate_open(gate, &options, &error) == TX_OK ? EX_OK : gate_fail(EX_CONFIG, &error);
}
