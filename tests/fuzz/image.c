/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Images to text. A JPEG or PNG goes the way of a picture file; anything else is taken for raw
 * grey (first byte: width), or, where it begins with Q, for the modules of a code.
 */
#include "picture/image.h"
#include "decoder/decoder.h"
#include "decoder/protocol.h"
#include "fuzz.h"
#include "qr/symbol.h"

#define PIXELS_MAX (320u * 240u) /* what a run can read often enough */

static struct eye_texts texts;

static void read_frame(const struct eye_frame *frame) {
  static struct eye *eye;
  if (!eye) eye = eye_open();
  if ((uint64_t)frame->width * frame->height > PIXELS_MAX) return;
  eye_read(eye, frame, EYE_STREAM, &texts);
  FUZZ_PROMISE(texts.n <= EYE_TEXTS_MAX);
  for (uint32_t i = 0; i < texts.n; i++)
    FUZZ_PROMISE(texts.at[i].size <= EYE_TEXT_MAX);
}

static void read_file(struct tx_span file) {
  struct gate_image image;
  if (gate_image_decode(file, "fuzz", &image) != TX_OK) {
    FUZZ_PROMISE(!image.pixels && image.zh[0] && image.en[0]);
    return;
  }
  read_frame(&(struct eye_frame){ image.frame.grey, image.frame.width, image.frame.height,
                                  image.frame.stride });
  gate_image_free(&image);
}

static void read_modules(struct tx_span in) {
  static struct eye_symbol symbol;
  static float soft[EYE_MODULES_MAX];
  static uint8_t bytes[EYE_TEXT_MAX];
  if (!eye_symbol_of(21 + 4 * (int)(fuzz_byte(&in) % 40), &symbol)) return;
  for (int i = 0; i < symbol.side * symbol.side; i++)
    soft[i] = (float)fuzz_byte(&in) - 127.5f;
  bool mirrored;
  const int n = eye_symbol_decode(&symbol, soft, bytes, sizeof bytes, &mirrored);
  FUZZ_PROMISE(n >= -1 && n <= (int)sizeof bytes);
  eye_segments(in.p, (int)(in.n < 3000 ? in.n : 3000), symbol.version, bytes, sizeof bytes);
}

static void read_answer(struct tx_span in) {
  struct eye_answer head;
  if (eye_answer_unpack(in.p, in.n, &head, &texts)) FUZZ_PROMISE(texts.n <= EYE_TEXTS_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct tx_span in = tx_span_of(data, size);
  read_file(in);
  const uint8_t first = fuzz_byte(&in);
  if (first == 0xff || first == 0x89 || in.n == 0) return 0;
  if (first == 'Q') {
    read_modules(in);
    return 0;
  }
  if (first == 'A') {
    read_answer(in);
    return 0;
  }
  const uint32_t width = first;
  read_frame(&(struct eye_frame){ in.p, width, width ? (uint32_t)(in.n / width) : 0, width });
  return 0;
}
