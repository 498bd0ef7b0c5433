/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The voice: a chime, one sentence in Mandarin, and English after it only when nobody comes next. A
 * new verdict cuts the old one off. A thread of its own speaks, so that nobody waits for sound.
 */
#include "voice.h"

#include "hal/sound.h"
#include "kinds.h"
#include "wav.h"

#include "host/sys/file.h"
#include "host/sys/opening.h"
#include "host/sys/wait.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define CHIME_RATE 22050
#define PIECE_MS 40 /* how long a new verdict waits for the old sound */
#define ENGLISH_AFTER_MS 700

struct said {
  char name[32];
  enum tx_verdict verdict;
};

struct voice {
  struct gate_output base;
  char *folder, *device;
  struct gate_speaker *speaker;
  unsigned rate;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  struct said next, alarm;
  unsigned turn; /* counts verdicts; a sound of an older turn is cut */
  bool waiting, alarmed, ending;
};

/* --- speaking: in the thread ---------------------------------------------------------------------
 */

static bool is_current(struct voice *v, unsigned turn) {
  pthread_mutex_lock(&v->lock);
  bool current = v->turn == turn && !v->ending;
  pthread_mutex_unlock(&v->lock);
  return current;
}

static bool use_rate(struct voice *v, unsigned rate) {
  if (v->speaker && v->rate == rate) return true;
  if (v->speaker) gate_sound->close(v->speaker);
  v->speaker = gate_sound->open(v->device, rate);
  v->rate = rate;
  return v->speaker;
}

/* False: cut off, or no sound to be had. */
static bool play(struct voice *v, const struct wave *wave, unsigned turn) {
  if (!use_rate(v, wave->rate)) return false;
  size_t piece = (size_t)wave->rate * PIECE_MS / 1000;
  for (size_t at = 0; at < wave->count; at += piece) {
    if (!is_current(v, turn)) {
      gate_sound->cut(v->speaker);
      return false;
    }
    size_t n = wave->count - at < piece ? wave->count - at : piece;
    if (!gate_sound->play(v->speaker, wave->samples + at, n)) return false;
  }
  gate_sound->drain(v->speaker);
  return true;
}

/* Two notes that rise, one that stays, two that fall: told apart without a word. */
static bool chime(struct voice *v, enum tx_verdict verdict, unsigned turn) {
  static const double notes[3][2] = { { 660, 880 }, { 660, 660 }, { 440, 330 } };
  enum { NOTE = CHIME_RATE * 120 / 1000 };
  int16_t samples[2 * NOTE];
  for (size_t i = 0; i < 2 * NOTE; i++) {
    double t = (double)(i % NOTE) / CHIME_RATE, fade = 1 - (double)(i % NOTE) / NOTE;
    samples[i] = (int16_t)(9000 * fade * sin(6.283185307 * notes[verdict][i / NOTE] * t));
  }
  const struct wave wave = { .samples = samples, .count = 2 * NOTE, .rate = CHIME_RATE };
  return play(v, &wave, turn);
}

static bool load(const struct voice *v, const char *language, const char *name, struct wave *wave) {
  HOST_FREE char *path = NULL;
  return asprintf(&path, "%s/%s/%s.wav", v->folder, language, name) >= 0 && wave_load(path, wave);
}

static bool speak(struct voice *v, const char *language, const char *name, unsigned turn) {
  struct wave wave;
  if (!load(v, language, name, &wave)) return false;
  bool whole = play(v, &wave, turn);
  wave_finish(&wave);
  return whole;
}

/* Whether nobody came, and nothing went wrong, for a moment. */
static bool still_quiet(struct voice *v, unsigned turn) {
  int64_t until_ms = host_wait_now_ms() + ENGLISH_AFTER_MS;
  pthread_mutex_lock(&v->lock);
  bool over = false;
  while (!over && v->turn == turn && !v->alarmed && !v->ending)
    over = !host_wait_until(&v->changed, &v->lock, until_ms);
  bool quiet = v->turn == turn && !v->alarmed && !v->ending;
  pthread_mutex_unlock(&v->lock);
  return quiet;
}

static void say(struct voice *v, const struct said *said, unsigned turn) {
  if (chime(v, said->verdict, turn) && speak(v, "zh", said->name, turn) && still_quiet(v, turn))
    speak(v, "en", said->name, turn);
}

