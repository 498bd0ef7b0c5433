/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-keys: the list of its commands. */
#include "keys/command/commands.h"
#include "keys/command/safety.h"

int main(int argc, char **argv) {
  const struct host_command commands[] = {
    keys_generate_command, keys_trust_command, keys_revoke_command, keys_rotate_command,
    keys_list_command,     keys_show_command,  { .name = NULL },
  };
  const struct host_program program = {
    .name = "tongxing-keys",
    .zh = "通行的密钥：根密钥、签发密钥、信任列表。请在离线的机器上使用。",
    .en = "The keys of Tongxing: roots, issuing keys, trust lists. Use it on a machine without a "
          "network.",
    .commands = commands,
    .config = "/etc/tongxing/keys.ini",
  };
  keys_guard_memory();
  return host_program_run(&program, argc, argv);
}
