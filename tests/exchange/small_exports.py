"""Small exports, a map for them, and a desk that imports them."""

from datetime import UTC, datetime
from pathlib import Path

from b2bdeal.book import Book
from b2bdeal.exchange import ImportReport, Mapping, import_file

REPOSITORY = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

MAP = """
source = "crm"
flow = "oem"
timezone = "Asia/Shanghai"
currency = "CNY"

[columns]
id = "id"
account = "account"
stage = "stage"
people = { seller = "ours" }

[[moves]]
when = ["Open", "Won", "Lost"]
to = "bargaining"
at = "begun"

[[moves]]
when = "Won"
to = "settled"
at = "ended"
value = "value"

[[moves]]
when = "Lost"
to = "lost"
at = "ended"
"""
HEADER = "id,account,stage,begun,ended,value,seller,note\n"


class Desk:
    """Writes small files and imports them."""

    def __init__(self, folder: Path, book: Book) -> None:
        self.folder, self.book = folder, book

    def map(self, text: str = MAP) -> Mapping:
        path = self.folder / "map.toml"
        path.write_text(text, encoding="utf-8")
        return Mapping.load(path)

    def file(self, rows: str | bytes, header: str = HEADER, name: str = "deals.csv") -> Path:
        path = self.folder / name
        path.write_bytes(rows if isinstance(rows, bytes) else (header + rows).encode("utf-8"))
        return path

    def read(self, rows: str | bytes, text: str = MAP, header: str = HEADER, **options) -> ImportReport:
        return import_file(self.book, self.file(rows, header), self.map(text), by="li", **options)
