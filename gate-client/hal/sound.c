/* SPDX-License-Identifier: Apache-2.0 */
#include "sound.h"

#include <alsa/asoundlib.h>

#define LATENCY_US 100000

static struct gate_speaker *open_speaker(const char *device, unsigned rate) {
  snd_pcm_t *pcm;
  if (snd_pcm_open(&pcm, device, SND_PCM_STREAM_PLAYBACK, 0) != 0) return NULL;
  if (snd_pcm_set_params(pcm, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1, rate, 1,
                         LATENCY_US) == 0)
    return (struct gate_speaker *)pcm;
  snd_pcm_close(pcm);
  return NULL;
}

static bool play(struct gate_speaker *speaker, const int16_t *samples, size_t count) {
  snd_pcm_t *pcm = (snd_pcm_t *)speaker;
  while (count > 0) {
    snd_pcm_sframes_t n = snd_pcm_writei(pcm, samples, count);
    if (n < 0) n = snd_pcm_recover(pcm, (int)n, 1);
    if (n < 0) return false;
    samples += n;
    count -= (size_t)n;
  }
  return true;
}

static void cut(struct gate_speaker *speaker) {
  snd_pcm_drop((snd_pcm_t *)speaker);
  snd_pcm_prepare((snd_pcm_t *)speaker);
}

static void drain(struct gate_speaker *speaker) {
  snd_pcm_drain((snd_pcm_t *)speaker);
  snd_pcm_prepare((snd_pcm_t *)speaker);
}

static void close_speaker(struct gate_speaker *speaker) {
  snd_pcm_close((snd_pcm_t *)speaker);
}

static const struct gate_sound_calls calls = {
  .open = open_speaker,
  .play = play,
  .cut = cut,
  .drain = drain,
  .close = close_speaker,
};
const struct gate_sound_calls *gate_sound = &calls;
