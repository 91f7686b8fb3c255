"""Maps: what a sales office may write, and what it is told where it can't be."""

import pytest
from small_exports import MAP, REPOSITORY

from b2bdeal.book import Book
from b2bdeal.errors import MappingError
from b2bdeal.exchange import Mapping, import_file


@pytest.mark.parametrize("path", sorted((REPOSITORY / "examples" / "maps").glob("*.toml")), ids=lambda path: path.stem)
def test_the_maps_that_ship_can_be_used(path):
    mapping = Mapping.load(path)
    assert mapping.folder == path.parent
    assert mapping.flow in {flow.id for flow in Book().flows}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('source = "crm"', 'sorce = "crm"', "sorce: there is no such key, did you mean source?"),
        ('source = "crm"', "", "source: it is missing"),
        ('source = "crm"', 'source = "My CRM"', "source: "),
        ('account = "account"', 'acount = "account"', "columns.acount: there is no such key, did you mean account?"),
        ('to = "settled"', 'two = "settled"', "moves.1.two: there is no such key, did you mean to?"),
        ('"Asia/Shanghai"', '"Shanghai"', "timezone: 'Shanghai' is no time zone"),
        ('"Asia/Shanghai"', '""', "is no time zone"),
        ('currency = "CNY"', 'currency = "RMB"', "currency: give a currency by its ISO 4217 code"),
        ('currency = "CNY"', "", "values need a currency"),
        ('stage = "stage"', "", "columns.stage does not name the column"),
        ("[columns]", '[dates]\nformats = "%d.%m"\n[columns]', "dates.formats.0: '%d.%m' is no form of dates"),
        ("[columns]", "[dates]\nformats = []\n[columns]", "dates.formats: "),
        ("[columns]", '[file]\ndelimiter = ";;"\n[columns]', "file.delimiter: "),
        ("[columns]", '[lookup.product]\nfil = "a.csv"\n[columns]', "lookup.product.fil: there is no such key"),
        ('id = "id"', 'id = "id"\nignore = ["account"]', "columns.ignore names account, which the map uses"),
        ('id = "id"', 'id = "id"\ncurrency = "code"', "currency and columns.currency are both given"),
        ('to = "lost"', 'to = "lost"\nundated = 0001-01-01', "moves.2.undated: "),
        ("[columns]", "[columns", "map.toml is no TOML"),
    ],
)
def test_a_wrong_map_is_refused_with_its_file_its_key_and_what_to_do(desk, old, new, said):
    assert old in MAP
    with pytest.raises(MappingError) as refused:
        desk.map(MAP.replace(old, new, 1))
    assert "map.toml" in str(refused.value)
    assert said in str(refused.value)


def test_every_fault_is_told_at_once(desk):
    text = MAP.replace('source = "crm"', 'sorce = "crm"').replace('to = "lost"', 'too = "lost"')
    with pytest.raises(MappingError) as refused:
        desk.map(text)
    assert {"sorce", "moves.2.too"} <= set(str(refused.value).replace(":", "").replace(";", "").split())


def test_a_map_that_is_missing_or_no_text_is_refused(tmp_path):
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("none.toml", "bytes.toml"):
        with pytest.raises(MappingError, match=name):
            Mapping.load(tmp_path / name)


def test_a_map_without_moves_is_refused(desk):
    with pytest.raises(MappingError, match="moves: it is missing"):
        desk.map(MAP.split("[[moves]]")[0].replace('stage = "stage"', ""))


def test_a_stage_column_that_no_move_asks_for_is_refused(desk):
    text = MAP.split("[[moves]]")[0] + '[[moves]]\nto = "lead"\nat = "begun"\n'
    with pytest.raises(MappingError, match="no move says `when`"):
        desk.map(text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('at = "ended"', 'at = "ende"', "no column 'ende'. (did you mean 'ended'?)"),
        ('id = "id"', 'id = "opportunity"', "no column 'opportunity'. (it has: id, account"),
        ('id = "id"', 'id = "id"\nignore = "nothing"', "no column 'nothing'"),
        ('flow = "oem"', 'flow = "oen"', "no flow 'oen' here. (did you mean 'oem'?)"),
        ('flow = "oem"', 'flow = "bakery"', "there are apparel, cosmetics, electronics, oem"),
        ('to = "settled"', 'to = "setled"', "no stage 'setled'. (did you mean 'settled'?)"),
        ('to = "settled"', 'to = "won"', "its stages are lead, qualified"),
        ("[[moves]]", '[lookup.note]\nfile = "notes.csv"\n\n[[moves]]', "there is no file 'notes.csv'"),
    ],
)
def test_a_map_that_does_not_fit_the_file_or_the_flow_is_refused_before_anything_is_written(desk, old, new, said):
    with pytest.raises(MappingError) as refused:
        desk.read("1,A,Open,2026-01-05,,,,\n", MAP.replace(old, new, 1))
    assert said in str(refused.value)
    assert len(desk.book) == 0


class TestSideTables:
    MAP = MAP + '\n[lookup.note]\nfile = "products.csv"\nkey = "name"\ntake = "series"\n'

    def read(self, desk, table, text=MAP, rows="1,A,Open,2026-01-05,,,,Cream\n"):
        desk.file(table.encode(), name="products.csv")
        return desk.read(rows, text)

    def test_a_side_table_lies_beside_the_map_if_not_beside_the_file(self, desk, tmp_path):
        maps = tmp_path / "maps"
        maps.mkdir()
        (maps / "map.toml").write_text(self.MAP)
        (maps / "products.csv").write_text("name,series\nCream,face\n")
        mapping = Mapping.load(maps / "map.toml")
        report = import_file(desk.book, desk.file("1,A,Open,2026-01-05,,,,Cream\n"), mapping, by="li")
        assert report.imported == 1
        assert desk.book["crm:1"].facts[-1].details == {"note": "Cream", "note.series": "face"}

    @pytest.mark.parametrize(
        ("table", "said"),
        [
            ("nam,series\nCream,face\n", "no column 'name'. (did you mean 'nam'?)"),
            ("name\nCream\n", "no column 'series'"),
            ("name,series\nCream,face\nCream,hand\n", "'Cream' twice, with different values (line 3)"),
            ("name,series\nCream\n", "line 2"),
        ],
    )
    def test_a_side_table_that_can_t_be_used_is_refused(self, desk, table, said):
        with pytest.raises(MappingError) as refused:
            self.read(desk, table)
        assert said in str(refused.value)

    def test_an_alias_for_something_that_is_not_in_the_table_is_refused(self, desk):
        text = self.MAP + 'aliases = { "Crème" = "Creem" }\n'
        with pytest.raises(MappingError, match="did you mean 'Cream'"):
            self.read(desk, "name,series\nCream,face\n", text)

    def test_the_same_value_twice_with_the_same_figures_does_no_harm(self, desk):
        assert self.read(desk, "name,series\nCream,face\nCream,face\n").imported == 1
