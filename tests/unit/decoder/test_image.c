/* SPDX-License-Identifier: Apache-2.0 */
#include "picture/image.h"

#include <png.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>

#include <jpeglib.h>

#include "eye_scene.h"

static struct gate_image image;

static int free_image(UNUSED void **state) {
  gate_image_free(&image);
  return 0;
}

static enum tx_reason decode(const void *bytes, size_t n) {
  gate_image_free(&image);
  return gate_image_decode(tx_span_of(bytes, n), "a.jpg", &image);
}

struct coded {
  uint8_t *bytes;
  unsigned long n;
};

/* Left half dark, right half light, in any colour space that JPEG knows. */
static struct coded a_jpeg(int components, J_COLOR_SPACE space, bool progressive) {
  struct jpeg_compress_struct encoder;
  struct jpeg_error_mgr errors;
  struct coded out = { NULL, 0 };
  uint8_t row[64 * 4];
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  jpeg_mem_dest(&encoder, &out.bytes, &out.n);
  encoder.image_width = 64;
  encoder.image_height = 48;
  encoder.input_components = components;
  encoder.in_color_space = space;
  jpeg_set_defaults(&encoder);
  if (progressive) jpeg_simple_progression(&encoder);
  jpeg_start_compress(&encoder, TRUE);
  for (int x = 0; x < 64; x++)
    for (int k = 0; k < components; k++)
      row[x * components + k] = x < 32 ? 20 : 230;
  for (int y = 0; y < 48; y++)
    jpeg_write_scanlines(&encoder, (JSAMPARRAY) & (uint8_t *){ row }, 1);
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  return out;
}

static void every_kind_of_jpeg_becomes_grey(UNUSED void **state) {
  static const struct {
    int components;
    J_COLOR_SPACE space;
    bool progressive;
  } kinds[] = { { 1, JCS_GRAYSCALE, false },
                { 3, JCS_RGB, false },
                { 3, JCS_RGB, true },
                { 4, JCS_CMYK, false },
                { 4, JCS_CMYK, true } };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    const struct coded jpeg = a_jpeg(kinds[i].components, kinds[i].space, kinds[i].progressive);
    assert_int_equal(decode(jpeg.bytes, jpeg.n), TX_OK);
    assert_int_equal(image.frame.width, 64);
    assert_int_equal(image.frame.height, 48);
    const uint8_t *row = image.frame.grey + 20 * image.frame.stride;
    assert_true(row[8] < 40 && row[56] > 190);
    free(jpeg.bytes);
  }
}

static void a_jpeg_cut_anywhere_is_refused_in_words(UNUSED void **state) {
  const struct coded jpeg = a_jpeg(3, JCS_RGB, false);
  for (unsigned long n = 3; n + 2 < jpeg.n; n++) {
    assert_int_equal(decode(jpeg.bytes, n), TX_UNREADABLE);
    assert_null(image.frame.grey);
    assert_true(image.zh[0] && image.en[0]);
  }
  assert_int_equal(decode(jpeg.bytes, jpeg.n / 2), TX_UNREADABLE);
  assert_non_null(strstr(image.en, "a.jpg: the picture is"));
  free(jpeg.bytes);
}

struct png_sink {
  uint8_t bytes[1 << 16];
  size_t n;
};

static void into_sink(png_structp png, png_bytep bytes, size_t n) {
  struct png_sink *sink = png_get_io_ptr(png);
  assert_true(sink->n + n <= sizeof sink->bytes);
  memcpy(sink->bytes + sink->n, bytes, n);
  sink->n += n;
}

static struct png_sink sink;

/* 32 x 32: left half dark, right half light; with alpha, the lower half is transparent. */
static void a_png(int colour, int depth, int interlace) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct(png);
  const png_color palette[2] = { { 20, 20, 20 }, { 230, 230, 230 } };
  sink.n = 0;
  png_set_write_fn(png, &sink, into_sink, NULL);
  png_set_IHDR(png, info, 32, 32, depth, colour, interlace, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (colour == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, palette, 2);
  png_write_info(png, info);
  const size_t channels = png_get_channels(png, info), width = (size_t)depth / 8;
  static uint8_t pixels[32][32 * 8];
  png_bytep rows[32];
  memset(pixels, 0, sizeof pixels);
  for (size_t y = 0; y < 32; y++) {
    rows[y] = pixels[y];
    for (size_t i = 0; width == 0 && i < 2; i++)
      pixels[y][2 + i] = 0xff; /* depth 1: sixteen dark, sixteen light */
    for (size_t i = 0; width > 0 && i < 32 * channels * width; i++) {
      const size_t x = i / (channels * width), channel = i / width % channels;
      const bool alpha = channels % 2 == 0 && channel == channels - 1;
      pixels[y][i] = alpha ? (y < 16 ? 255 : 0) : x < 16 ? 20 : 230;
      if (colour == PNG_COLOR_TYPE_PALETTE) pixels[y][i] = x < 16 ? 0 : 1;
    }
  }
  png_write_image(png, rows);
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &info);
}

