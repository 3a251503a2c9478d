"""Pictures are encoded anew: what is kept is what we have drawn, without places, cameras or anything hidden behind it."""

import struct
import zlib
from pathlib import Path

from PIL import Image, ImageOps

from core.decisions.values import say
from core.files.families import BadFile, Family, Found

FORMATS = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp", "GIF": "gif"}
MOST_PIXELS = 40_000_000
MOST_FRAMES = 300
TOO_MANY = say("This picture has too many pixels: at most 40 million are accepted. Please make it smaller.")
BROKEN = say("This picture cannot be read. Please save it once more as PNG or JPEG.")
UNREADABLE = (OSError, SyntaxError, ValueError, KeyError, IndexError, TypeError, struct.error, zlib.error)
"""What Pillow raises for broken files."""

BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def redraw(path: Path, longest_side: int) -> Found:
    """Write a picture anew in its place; raises BadFile for one that is broken or too large to unpack."""
    drawn = path.with_name(f"{path.name}.drawn")
    try:
        with Image.open(path, formats=tuple(FORMATS)) as picture:
            found = _redraw(picture, drawn, longest_side)
        drawn.replace(path)
        return found
    except BOMBS as error:
        raise BadFile(TOO_MANY) from error
    except UNREADABLE as error:
        raise BadFile(BROKEN) from error
    finally:
        drawn.unlink(missing_ok=True)


def _redraw(picture: Image.Image, target: Path, longest_side: int) -> Found:
    frames: int = getattr(picture, "n_frames", 1)
    width, height = picture.size
    if width * height * min(frames, MOST_FRAMES) > MOST_PIXELS or frames > MOST_FRAMES:
        raise BadFile(TOO_MANY)
    kind = str(picture.format)
    if frames > 1 and kind != "JPEG":
        picture.save(target, kind, save_all=True)
        return _found(kind, picture.size)
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((longest_side, longest_side))
    _save(upright, kind, target)
    return _found(kind, upright.size)


def _save(picture: Image.Image, kind: str, target: Path) -> None:
    if kind == "JPEG":
        flat = picture if picture.mode in {"L", "RGB"} else picture.convert("RGB")
        flat.save(target, kind, quality=85, optimize=True, progressive=True)
        return
    picture.info.clear()
    picture.save(target, kind, **({"optimize": True} if kind == "PNG" else {}))


def _found(kind: str, size: tuple[int, int]) -> Found:
    ending = FORMATS[kind]
    return Found(
        family=Family.IMAGE,
        media_type=f"image/{ending}",
        ending="jpg" if kind == "JPEG" else ending,
        width=size[0],
        height=size[1],
    )
