"""Pictures drawn anew from their pixels: place, time, camera, comments and hidden text do not come along."""

import io
import math
import struct
import zlib
from typing import IO, cast

from PIL import Image, ImageCms

from merited.base.errors import Refused
from merited.base.words import _
from merited.portfolio.rules.kinds import COMMON_PICTURES, FileKind, broken

MOST_PIXELS = 60_000_000
LONGEST = 16_000  # pixels of the longer side; what is longer is scaled down
LARGEST_PNG = 3_000_000  # bytes; what is larger is a photo, and lighter as a JPEG

PNG = FileKind("image", "image/png", "png")
JPEG = FileKind("image", "image/jpeg", "jpg")

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
_DAMAGED = (
    OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, RuntimeError, struct.error,
    zlib.error,
)  # fmt: skip
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)

_ORIENTATION = 0x0112
# Exif 2.32, section 4.6.4: how a picture is turned to stand upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# ICC.1, table 19: the color space of a profile -> the mode that its pixels have in Pillow.
_MODES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}


def drawn_anew(upload: IO[bytes]) -> tuple[bytes, FileKind]:
    """The picture drawn anew, upright and in sRGB, and what it is now: a PNG or a JPEG. Raises `Refused`.

    PNG and what is transparent become PNG, so that text on a screenshot stays sharp; all else, and a PNG
    that is heavy, becomes JPEG. Of a moving picture the first frame stays.
    """
    upload.seek(0)
    is_common = upload.read(12).startswith(COMMON_PICTURES)
    upload.seek(0)
    try:
        with Image.open(upload, formats=_FORMATS) as picture:
            _must_be_drawable(picture)
            return _written(_upright(picture), sharp=picture.format == "PNG")
    except _TOO_LARGE as bomb:
        raise _too_large() from bomb
    except _DAMAGED as damaged:
        raise (broken() if is_common else _unopened()) from damaged


def _too_large() -> Refused:
    return Refused(
        "picture-too-large",
        _("This picture is larger than we can open. Make it smaller, or take a new photo of it."),
    )


def _unopened() -> Refused:
    return Refused(
        "picture-unknown",
        _("We cannot open this kind of picture. Save it as a JPEG or PNG, or take a screenshot of it, and add that."),
    )


def _must_be_drawable(picture: Image.Image) -> None:
    """Refuse, before a pixel is drawn, what is too large and what would lose pages. Raises `Refused`."""
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_large()
    pages = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    if pages > 1:
        raise Refused(
            "picture-pages",
            _("This scan has {pages} pages in one picture, and only the first would show. Save it as a PDF."),
            pages=pages,
        )


def _upright(picture: Image.Image) -> Image.Image:
    """A new picture that holds pixels and nothing else, at most `LONGEST` wide and high."""
    picture.load()
    try:
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except _DAMAGED:  # the pixels may be sound all the same
        turn = None
    drawn = _in_color(picture)
    if max(drawn.size) > LONGEST:
        drawn.thumbnail((LONGEST, LONGEST))
    return drawn if turn is None else drawn.transpose(turn)


def _in_color(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shines through; on a new canvas, because a converted picture keeps its `info`."""
    if picture.mode.startswith("I") or picture.mode == "F":
        picture, alpha = _in_eight_bits(picture), None
    else:
        alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    colors = _in_srgb(picture)
    # Macs save screenshots with a layer for transparency in which nothing is transparent.
    if alpha is None or alpha.getextrema() == (255, 255):
        canvas = Image.new("RGB", colors.size)
        canvas.paste(colors)
        return canvas
    canvas = Image.new("RGBA", colors.size)
    canvas.paste(colors)
    canvas.putalpha(alpha)
    return canvas


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Gray of 16 or 32 bits as gray of 8. Where the whole range is not known, the picture's own extremes are it."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    low, high = cast("tuple[float, float]", picture.getextrema())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("a gray beyond measure")
    fits = low >= 0 and high <= 255 and (picture.mode == "I" or high > 1)  # F often means 0 to 1
    if not fits:
        scale = 255 / ((high - low) or 1)
        picture = picture.point(lambda value: value * scale + (-low * scale))
    return picture.convert("L")


def _in_srgb(picture: Image.Image) -> Image.Image:
    """RGB by the picture's color profile, or as it is where there is none or it is broken."""
    profile = picture.info.get("icc_profile")
    if profile:
        try:
            return _by_profile(picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
        except (*_DAMAGED, ImageCms.PyCMSError):
            pass
    return picture.convert("RGB")


def _by_profile(picture: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    """RGB by this profile. Raises LookupError for one that does not go with the pixels."""
    mode = _MODES[profile.profile.xcolor_space.strip()]
    is_gray = picture.mode in ("1", "L", "LA")
    if (mode == "CMYK") != (picture.mode == "CMYK") or (mode == "L" and not is_gray):
        raise LookupError(mode)
    seen = ImageCms.profileToProfile(picture.convert(mode), profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    assert seen is not None  # only None when drawn in place
    return seen


def _written(drawn: Image.Image, *, sharp: bool) -> tuple[bytes, FileKind]:
    """The bytes of a fresh picture: PNG where it has to be sharp and is light, or is transparent; else JPEG."""
    is_clear = drawn.mode == "RGBA"
    out = io.BytesIO()
    if sharp or is_clear:
        drawn.save(out, "PNG")
        if is_clear or out.tell() <= LARGEST_PNG:
            return out.getvalue(), PNG
        out = io.BytesIO()
    drawn.save(out, "JPEG", quality=88)
    return out.getvalue(), JPEG
