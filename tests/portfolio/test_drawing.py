"""Pictures are drawn anew: nothing hidden comes along, colors stay, and what cannot be drawn is told kindly."""

import io
import struct
import zlib
from random import Random

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from merited.base.errors import Refused
from merited.portfolio import drawing
from merited.portfolio.drawing import drawn_anew

HIDDEN = b"Tenby Elementary, 47.6 N"
WORDS = HIDDEN.decode()


def profile() -> bytes:
    """sRGB, with a word of the camera's hidden in its description."""
    content = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return content + HIDDEN


def exif() -> Image.Exif:
    found = Image.Exif()
    found[0x010E] = WORDS
    found[0x8825] = {1: "N", 2: (47.0, 36.0, 0.0), 29: WORDS}
    return found


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def drawn(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(drawn_anew(io.BytesIO(content))[0]))


def texts() -> PngImagePlugin.PngInfo:
    found = PngImagePlugin.PngInfo()
    found.add_text("Comment", WORDS)
    found.add_text("Author", WORDS, zip=True)
    found.add_itxt("XML:com.adobe.xmp", WORDS)
    return found


GREEN = Image.new("RGB", (40, 30), "#17594a")
CLEAR = Image.new("RGBA", (40, 30), (23, 89, 74, 120))
PLANTED = {
    "jpeg": saved(GREEN, "JPEG", comment=HIDDEN, icc_profile=profile(), exif=exif(), xmp=HIDDEN),
    "png": saved(GREEN, "PNG", pnginfo=texts(), icc_profile=profile(), exif=exif()),
    "clear png": saved(CLEAR, "PNG", pnginfo=texts(), icc_profile=profile(), exif=exif()),
    "palette png": saved(GREEN.convert("P"), "PNG", pnginfo=texts(), transparency=3),
    "gif": saved(GREEN, "GIF", comment=HIDDEN),
    "clear gif": saved(Image.new("P", (40, 30), 1), "GIF", comment=HIDDEN, transparency=1),
    "webp": saved(GREEN, "WEBP", icc_profile=profile(), exif=exif(), xmp=HIDDEN),
    "tiff": saved(GREEN, "TIFF", description=WORDS, icc_profile=profile()),
    "avif": saved(GREEN, "AVIF", icc_profile=profile(), exif=exif(), xmp=HIDDEN),
    "bmp": saved(GREEN, "BMP"),
}


@pytest.mark.parametrize("form", PLANTED)
def test_nothing_hidden_comes_along(form):
    content = PLANTED[form] + HIDDEN
    assert HIDDEN in content

    out, kind = drawn_anew(io.BytesIO(content))

    with Image.open(io.BytesIO(out)) as picture:
        assert picture.size == (40, 30) and picture.format == {"jpg": "JPEG", "png": "PNG"}[kind.extension]
        assert not {"comment", "icc_profile", "exif", "xmp", "Comment", "Author"} & set(picture.info)
        assert not picture.getexif()
    assert HIDDEN not in out
    assert all(chunk not in out for chunk in (b"iCCP", b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"Exif", b"ICC_PROFILE"))


def test_png_stays_png_and_photos_become_jpeg():
    kinds = {form: drawn_anew(io.BytesIO(content))[1].extension for form, content in PLANTED.items()}

    assert {form for form, extension in kinds.items() if extension == "png"} == {
        "png", "clear png", "palette png", "clear gif"
    }  # fmt: skip


def test_letters_on_a_screenshot_stay_sharp():
    screenshot = Image.new("RGBA", (64, 64), "white")
    screenshot.paste("#c00", (10, 10, 11, 50))

    picture = drawn(saved(screenshot, "PNG"))

    assert picture.format == "PNG" and picture.mode == "RGB"  # nothing shines through
    assert picture.tobytes() == screenshot.convert("RGB").tobytes()


def test_a_heavy_png_is_a_photo_and_becomes_a_jpeg(monkeypatch):
    monkeypatch.setattr(drawing, "LARGEST_PNG", 10_000)
    noise = Random(7).randbytes(100 * 100 * 3)

    assert drawn(saved(Image.frombytes("RGB", (100, 100), noise), "PNG")).format == "JPEG"
    assert drawn(saved(GREEN, "PNG")).format == "PNG"


def test_transparency_stays():
    assert drawn(saved(CLEAR, "PNG")).getpixel((5, 5)) == (23, 89, 74, 120)


