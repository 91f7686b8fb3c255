"""Reading rows: encodings, delimiters, headers, and records that are broken."""

import codecs

import pytest

from b2bdeal.errors import MappingError
from b2bdeal.exchange import Problem, Row, read_rows


@pytest.fixture
def written(tmp_path):
    def write(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def cells(rows):
    return [tuple(row.cells.values()) for row in rows if isinstance(row, Row)]


def problems(rows):
    return [row for row in rows if isinstance(row, Problem)]


class TestEncodings:
    TEXT = "编号,客户\n1,上海美妆有限公司\n2,广州化妆品厂\n3,杭州丽人日用品\n"

    @pytest.mark.parametrize(
        ("encoding", "mark"),
        [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-32", b"")],
    )
    def test_unicode_is_recognised_by_itself_and_nothing_is_guessed(self, written, encoding, mark):
        rows = read_rows(written(mark + self.TEXT.encode(encoding)))
        assert rows.columns == ("编号", "客户")
        assert cells(rows)[0] == ("1", "上海美妆有限公司")
        assert rows.notes == ()

    @pytest.mark.parametrize("encoding", ["gb18030", "gbk", "gb2312"])
    def test_a_chinese_export_is_read_and_the_guess_is_said(self, written, encoding):
        rows = read_rows(written(self.TEXT.encode(encoding)))
        assert rows.columns == ("编号", "客户")
        assert cells(rows)[1] == ("2", "广州化妆品厂")
        assert "gb18030" in rows.notes[0].text()
        assert rows.notes[0].severity == "note"

    def test_a_few_chinese_words_are_chinese_rather_than_korean(self, written):
        assert cells(read_rows(written("id,account\n1,王记\n".encode("gb18030")))) == [("1", "王记")]

    def test_a_western_export_is_read(self, written):
        rows = read_rows(written("id,account\n1,Café Müller\n".encode("cp1252")))
        assert cells(rows) == [("1", "Café Müller")]
        assert rows.notes[0].value == "1,Café Müller"

    def test_the_guess_is_made_from_where_the_file_stops_being_utf_8(self, written):
        ascii = "".join(f"{n},plain\n" for n in range(200_000))
        rows = read_rows(written(b"id,account\n" + ascii.encode() + "x,上海美妆有限公司\n".encode("gb18030")))
        assert rows.encoding == "gb18030"

    def test_single_broken_bytes_in_a_utf_8_file_don_t_make_it_another_encoding(self, written):
        good = "1,上海美妆\n2,广州化妆品厂\n".encode()
        rows = read_rows(written(b"id,account\n" + good + b"3,bro\xffken\n"))
        assert rows.encoding == "utf-8"
        assert cells(rows)[2] == ("3", "bro\ufffdken")

    def test_a_declared_encoding_is_taken(self, written):
        rows = read_rows(written("id,account\n1,臺北\n".encode("big5")), encoding="big5")
        assert cells(rows) == [("1", "臺北")]
        assert rows.notes == ()

    @pytest.mark.parametrize("encoding", ["klingon", "rot13", "undefined", "hex"])
    def test_an_encoding_that_is_none_is_refused(self, written, encoding):
        with pytest.raises(MappingError, match="encoding"):
            list(read_rows(written("id\n1\n"), encoding=encoding))


class TestDelimitersAndHeaders:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_that_parts_the_header_most_is_taken(self, written, delimiter):
        rows = read_rows(written(f"id{delimiter}a, b{delimiter}c\n1{delimiter}2{delimiter}3\n"))
        assert rows.delimiter == delimiter
        assert len(rows.columns) == 3 + (delimiter == ",")

    def test_a_given_delimiter_is_taken(self, written):
        assert read_rows(written("a,b;c\n"), delimiter=";").columns == ("a,b", "c")

    def test_a_column_that_is_named_twice_is_refused_unless_told(self, written):
        path = written("id,source,source,source 2\n1,a,b,c\n")
        with pytest.raises(MappingError, match=r"'source'.*repeated = \"number\""):
            read_rows(path)
        assert read_rows(path, repeated="number").columns == ("id", "source", "source 2", "source 2 2")

    def test_columns_without_a_name_are_called_by_their_place(self, written):
        assert read_rows(written("id,,\n")).columns == ("id", "column 2", "column 3")

    @pytest.mark.parametrize("content", ["", "\n", ",,\n", '"id\n'])
    def test_a_file_without_a_header_is_refused(self, written, content):
        with pytest.raises(MappingError, match="no header"):
            read_rows(written(content))

    def test_a_header_with_control_characters_is_refused(self, written):
        with pytest.raises(MappingError, match="column called"):
            read_rows(written("id,a\x00b\n"))

    def test_a_header_of_very_many_columns_is_refused(self, written):
        with pytest.raises(MappingError, match="1,001 columns"):
            read_rows(written(",".join(f"c{n}" for n in range(1001))))

    def test_workbooks_are_no_text(self, written, tmp_path):
        with pytest.raises(MappingError, match="save the sheet as CSV"):
            read_rows(written(b"PK\x03\x04rest"))
        with pytest.raises(MappingError, match="save the sheet as CSV"):
            read_rows(tmp_path / "book.xlsx")

    def test_a_missing_file_and_a_folder_are_refused(self, tmp_path):
        for path in (tmp_path / "none.csv", tmp_path):
            with pytest.raises(MappingError, match="can't be read"):
                read_rows(path)


class TestRecords:
    def test_lines_are_counted_as_an_editor_counts_them(self, written):
        rows = list(read_rows(written('id,note\r\n1,"two\r\nlines"\r\n\r\n2,x\r\n')))
        assert [row.line for row in rows] == [2, 5]
        assert rows[0].cells["note"] == "two\r\nlines"

    def test_a_row_with_too_few_or_too_many_fields_is_told_and_the_next_is_read(self, written):
        rows = list(read_rows(written("id,note\n1\n2,b,c\n3,x\n4,y,,\n")))
        assert [row.line for row in problems(rows)] == [2, 3]
        assert "has 1 fields, the header 2" in problems(rows)[0].text()
        assert cells(rows) == [("3", "x"), ("4", "y")]

    def test_a_quote_within_a_field_is_only_a_quote(self, written):
        assert cells(read_rows(written('id,note\n1,5" pipe\n2,x\n'))) == [("1", '5" pipe'), ("2", "x")]

    @pytest.mark.parametrize("end", ["\n", ""])
    def test_wrong_quotes_cost_one_row(self, written, end):
        rows = list(read_rows(written(f'id,note\n1,a\n2,"b"c{end}')))
        assert cells(rows) == [("1", "a")]
        assert "the quotes in the row (lines 3 to 3) are wrong" in problems(rows)[0].text()

    def test_what_follows_wrong_quotes_is_read(self, written):
        rows = list(read_rows(written('id,note\n2,"b"c\n3,d\n')))
        assert cells(rows) == [("3", "d")]

    def test_an_open_quote_takes_the_rest_of_the_file_and_that_is_said(self, written):
        rows = list(read_rows(written('id,note\n1,a\n2,"open\n3,b\n4,c\n')))
        assert cells(rows) == [("1", "a")]
        assert "lines 3 to 5 are not read" in problems(rows)[0].text()

    @pytest.mark.parametrize("field", ["x" * 10_000_000, f'"{"x" * 10_000_000}"', '"' + "line\n" * 300_000 + '"'])
    def test_a_field_of_ten_million_characters_costs_one_row(self, written, field):
        rows = list(read_rows(written(f"id,note\n1,a\n2,{field}\n3,b\n")))
        assert cells(rows) == [("1", "a"), ("3", "b")]
        (problem,) = problems(rows)
        assert problem.line == 3
        assert "131,072 characters" in problem.text()

    def test_a_huge_quoted_field_smuggles_no_rows_in(self, written):
        hidden = "x" * 200_000 + "\n9,forged\n"
        rows = list(read_rows(written(f'id,note\n2,"{hidden}"\n3,b\n')))
        assert cells(rows) == [("3", "b")]
        assert [problem.line for problem in problems(rows)] == [2]

    def test_a_file_can_be_gone_through_twice(self, written):
        rows = read_rows(written("id\n1\n2\n"))
        assert cells(rows) == cells(rows) == [("1",), ("2",)]
        assert rows.about == 2
