/* SPDX-License-Identifier: Apache-2.0 */
#include "password.h"

#include "format/crypto.h"

#include <argon2.h>
#include <pthread.h>
#include <string.h>
#include <zxcvbn.h>

#define MEMORY_KIB 19456
#define PASSES 2
#define LANES 1
#define SALT_SIZE 16
#define TAG_SIZE 32
#define AT_A_TIME 2
#define WAITING_MAX 16

/* --- rules ------------------------------------------------------------------------------------ */

#define GUESS_BITS 30.0 /* a thousand million guesses */

/* zxcvbn knows the commonest passwords of the world; these are common here. */
static bool is_easy(const char *login, const char *password) {
  const char *words[] = { login, "woaini", "woaiwojia", "5201314", "1314520",  "1314",
                          "520", "mima",   "tongxing",  "xiaoqu",  "juweihui", NULL };
  return ZxcvbnMatch(password, words, NULL) < GUESS_BITS;
}

enum tx_reason password_check(const char *login, const char *password,
                              struct host_problem *problem) {
  size_t n = strlen(password);
  if (n < PASSWORD_MIN)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "密码至少%d个字符。",
                            "A password has at least %d characters.", PASSWORD_MIN);
  if (n > PASSWORD_MAX)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "密码最多%d个字节。",
                            "A password has at most %d bytes.", PASSWORD_MAX);
  if (is_easy(login, password))
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "这个密码太容易猜到，请换一个，例如几个不相干的词。",
                            "This password is easy to guess: please choose another, such as some "
                            "words that have nothing to do with each other.");
  return TX_OK;
}

/* --- few at a time ---------------------------------------------------------------------------- */

static struct {
  pthread_mutex_t lock;
  pthread_cond_t free;
  unsigned working, waiting;
} places = { .lock = PTHREAD_MUTEX_INITIALIZER, .free = PTHREAD_COND_INITIALIZER };

static bool take_place(void) {
  pthread_mutex_lock(&places.lock);
  bool admitted = places.working < AT_A_TIME || places.waiting < WAITING_MAX;
  if (admitted) {
    places.waiting++;
    while (places.working >= AT_A_TIME)
      pthread_cond_wait(&places.free, &places.lock);
    places.waiting--;
    places.working++;
  }
  pthread_mutex_unlock(&places.lock);
  return admitted;
}

static void give_place(void) {
  pthread_mutex_lock(&places.lock);
  places.working--;
  pthread_cond_signal(&places.free);
  pthread_mutex_unlock(&places.lock);
}

/* --- hashes ----------------------------------------------------------------------------------- */

static enum tx_reason reason_of(int error) {
  if (error == ARGON2_OK) return TX_OK;
  return error == ARGON2_MEMORY_ALLOCATION_ERROR ? TX_NO_MEMORY : TX_NOT_ALLOWED;
}

enum tx_reason password_hash(const char *password, char out[PASSWORD_HASH_SIZE]) {
  uint8_t salt[SALT_SIZE];
  if (!tx_random(salt, sizeof salt)) return TX_SIGNER_FAILED;
  if (!take_place()) return TX_BUSY;
  int error = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, password, strlen(password), salt,
                                    sizeof salt, TAG_SIZE, out, PASSWORD_HASH_SIZE);
  give_place();
  return reason_of(error);
}

/* What is compared with where there is no account: nobody knows a password of it. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$dG9uZ3hpbmctbm9ib2R5IQ$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

enum tx_reason password_verify(const char *encoded, const char *password) {
  size_t n = strlen(password);
  if (n > PASSWORD_MAX) return TX_NOT_ALLOWED;
  if (!take_place()) return TX_BUSY;
  int error = argon2id_verify(*encoded ? encoded : nobody, password, n);
  give_place();
  return reason_of(error);
}