def test_a_moving_picture_keeps_its_first_frame():
    content = saved(GREEN, "GIF", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")])

    red, green, _ = drawn(content).getpixel((5, 5))

    assert red < 40 < green


def test_a_picture_stands_upright():
    turned = Image.Exif()
    turned[0x0112] = 6
    halves = Image.new("RGB", (40, 20), "black")
    halves.paste("white", (0, 0, 20, 20))

    picture = drawn(saved(halves, "PNG", exif=turned))

    assert picture.size == (20, 40)
    assert picture.getpixel((10, 2)) == (255, 255, 255) and picture.getpixel((10, 38)) == (0, 0, 0)


def test_colors_are_those_of_the_profile():
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"

    first, _, last = drawn(saved(Image.new("RGB", (4, 4), "red"), "PNG", icc_profile=bytes(swapped))).getpixel((1, 1))

    assert first < 60 and last > 200


@pytest.mark.parametrize("mode", ["RGB", "L", "LA", "RGBA"])
def test_a_broken_or_unfitting_profile_changes_nothing(mode):
    gray = Image.new(mode, (4, 4), "#808080")
    for broken in (b"no profile", profile()[:200], profile()):
        picture = drawn(saved(gray, "PNG", icc_profile=broken))
        assert all(abs(value - 128) < 3 for value in picture.getpixel((1, 1))[:3])


def test_a_print_in_four_inks_is_shown_in_light():
    content = saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", icc_profile=profile())

    assert drawn(content).getpixel((4, 4))[0] > 200


def ramp(mode: str, largest: float) -> Image.Image:
    """256 grays from black to `largest`, side by side."""
    code = {"I": "i", "F": "f"}.get(mode, ">H" if mode == "I;16B" else "<H")
    values = b"".join(struct.pack(code, type(largest)(largest * n / 255)) for n in range(256))
    return Image.frombytes(mode, (256, 1), values)


@pytest.mark.parametrize(
    ("form", "mode", "largest"),
    [
        ("PNG", "I;16", 65535),
        ("TIFF", "I;16", 65535),
        ("TIFF", "I;16B", 65535),
        ("TIFF", "I", 1_000_000),
        ("TIFF", "I", 255),
        ("TIFF", "F", 1.0),
        ("TIFF", "F", 255.0),
        ("TIFF", "F", 90_000.0),
    ],
)
def test_gray_of_many_bits_keeps_its_shades(form, mode, largest):
    content = saved(ramp(mode, largest), form)

    with Image.open(io.BytesIO(content)) as deep:
        assert deep.mode in (mode, "I;16")
    grays = [one[0] for one in drawn(content).get_flattened_data()]

    assert all(abs(gray - n) <= 4 for n, gray in enumerate(grays))  # JPEG is not exact


def test_gray_below_black_and_of_one_shade_can_be_drawn():
    assert drawn(saved(Image.frombytes("F", (2, 1), struct.pack("ff", -5, 5)), "TIFF")).size == (2, 1)
    assert drawn(saved(Image.new("I", (2, 1), 70_000), "TIFF")).size == (2, 1)


def bare_png(width: int, height: int) -> bytes:
    """A PNG that only says how large it is."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8_000, 8_000), (10_000, 10_000), (60_000, 60_000)])
def test_a_picture_that_is_too_large_is_not_called_damaged(size):
    with pytest.raises(Refused) as no:
        drawn_anew(io.BytesIO(bare_png(*size)))

    assert no.value.code == "picture-too-large"
    assert no.value.sentence == "This picture is larger than we can open. Make it smaller, or take a new photo of it."


def test_a_very_long_picture_is_scaled_down():
    assert drawn(saved(Image.new("RGB", (64_000, 40)), "PNG")).size == (16_000, 10)
    assert drawn(saved(Image.new("RGB", (16_001, 100)), "JPEG")).size == (16_000, 100)
    assert drawn(saved(Image.new("RGB", (16_000, 100)), "JPEG")).size == (16_000, 100)


@pytest.mark.parametrize("form", ["jpeg", "png", "gif", "webp"])
def test_a_picture_that_is_cut_short_is_called_damaged(form):
    with pytest.raises(Refused) as no:
        drawn_anew(io.BytesIO(PLANTED[form][:25]))

    assert no.value.code == "file-broken"
    assert no.value.sentence == "This file is damaged: it stops before its end. Save it again, then add it."


@pytest.mark.parametrize(
    "content", [PLANTED["avif"][:60], b"BM" + bytes(60), b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"]
)
def test_a_picture_of_a_rarer_kind_that_does_not_open_has_its_own_sentence(content):
    with pytest.raises(Refused) as no:
        drawn_anew(io.BytesIO(content))

    assert no.value.code == "picture-unknown"
    assert no.value.sentence == (
        "We cannot open this kind of picture. Save it as a JPEG or PNG, or take a screenshot of it, and add that."
    )


def test_a_scan_of_several_pages_loses_none_of_them():
    content = saved(GREEN, "TIFF", save_all=True, append_images=[GREEN, GREEN])

    with pytest.raises(Refused) as no:
        drawn_anew(io.BytesIO(content))

    assert no.value.code == "picture-pages"
    assert no.value.sentence == (
        "This scan has 3 pages in one picture, and only the first would show. Save it as a PDF."
    )
