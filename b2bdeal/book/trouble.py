"""What SQLite's errors mean to whoever keeps the book: what is the matter, and what to do."""

import sqlite3
from typing import Final

__all__ = ["DAMAGED", "saying"]

DAMAGED: Final = ("is damaged", "restore a copy, or save what can be saved with: sqlite3 old.db .recover")
_READ_ONLY: Final = ("is read-only", "make the file and its folder writable, or use a copy")
_SAYINGS: Final = {
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_FULL: ("has no room: the disk is full", "free some space and record again"),
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: ("can't be opened", "check the path, its rights, and that its folder is writable"),
    sqlite3.SQLITE_IOERR: ("can't be read or written: the disk fails", "check the disk, then open the book again"),
    sqlite3.SQLITE_TOOBIG: ("can't keep an entry so long", "keep the document as a file, and its name in the fact"),
}


def saying(error: sqlite3.Error) -> tuple[str, str]:
    """What is the matter with the book, and what to do about it."""
    if "UTF-8" in str(error):
        return DAMAGED
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return _SAYINGS.get(code, (f"can't be used: {error}", "check the file; a copy of it helps to find out"))
