"""In which encoding a text file is written: by its mark, by being UTF-8, or as the nearest guess, which is said."""

import codecs
from collections.abc import Callable
from pathlib import Path

import attrs

from b2bdeal.errors import MappingError

__all__ = ["Found", "find_encoding"]

_CHUNK = 1 << 20
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What exports that are not UTF-8 come in. Short texts fit several equally well; then the first of these is taken.
_LIKELY = ("gb18030", "cp1252", "big5", "cp932", "cp949", "cp1250", "cp1251")
_AS_GOOD = 0.03
_SHEETS = ((b"PK\x03\x04", ".xlsx"), (b"\xd0\xcf\x11\xe0", ".xls"))


@attrs.frozen
class Found:
    """What a first look through the file found."""

    encoding: str
    lines: int
    """How many line ends there are: at least as many as rows."""
    guessed_from: str = ""
    """The first words that are not UTF-8, as the guess reads them; empty where nothing was guessed."""


def find_encoding(path: Path, declared: str | None = None) -> Found:
    """Looks through the whole file once, in bounded memory. Raises MappingError where it is no text file."""
    try:
        with path.open("rb") as stream:
            return _look(stream.read, path, declared)
    except OSError as error:
        raise MappingError(f"{path.name} can't be read: {error.strerror or error}.", hint="check the path") from error


def _look(read: Callable[[int], bytes], path: Path, declared: str | None) -> Found:
    chunk = read(_CHUNK)
    for start, suffix in _SHEETS:
        if chunk.startswith(start):
            raise MappingError(f"{path.name} is a workbook ({suffix}), not text.", hint="save the sheet as CSV (UTF-8)")
    marked = next((name for mark, name in _MARKS if chunk.startswith(mark)), None)
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, beyond_ascii, sample = 0, 0, b""
    encoding = declared or marked
    while chunk:
        lines += chunk.count(b"\n") or chunk.count(b"\r")
        if encoding is None and not sample:
            try:
                beyond_ascii += len(chunk) - len(decoder.decode(chunk))
            except UnicodeDecodeError as error:
                # The decoder may have kept the beginning of a character from the chunk before.
                good = error.object[: error.start]
                beyond_ascii += sum(byte >= 0xC0 for byte in good)
                begin = max(good.rfind(b"\n"), good.rfind(b"\r")) + 1
                sample = bytes(error.object[begin : begin + _SAMPLE])
        elif sample and len(sample) < _SAMPLE:
            sample += chunk[: _SAMPLE - len(sample)]
        chunk = read(_CHUNK)
    if encoding is not None or not sample:
        return Found(_python_name(encoding or "utf-8"), lines)
    said = sample.decode("utf-8", "replace")
    broken = said.count("\ufffd")
    if beyond_ascii + sum(not c.isascii() for c in said) - broken > broken:
        # Mostly UTF-8: the damage is in single rows, and those are refused one by one.
        return Found("utf-8", lines)
    guess = _guess(sample, path)
    read_as = sample.decode(guess, "replace")
    return Found(guess, lines, next(line for line in read_as.splitlines() if not line.isascii()))


def _guess(sample: bytes, path: Path) -> str:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(sample, cp_isolation=list(_LIKELY)))
    if not matches:
        raise MappingError(
            f"{path.name} is in no encoding that could be found.", hint='name it in the map: [file] encoding = "…"'
        )
    least = min(match.chaos for match in matches)
    fitting = {name for m in matches if m.chaos <= least + _AS_GOOD for name in m.could_be_from_charset}
    return next((name for name in _LIKELY if name in fitting), matches[0].encoding)


def _python_name(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        raise MappingError(f"{encoding!r} is no encoding.", hint='name one such as "utf-8" or "gb18030"') from None
    # A mark at the beginning is no part of the first column's name.
    return "utf-8-sig" if found.name == "utf-8" else found.name
