/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG by libjpeg-turbo. */
#include "image_codec.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include <jerror.h>

/* A progressive file may hold thousands of scans, each of which costs a pass over the picture. */
#define SCANS_MAX 64

struct jpeg {
  struct jpeg_decompress_struct decoder;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf out_of_here;
  enum image_fault fault;
  struct image_raw *raw;
};

static _Noreturn void fail(j_common_ptr any) {
  struct jpeg *jpeg = any->client_data;
  char words[JMSG_LENGTH_MAX];
  any->err->format_message(any, words);
  snprintf(jpeg->raw->words, sizeof jpeg->raw->words, "%.119s", words);
  if (any->err->msg_code == JERR_OUT_OF_MEMORY) jpeg->fault = IMAGE_NO_MEMORY;
  if (any->err->msg_code == JERR_INPUT_EOF) jpeg->fault = IMAGE_CUT_SHORT;
  longjmp(jpeg->out_of_here, 1);
}

/* libjpeg fills what is missing with grey and only warns; half a code is no code. */
static void weigh_warning(j_common_ptr any, int level) {
  struct jpeg *jpeg = any->client_data;
  if (level >= 0) return;
  if (any->err->msg_code == JWRN_JPEG_EOF || any->err->msg_code == JWRN_HIT_MARKER) {
    jpeg->fault = IMAGE_CUT_SHORT;
    longjmp(jpeg->out_of_here, 1);
  }
}

static void bound_scans(j_common_ptr any) {
  struct jpeg *jpeg = any->client_data;
  if (jpeg->decoder.input_scan_number <= SCANS_MAX) return;
  snprintf(jpeg->raw->words, sizeof jpeg->raw->words, "more than %d scans", SCANS_MAX);
  longjmp(jpeg->out_of_here, 1);
}

static uint8_t darker(uint8_t a, uint8_t b) {
  return (uint8_t)((a * b + 127) / 255);
}

/* Adobe's CMYK is stored inverted: 255 is no ink. */
static void grey_of_cmyk(const uint8_t *cmyk, bool adobe, uint32_t width, uint8_t *grey) {
  for (uint32_t x = 0; x < width; x++, cmyk += 4) {
    uint8_t light[4];
    for (int i = 0; i < 4; i++)
      light[i] = adobe ? cmyk[i] : (uint8_t)(255 - cmyk[i]);
    const int rgb = 77 * darker(light[0], light[3]) + 150 * darker(light[1], light[3]) +
                    29 * darker(light[2], light[3]);
    grey[x] = (uint8_t)(rgb >> 8);
  }
}

static void read_rows(struct jpeg *jpeg) {
  struct jpeg_decompress_struct *decoder = &jpeg->decoder;
  const bool cmyk = decoder->out_color_space == JCS_CMYK;
  JSAMPARRAY line = decoder->mem->alloc_sarray((j_common_ptr)decoder, JPOOL_IMAGE,
                                               decoder->output_width * (cmyk ? 4 : 1), 1);
  while (decoder->output_scanline < decoder->output_height) {
    uint8_t *row = jpeg->raw->grey + (size_t)decoder->output_scanline * jpeg->raw->width;
    if (!cmyk) {
      jpeg_read_scanlines(decoder, &row, 1);
      continue;
    }
    jpeg_read_scanlines(decoder, line, 1);
    grey_of_cmyk(line[0], decoder->saw_Adobe_marker, jpeg->raw->width, row);
  }
}

static enum image_fault decode(struct jpeg *jpeg, struct tx_span file) {
  struct jpeg_decompress_struct *decoder = &jpeg->decoder;
  jpeg_mem_src(decoder, file.p, file.n);
  jpeg_read_header(decoder, TRUE);
  const enum image_fault size =
      image_set_size(jpeg->raw, decoder->image_width, decoder->image_height);
  if (size != IMAGE_FINE) return size;
  const bool four = decoder->jpeg_color_space == JCS_CMYK || decoder->jpeg_color_space == JCS_YCCK;
  decoder->out_color_space = four ? JCS_CMYK : JCS_GRAYSCALE;
  jpeg->raw->grey = malloc((size_t)jpeg->raw->width * jpeg->raw->height);
  if (!jpeg->raw->grey) return IMAGE_NO_MEMORY;
  jpeg_start_decompress(decoder);
  read_rows(jpeg);
  jpeg_finish_decompress(decoder);
  return IMAGE_FINE;
}

static void prepare(struct jpeg *jpeg) {
  jpeg->decoder.err = jpeg_std_error(&jpeg->errors);
  jpeg->decoder.client_data = jpeg;
  jpeg->errors.error_exit = fail;
  jpeg->errors.emit_message = weigh_warning;
  jpeg->progress.progress_monitor = bound_scans;
}

enum image_fault image_decode_jpeg(struct tx_span file, struct image_raw *out) {
  struct jpeg jpeg = { .fault = IMAGE_DAMAGED, .raw = out };
  prepare(&jpeg);
  if (setjmp(jpeg.out_of_here) == 0) {
    jpeg_create_decompress(&jpeg.decoder);
    jpeg.decoder.client_data = &jpeg;
    jpeg.decoder.progress = &jpeg.progress;
    jpeg.fault = decode(&jpeg, file);
  }
  jpeg_destroy_decompress(&jpeg.decoder);
  if (jpeg.fault != IMAGE_FINE) {
    free(out->grey);
    out->grey = NULL;
  }
  return jpeg.fault;
}