static void *run(void *argument) {
  struct voice *v = (struct voice *)argument;
  pthread_mutex_lock(&v->lock);
  while (!v->ending) {
    if (!v->waiting && !v->alarmed) {
      pthread_cond_wait(&v->changed, &v->lock);
      continue;
    }
    /* An alarm follows the verdict that it belongs to. */
    struct said said = v->waiting ? v->next : v->alarm;
    if (v->waiting)
      v->waiting = false;
    else
      v->alarmed = false;
    unsigned turn = v->turn;
    pthread_mutex_unlock(&v->lock);
    say(v, &said, turn);
    pthread_mutex_lock(&v->lock);
  }
  pthread_mutex_unlock(&v->lock);
  return NULL;
}

/* --- asking: in the gate's loop --------------------------------------------------------------- */

static void set(struct said *said, const char *name, enum tx_verdict verdict) {
  snprintf(said->name, sizeof said->name, "%s", name);
  said->verdict = verdict;
}

static bool carry(struct gate_output *output, const struct gate_signal *signal) {
  struct voice *v = (struct voice *)output;
  pthread_mutex_lock(&v->lock);
  set(&v->next, signal->prompt ? signal->prompt : tx_reason_name(signal->reason), signal->verdict);
  v->waiting = true;
  v->turn++;
  pthread_cond_signal(&v->changed);
  pthread_mutex_unlock(&v->lock);
  return true;
}

static void say_word(struct voice *v, const char *word, enum tx_verdict verdict) {
  pthread_mutex_lock(&v->lock);
  set(&v->alarm, word, verdict);
  v->alarmed = true;
  pthread_cond_signal(&v->changed);
  pthread_mutex_unlock(&v->lock);
}

static void alarm_relay(struct gate_output *output) {
  say_word((struct voice *)output, "relay_failed", TX_DENY);
}

void gate_voice_say(struct gate_outputs *outputs, const char *word) {
  for (size_t i = 0; i < outputs->count; i++)
    if (outputs->items[i]->kind == &gate_output_voice)
      say_word((struct voice *)outputs->items[i], word, TX_ALLOW);
}

/* --- opening and closing ---------------------------------------------------------------------- */

static void free_voice(struct voice *v) {
  pthread_cond_destroy(&v->changed);
  pthread_mutex_destroy(&v->lock);
  free(v->folder);
  free(v->device);
  free(v);
}

static void close_voice(struct gate_output *output) {
  struct voice *v = (struct voice *)output;
  pthread_mutex_lock(&v->lock);
  v->ending = true;
  pthread_cond_signal(&v->changed);
  pthread_mutex_unlock(&v->lock);
  pthread_join(v->thread, NULL);
  if (v->speaker) gate_sound->close(v->speaker);
  free_voice(v);
}

static bool parse(struct voice *v, const char *rest) {
  const char *comma = strchr(rest, ',');
  v->folder = strndup(rest, comma ? (size_t)(comma - rest) : strlen(rest));
  v->device = strdup(comma ? comma + 1 : "default");
  return v->folder && v->device && *v->device;
}

static bool has_prompts(const struct voice *v) {
  struct wave wave = { 0 };
  bool there = load(v, "zh", "ok", &wave);
  wave_finish(&wave);
  return there;
}

static struct gate_output *open_voice(const char *rest, char *error, size_t cap) {
  struct voice *v = calloc(1, sizeof *v);
  if (!v) return NULL;
  pthread_mutex_init(&v->lock, NULL);
  host_wait_init(&v->changed);
  if (!parse(v, rest))
    host_open_wrong(error, cap, "voice:%s: write voice:FOLDER[,DEVICE]", rest);
  else if (!has_prompts(v))
    host_open_absent(error, cap, "voice:%s: FOLDER holds no zh/ok.wav and the like", rest);
  else if (pthread_create(&v->thread, NULL, run, v) == 0)
    return &v->base;
  else
    host_open_absent(error, cap, "voice:%s: no thread can be started", rest);
  free_voice(v);
  return NULL;
}

const struct gate_output_kind gate_output_voice = {
  .name = "voice",
  .rest = "FOLDER[,DEVICE]",
  .zh = "语音：普通话，无人等候时再说英语",
  .en = "the voice: Mandarin, and English after it when nobody waits",
  .open = open_voice,
  .carry = carry,
  .alarm = alarm_relay,
  .close = close_voice,
};
