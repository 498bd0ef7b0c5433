/* SPDX-License-Identifier: Apache-2.0 */
/* PNG by libpng. */
#include "image_codec.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "image.h"

#define CHUNK_BYTES_MAX (8u << 20) /* what a compressed text or profile may unfold to */
#define CHUNKS_MAX 100u

struct png {
  png_structp decoder;
  png_infop info;
  struct tx_span rest;
  enum image_fault fault;
  struct image_raw *raw;
  uint8_t *rows; /* grey, or grey and alpha */
  png_bytepp row_at;
};

static _Noreturn void fail(png_structp decoder, png_const_charp words) {
  struct png *png = png_get_error_ptr(decoder);
  snprintf(png->raw->words, sizeof png->raw->words, "%.119s", words);
  png_longjmp(decoder, 1);
}

static void ignore(png_structp decoder, png_const_charp words) {
  (void)decoder, (void)words;
}

static void take(png_structp decoder, png_bytep to, size_t n) {
  struct png *png = png_get_io_ptr(decoder);
  if (n > png->rest.n) {
    png->fault = IMAGE_CUT_SHORT;
    png_error(decoder, "the file ends too early");
  }
  memcpy(to, png->rest.p, n);
  png->rest.p += n;
  png->rest.n -= n;
}

static void free_png(struct png *png) {
  png_destroy_read_struct(&png->decoder, &png->info, NULL);
  free(png->rows);
  free(png->row_at);
}

static bool open_png(struct png *png) {
  png->decoder = png_create_read_struct(PNG_LIBPNG_VER_STRING, png, fail, ignore);
  if (png->decoder) png->info = png_create_info_struct(png->decoder);
  return png->info != NULL;
}

/* Grey, with alpha where there is any. */
static size_t ask_for_grey(struct png *png) {
  png_set_expand(png->decoder);
  png_set_scale_16(png->decoder);
  const png_byte colour = png_get_color_type(png->decoder, png->info);
  if (colour & PNG_COLOR_MASK_COLOR)
    png_set_rgb_to_gray_fixed(png->decoder, PNG_ERROR_ACTION_NONE, 29900, 58700);
  png_set_interlace_handling(png->decoder);
  png_read_update_info(png->decoder, png->info);
  return png_get_channels(png->decoder, png->info);
}

static bool make_room(struct png *png, size_t channels) {
  const size_t row_bytes = png->raw->width * channels;
  png->rows = malloc(row_bytes * png->raw->height);
  png->row_at = malloc(png->raw->height * sizeof *png->row_at);
  if (!png->rows || !png->row_at) return false;
  for (uint32_t y = 0; y < png->raw->height; y++)
    png->row_at[y] = png->rows + y * row_bytes;
  return true;
}

static uint8_t on(int ground, const uint8_t *grey_alpha) {
  const int grey = grey_alpha[0], alpha = grey_alpha[1];
  return (uint8_t)((grey * alpha + ground * (255 - alpha) + 127) / 255);
}

static bool anything_clear(const uint8_t *grey_alpha, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (grey_alpha[2 * i + 1] != 255) return true;
  return false;
}

/* What is transparent lies on white, as on most screens; and on black, where white is seen. */
static enum image_fault lay_down(struct png *png) {
  const size_t n = (size_t)png->raw->width * png->raw->height;
  uint8_t *rows = png->rows, *black = NULL;
  if (anything_clear(rows, n)) {
    png->raw->on_black = black = malloc(n);
    if (!black) return IMAGE_NO_MEMORY;
  }
  for (size_t i = 0; i < n; i++) {
    if (black) black[i] = on(0, rows + 2 * i);
    rows[i] = on(255, rows + 2 * i);
  }
  return IMAGE_FINE;
}

static enum image_fault decode(struct png *png) {
  if (setjmp(png_jmpbuf(png->decoder)) != 0) return png->fault;
  png_set_user_limits(png->decoder, 0x7fffffff, 0x7fffffff); /* our own come below, in words */
  png_set_chunk_malloc_max(png->decoder, CHUNK_BYTES_MAX);
  png_set_chunk_cache_max(png->decoder, CHUNKS_MAX);
  png_set_read_fn(png->decoder, png, take);
  png_read_info(png->decoder, png->info);
  const enum image_fault size =
      image_set_size(png->raw, png_get_image_width(png->decoder, png->info),
                     png_get_image_height(png->decoder, png->info));
  if (size != IMAGE_FINE) return size;
  const size_t channels = ask_for_grey(png);
  if (!make_room(png, channels)) return IMAGE_NO_MEMORY;
  png_read_image(png->decoder, png->row_at);
  png_read_end(png->decoder, NULL);
  return channels == 2 ? lay_down(png) : IMAGE_FINE;
}

enum image_fault image_decode_png(struct tx_span file, struct image_raw *out) {
  struct png png = { .rest = file, .fault = IMAGE_DAMAGED, .raw = out };
  const enum image_fault fault = open_png(&png) ? decode(&png) : IMAGE_NO_MEMORY;
  if (fault == IMAGE_FINE) {
    out->grey = png.rows;
    png.rows = NULL;
  }
  free_png(&png);
  return fault;
}
