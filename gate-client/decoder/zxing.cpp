/* SPDX-License-Identifier: Apache-2.0 */
/* zxing-cpp 1.4: fast, in C++; nothing of C++ leaves this file. */
#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <new>

#include "qr/reader.h"

namespace {

struct zxing_reader {
  eye_reader head;
};

eye_reader *zxing_open() {
  zxing_reader *zxing = new (std::nothrow) zxing_reader;
  if (!zxing) return nullptr;
  zxing->head.kind = &eye_reader_zxing;
  return &zxing->head;
}

void zxing_close(eye_reader *reader) {
  delete reinterpret_cast<zxing_reader *>(reader);
}

eye_point point(ZXing::PointI p) {
  return { static_cast<float>(p.x), static_cast<float>(p.y) };
}

void add(const ZXing::Result &result, eye_texts *out) {
  if (!result.isValid()) return;
  const ZXing::Position &place = result.position();
  const eye_point corners[4] = { point(place.topLeft()), point(place.topRight()),
                                 point(place.bottomRight()), point(place.bottomLeft()) };
  const bool square = result.format() == ZXing::BarcodeFormat::QRCode;
  eye_texts_add(out, square ? EYE_QR : EYE_CODE128, result.bytes().data(), result.bytes().size(),
                corners);
}

/* An exception must not reach C: out of memory, or a picture that the library trips over. */
void zxing_read(eye_reader *, const eye_frame *frame, bool hard, eye_texts *out) {
  try {
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode | ZXing::BarcodeFormat::Code128)
        .setTryHarder(hard)
        .setTryRotate(hard)
        .setTryDownscale(hard)
        .setMaxNumberOfSymbols(EYE_TEXTS_MAX);
    const ZXing::ImageView view(frame->grey, static_cast<int>(frame->width),
                                static_cast<int>(frame->height), ZXing::ImageFormat::Lum,
                                static_cast<int>(frame->stride));
    for (const ZXing::Result &result : ZXing::ReadBarcodes(view, hints))
      add(result, out);
  } catch (...) {
  }
}

} // namespace

extern "C" const eye_reader_kind eye_reader_zxing = { "zxing", zxing_open, zxing_read,
                                                      zxing_close };
