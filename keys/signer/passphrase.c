/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sys/encoding.h"
#include "host/text/language.h"
#include "signer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static enum tx_reason get_none(const struct keys_passphrase *from, const char *what, bool twice,
                               struct host_bytes *out) {
  (void)from;
  (void)what;
  (void)twice;
  *out = (struct host_bytes){ 0 };
  return TX_NOT_FOUND;
}

struct keys_passphrase keys_passphrase_none(void) {
  return (struct keys_passphrase){ .get = get_none };
}

/* --- file ------------------------------------------------------------------------------------- */

/* A passphrase may be any bytes, blanks and quotes included: only what an editor put in front says
 * that they are to be turned. */
static enum tx_reason take_off_bom(struct host_bytes *text) {
  return host_text_has_bom(host_span(text)) ? host_text_of_people(text) : TX_OK;
}

static void keep_first_line(struct host_bytes *text) {
  uint8_t *end = memchr(text->p, '\n', text->n);
  if (end) text->n = (size_t)(end - text->p);
  if (text->n > 0 && text->p[text->n - 1] == '\r') text->n--;
}

static enum tx_reason get_file(const struct keys_passphrase *from, const char *what, bool twice,
                               struct host_bytes *out) {
  (void)what;
  (void)twice;
  if (!keys_file_is_private(from->path)) return TX_NOT_ALLOWED;
  enum tx_reason reason = host_file_read(from->path, KEYS_PASSPHRASE_MAX, out);
  if (reason == TX_OK) reason = take_off_bom(out);
  if (reason != TX_OK) {
    host_bytes_finish_secret(out);
    return reason;
  }
  keep_first_line(out);
  return out->n > 0 ? TX_OK : TX_NOT_FOUND;
}

struct keys_passphrase keys_passphrase_file(const char *path) {
  return (struct keys_passphrase){ .get = get_file, .path = path };
}

/* --- terminal --------------------------------------------------------------------------------- */

/* One line without echo. Byte by byte, so that nothing stays behind in a buffer of stdio's. */
static enum tx_reason read_line(int tty, struct host_bytes *out) {
  out->p = malloc(KEYS_PASSPHRASE_MAX + 1);
  out->n = 0;
  if (!out->p) return TX_NO_MEMORY;
  while (out->n < KEYS_PASSPHRASE_MAX && read(tty, out->p + out->n, 1) == 1) {
    if (out->p[out->n] == '\n') {
      out->p[out->n] = 0;
      return out->n > 0 ? TX_OK : TX_NOT_FOUND;
    }
    out->n++;
  }
  return TX_NOT_FOUND;
}

static enum tx_reason ask(int tty, const char *prompt, const char *what, struct host_bytes *out) {
  struct termios before, quiet;
  if (tcgetattr(tty, &before) != 0) return TX_NOT_FOUND;
  quiet = before;
  quiet.c_lflag &= (tcflag_t)~ECHO;
  quiet.c_lflag |= ICANON;
  /* Before the prompt: what answers it is neither shown nor lost. */
  tcsetattr(tty, TCSAFLUSH, &quiet);
  dprintf(tty, "%s %s: ", prompt, what);
  enum tx_reason reason = read_line(tty, out);
  tcsetattr(tty, TCSADRAIN, &before);
  dprintf(tty, "\n");
  return reason;
}

static enum tx_reason get_terminal(const struct keys_passphrase *from, const char *what, bool twice,
                                   struct host_bytes *out) {
  (void)from;
  HOST_CLOSE int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (tty < 0) return TX_NOT_FOUND;
  HOST_SECRET first = { 0 };
  HOST_SECRET second = { 0 };
  enum tx_reason reason = ask(tty, host_words("口令", "Passphrase of"), what, &first);
  if (reason == TX_OK && twice)
    reason = ask(tty, host_words("再输入一次口令", "The same again, of"), what, &second);
  if (reason == TX_OK && twice && !tx_span_equal(host_span(&first), host_span(&second)))
    return TX_CONFLICT;
  if (reason != TX_OK) return reason;
  *out = first;
  first = (struct host_bytes){ 0 };
  return TX_OK;
}

struct keys_passphrase keys_passphrase_terminal(void) {
  return (struct keys_passphrase){ .get = get_terminal, .typed = true };
}
