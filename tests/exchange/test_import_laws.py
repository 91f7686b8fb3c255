"""Laws of importing, over any text: a report or a MappingError, every row counted once, a rerun changes nothing."""

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_exports import HEADER, NOW, Desk

from b2bdeal.book import Book
from b2bdeal.errors import MappingError
from b2bdeal.exchange import import_file

CELLS = st.one_of(
    st.sampled_from(["", "1", "2", "Won", "Lost", "Open", "2026-01-05", "2026-02-01 10:00", "9", "N/A", '"', "a\nb"]),
    st.text(max_size=12),
)
LIKELY = st.tuples(
    st.sampled_from(["1", "2", "3", "", "x\x00"]),
    CELLS,
    st.sampled_from(["Won", "Lost", "Open", "open", ""]),
    st.sampled_from(["2026-01-05", "2026-01-05 10:00", "", "2027-01-01", "soon"]),
    st.sampled_from(["2026-01-05", "2026-02-01", "", "2025-01-01"]),
    st.sampled_from(["5", "1,000.50", "", "-1", "much"]),
    CELLS,
    CELLS,
)


def quoted(cells):
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def holds(content: bytes, batch: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Book(clock=lambda: NOW)
        desk = Desk(Path(folder), book)
        path, mapping = desk.file(content), desk.map()
        try:
            dry = import_file(book, path, mapping, by="li", dry_run=True, batch=batch)
        except MappingError:
            assert len(book) == 0
            return
        assert len(book) == 0
        report = import_file(book, path, mapping, by="li", batch=batch)
        assert report.read == report.imported + report.already + report.changed + report.refused
        assert report.imported == dry.imported == len(book)
        assert len({problem.line for problem in report.errors}) == report.refused == dry.refused
        assert all(problem.text() and problem.text("zh") for problem in report.problems)
        assert report.card().text()
        before = list(book.deals())
        again = import_file(book, path, mapping, by="li", batch=batch)
        assert again.imported == again.changed == 0
        assert again.refused == report.refused
        assert list(book.deals()) == before


@given(st.lists(LIKELY, max_size=12), st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_rows_that_look_like_an_export_are_each_counted_once(rows, batch):
    holds((HEADER + "".join(map(quoted, rows))).encode("utf-8", "replace"), batch)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
@settings(max_examples=60, deadline=None)
@example(b'1,"open')
@example(b"\xff\xfe\x00")
@example("1,上海,Open,2026-01-05,,,,".encode("gb18030"))
@example(b"1,A,Open,2026-01-05,,,,\r1,A,Open,2026-01-05,,,,\r")
def test_any_bytes_after_a_header_never_crash(content):
    holds(HEADER.encode() + content, 3)


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_file_never_crashes(content):
    holds(content, 3)