static void every_kind_of_png_becomes_grey(UNUSED void **state) {
  static const int kinds[][3] = {
    { PNG_COLOR_TYPE_GRAY, 1, 0 },        { PNG_COLOR_TYPE_GRAY, 8, 0 },
    { PNG_COLOR_TYPE_GRAY, 16, 1 },       { PNG_COLOR_TYPE_RGB, 8, 0 },
    { PNG_COLOR_TYPE_RGB, 16, 0 },        { PNG_COLOR_TYPE_RGB_ALPHA, 8, 1 },
    { PNG_COLOR_TYPE_GRAY_ALPHA, 16, 0 }, { PNG_COLOR_TYPE_PALETTE, 8, 0 },
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    a_png(kinds[i][0], kinds[i][1], kinds[i][2]);
    assert_int_equal(decode(sink.bytes, sink.n), TX_OK);
    const uint8_t *upper = image.frame.grey + 4 * image.frame.stride;
    const uint8_t *lower = image.frame.grey + 28 * image.frame.stride;
    assert_true(upper[4] < 40 && upper[28] > 200);
    if (kinds[i][0] & PNG_COLOR_MASK_ALPHA) {
      const uint8_t *black = image.on_black.grey;
      assert_int_equal(lower[4], 255);
      assert_true(black[4 * image.on_black.stride + 28] > 200);
      assert_int_equal(black[28 * image.on_black.stride + 28], 0);
    } else {
      assert_null(image.on_black.grey);
    }
  }
}

static void a_png_cut_or_broken_anywhere_is_refused(UNUSED void **state) {
  a_png(PNG_COLOR_TYPE_RGB, 8, 0);
  for (size_t n = 0; n < sink.n; n++)
    assert_int_equal(decode(sink.bytes, n), TX_UNREADABLE);
  for (size_t i = 8; i < sink.n; i++) {
    sink.bytes[i] ^= 0x40;
    const enum tx_reason reason = decode(sink.bytes, sink.n);
    assert_true(reason == TX_UNREADABLE || reason == TX_TOO_MANY || reason == TX_OK);
    sink.bytes[i] ^= 0x40;
  }
}

/* A file of a hundred bytes may claim to be any size; it is refused before a pixel is made. */
static void a_hundred_megapixels_are_refused_on_their_header(UNUSED void **state) {
  a_png(PNG_COLOR_TYPE_GRAY, 8, 0);
  static const uint8_t ten_thousand[4] = { 0, 0, 0x27, 0x10 };
  memcpy(sink.bytes + 16, ten_thousand, 4);
  memcpy(sink.bytes + 20, ten_thousand, 4);
  const unsigned long sum = crc32(0, sink.bytes + 12, 17);
  for (int i = 0; i < 4; i++)
    sink.bytes[29 + i] = (uint8_t)(sum >> (24 - 8 * i));
  assert_int_equal(decode(sink.bytes, sink.n), TX_TOO_MANY);
  assert_non_null(strstr(image.en, "40 megapixels"));
  assert_non_null(strstr(image.en, "10000 x 10000"));
  assert_non_null(strstr(image.zh, "4000 万像素"));
}

static void what_is_no_picture_is_called_that(UNUSED void **state) {
  assert_int_equal(decode("hello, gate", 11), TX_UNREADABLE);
  assert_non_null(strstr(image.en, "no picture"));
  assert_int_equal(decode("", 0), TX_UNREADABLE);
  assert_non_null(strstr(image.en, "empty"));
}

static void a_file_that_is_not_there_is_named(UNUSED void **state) {
  assert_int_equal(gate_image_read("/nowhere/a.jpg", &image), TX_NOT_FOUND);
  assert_non_null(strstr(image.en, "/nowhere/a.jpg"));
  assert_int_equal(gate_image_read("/", &image), TX_UNREADABLE);
  assert_int_equal(gate_image_read("/dev/null", &image), TX_UNREADABLE);
}

static void a_picture_is_read_from_its_file(UNUSED void **state) {
  char path[] = "/tmp/tongxing-image-XXXXXX";
  const struct coded jpeg = a_jpeg(1, JCS_GRAYSCALE, false);
  const int fd = mkstemp(path);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, jpeg.bytes, jpeg.n), jpeg.n);
  close(fd);
  assert_int_equal(gate_image_read(path, &image), TX_OK);
  assert_int_equal(image.frame.width, 64);
  unlink(path);
  free(jpeg.bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(every_kind_of_jpeg_becomes_grey, free_image),
    cmocka_unit_test_teardown(a_jpeg_cut_anywhere_is_refused_in_words, free_image),
    cmocka_unit_test_teardown(every_kind_of_png_becomes_grey, free_image),
    cmocka_unit_test_teardown(a_png_cut_or_broken_anywhere_is_refused, free_image),
    cmocka_unit_test_teardown(a_hundred_megapixels_are_refused_on_their_header, free_image),
    cmocka_unit_test_teardown(what_is_no_picture_is_called_that, free_image),
    cmocka_unit_test_teardown(a_file_that_is_not_there_is_named, free_image),
    cmocka_unit_test_teardown(a_picture_is_read_from_its_file, free_image),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
