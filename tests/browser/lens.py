# SPDX-License-Identifier: Apache-2.0
"""A phone's own camera: what code it reads off a screen, by a reader that is not ours (ZBar)."""
import base64
import ctypes
import ctypes.util

GREY = """
    const done = arguments[arguments.length - 1], picture = new Image();
    picture.onload = () => {
        const canvas = document.createElement('canvas'), {width, height} = picture;
        canvas.width = width; canvas.height = height;
        const pen = canvas.getContext('2d');
        pen.drawImage(picture, 0, 0);
        const {data} = pen.getImageData(0, 0, width, height);
        let grey = '';
        for (let i = 0; i < data.length; i += 4) grey += String.fromCharCode((data[i] + data[i + 1] + data[i + 2]) / 3);
        done([width, height, btoa(grey)]);
    };
    picture.src = 'data:image/png;base64,%s';"""


def zbar():
    """None where it is not here."""
    name = ctypes.util.find_library("zbar")
    if not name:
        return None
    library = ctypes.CDLL(name)
    for make in ("zbar_image_scanner_create", "zbar_image_create", "zbar_image_first_symbol"):
        getattr(library, make).restype = ctypes.c_void_p
    library.zbar_symbol_get_data.restype = ctypes.c_char_p
    return library


def seen(browser):
    """The text of a code on a browser's screen; None: there is none. The browser goes elsewhere."""
    screen = browser._call("GET", "/screenshot")
    browser.open("about:blank")
    width, height, grey = browser.wait_for(GREY % screen)
    pixels, library = base64.b64decode(grey), zbar()
    scanner, image = (ctypes.c_void_p(getattr(library, f"zbar_{kind}_create")()) for kind in ("image_scanner", "image"))
    library.zbar_image_set_format(image, ctypes.c_ulong(int.from_bytes(b"Y800", "little")))
    library.zbar_image_set_size(image, width, height)
    library.zbar_image_set_data(image, pixels, ctypes.c_ulong(len(pixels)), None)
    library.zbar_scan_image(scanner, image)
    symbol = library.zbar_image_first_symbol(image)
    text = library.zbar_symbol_get_data(ctypes.c_void_p(symbol)).decode() if symbol else None
    library.zbar_image_destroy(image)
    library.zbar_image_scanner_destroy(scanner)
    return text
