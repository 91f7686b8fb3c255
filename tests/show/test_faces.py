"""What a thing shows of itself: as text, as HTML, in a notebook."""

import re
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve, exceptions, frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from rich.cells import cell_len
from sanitiser import sanitised

from b2bdeal.errors import DealError, ValueProblem
from b2bdeal.labels import t
from b2bdeal.show import Badge, Card, Column, Field, Section, Shown, Step, Table
from b2bdeal.show.html import _STATES, _TONES
from b2bdeal.units import Money

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVIL = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    'O\'Brien & "Sons" <GmbH>',
    "שלום קוסמטיקה",
    "عطور الخليج",
    "海蓝化妆品有限公司",
    "\u202egnp.exe\u202c \x1b[31mred\x07",
    "{title} {{x}} %s [bold]no markup[/bold] :smile:",
    "line one\nline two",
    "</div></td></table><style>*{display:none}</style>",
    "x" * 5_000,
]

OURS = {
    "div", "span", "dl", "dt", "dd", "bdi", "ol", "ul", "li", "table", "caption", "thead", "tbody",
    "tr", "th", "td", "details", "summary", "br",
}  # fmt: skip


def a_card(text: str = "Aurora Skin GmbH", language: str = "en") -> Card:
    table = Table(
        t("Payments"),
        [Column("row"), Column("amount", unit="EUR"), Column("due")],
        [(text, Decimal("12500.00"), date(2026, 3, 3)), ("Freight", None, None)],
        as_of=datetime(2026, 3, 9, 14, 30, tzinfo=SHANGHAI),
        caption=text,
        note=text,
    )
    steps = [Step("Lead", "done"), Step(text, "current"), Step("Agreed", "to come")]
    return Card(
        text,
        text,
        [Badge("late", "bad"), Badge("paid", "good"), Badge("price near floor", "warn"), Badge(text)],
        [Field("Buyer", text, note=text), Field("Value", Money.of("12500.50", "EUR")), Field(text, (text, 1))],
        [
            Section("Progress", steps=steps),
            Section("Payments", table=table),
            Section(text, fields=[Field("Seller", text)], lines=[text, t("as of {time}", time=text)], folded=True),
        ],
        footnote=text,
        language=language,
    )


class Reader(HTMLParser):
    """What a browser would make of it: the tags in use, whether they nest, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.open, self.words = set(), [], ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


class TestText:
    def test_a_card_says_everything_in_words(self):
        assert str(a_card()).split("\n")[:8] == [
            "Aurora Skin GmbH",
            "Aurora Skin GmbH",
            "[✕ late]  [✓ paid]  [! price near floor]  [Aurora Skin GmbH]",
            "",
            "Buyer              Aurora Skin GmbH  (Aurora Skin GmbH)",
            "Value              12,500.50\xa0EUR",
            "Aurora Skin GmbH   Aurora Skin GmbH, 1",
            "",
        ]
        assert "✓ Lead  →  ● Aurora Skin GmbH (now)  →  ○ Agreed" in str(a_card())

    def test_numbers_stand_under_each_other_to_the_right(self):
        lines = Table("T", ["name", "pieces"], [("a", 5), ("海蓝", 12_000)]).text().split("\n")
        assert lines == ["T", "Name   Pieces", "─────────────", "a           5", "海蓝   12,000"]

    @pytest.mark.parametrize("text", EVIL)
    @pytest.mark.parametrize("width", [10, 40, 100])
    def test_nothing_is_wider_than_asked_nor_steers_the_terminal(self, text, width):
        for shown in (a_card(text).text(width=width), a_card(text).text(width=width, lang="zh")):
            assert max(cell_len(line) for line in shown.split("\n")) <= max(width, 24)
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)

    def test_a_step_is_not_broken_over_two_lines(self):
        steps = [Step(f"Stage number {number}", "to come") for number in range(12)]
        shown = Card("D", sections=[Section("Progress", steps=steps)]).text(width=60)
        assert all(f"○ Stage number {number}" in shown for number in range(12))

    def test_without_color_there_is_none_and_with_it_the_words_are_the_same(self):
        card = a_card()
        colored = card.text(color=True)
        assert "\x1b[" not in card.text()
        assert "\x1b[" in colored
        assert [line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", colored).split("\n")] == card.text().split("\n")

    def test_markup_and_emoji_names_of_users_are_shown_as_they_are(self):
        assert "[bold]no markup[/bold] :smile:" in Card(EVIL[7]).text()

    def test_the_environment_changes_nothing(self, monkeypatch):
        before = str(a_card()), a_card().text(color=True)
        for name, value in {"COLUMNS": "30", "NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "dumb", "LANG": "de"}.items():
            monkeypatch.setenv(name, value)
        assert (str(a_card()), a_card().text(color=True)) == before

    def test_a_long_table_is_cut_and_says_so(self):
        table = Table("T", ["x"], [(number,) for number in range(100)])
        assert table.text().endswith("\n… and 40 more of 100 rows")
        assert table.text(lang="zh").endswith("\n……另有 40 行，共 100 行")
        assert "more" not in table.text(most=None)

    def test_a_table_without_rows_says_so(self):
        assert "no rows" in Table("T", ["x"]).text()
        assert "no rows" in Table("T", ["x"]).html()


class TestHtml:
    @pytest.mark.parametrize("text", ["Aurora Skin GmbH", *EVIL])
    @pytest.mark.parametrize("lang", ["en", "zh"])
    def test_an_untrusted_notebook_strips_nothing_and_what_users_wrote_stays_text(self, text, lang):
        for html in (a_card(text).html(lang), a_card(text).sections[1].table.html(lang)):
            assert sanitised(html) == html
            read = Reader(html)
            assert read.tags <= OURS
            assert text.replace("\n", "")[:30] in read.words or "\x1b" in text
            assert not re.search(r"\son\w+=(?![^<]*&)", re.sub(r">[^<]*<", "><", html))

    def test_the_sanitiser_does_strip(self):
        bad = (
            '<div id="x" onclick="f()" role="note" aria-label="y" style="color:var(--c);gap:3px;margin:0">'
            "<style>p{}</style><svg><path></path></svg><script>f()</script><b>kept</b></div>"
        )
        assert sanitised(bad) == '<div style="margin:0"><b>kept</b></div>'

    @pytest.mark.parametrize("text", ["'" * 5_000, "海" * 5_000, "a", "\n" * 3_000])
    @pytest.mark.parametrize("count", [1, 40, 400])
    def test_whatever_is_in_it_it_stays_under_twenty_thousand_bytes_and_says_what_is_missing(self, text, count):
        table = Table(text, [Column(f"c{number}", text) for number in range(count)], [[text] * count] * count, text)
        fields = [Field(text, text, text)] * count
        section = Section(text, fields, [text] * count, table, [Step(text, "done")] * count)
        card = Card(text, text, [Badge(text)] * count, fields, [section] * count, text)
        for shown in (table, card, evolve(card, fields=()), evolve(card, fields=(), badges=())):
            html = shown.html()
            assert len(html.encode()) < 20_000
            assert sanitised(html) == html
            Reader(html)
            if count > 1:
                assert re.search(r"… and [\d,]+ more", html)

    def test_a_table_has_a_caption_and_scoped_headings_and_numbers_to_the_right(self):
        html = a_card().sections[1].table.html()
        assert "<caption" in html
        assert html.count('<th scope="col"') == 3
        assert re.search(r'text-align:right[^>]*">12,500.00</td>', html)

    def test_there_is_no_heading_in_it(self):
        assert not re.search(r"<h\d", a_card().html())

    def test_a_name_in_another_script_decides_its_own_direction(self):
        assert 'dir="auto">שלום' in Table("T", ["x"], [("שלום",)]).html()

    def test_text_can_be_read_on_light_and_dark_and_edges_can_be_seen(self):
        for ink, paper in (((0, 0, 0), (255, 255, 255)), ((255, 255, 255), (17, 17, 17))):
            dim = blend(ink, 0.87 * 0.75, paper)
            assert contrast(dim, paper) >= 4.5
            for _, edge, ground in _TONES.values():
                *color, share = re.findall(r"[\d.]+", ground)
                under = blend(tuple(map(int, color)), float(share), paper)
                assert contrast(blend(ink, 0.87, under), under) >= 4.5
                assert contrast(tuple(bytes.fromhex(edge[1:])), paper) >= 3

    def test_every_tone_and_state_but_the_plain_one_has_a_mark_of_its_own(self):
        marks = [mark for mark, *_ in (*_TONES.values(), *_STATES.values())]
        assert set(marks) == {"✓", "✕", "!", "", "●", "○"}

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
    @given(st.text(max_size=80))
    def test_any_text_at_all_is_harmless(self, text):
        html = a_card(text).html()
        assert sanitised(html) == html
        Reader(html)


def blend(ink, share, paper):
    return tuple(share * a + (1 - share) * b for a, b in zip(ink, paper, strict=True))


def contrast(one, other):
    """The contrast ratio of WCAG 2."""

    def light(color):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in color)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@frozen(repr=False)
class Slotted(Shown):
    name: str

    def card(self):
        return Card(self.name)

    def __repr__(self):
        return f"<Slotted {self.name}>"


class Written(Shown, BaseModel):
    name: str

    def card(self):
        return Table(self.name, ["x"])


class Barred(Shown, DealError, ValueError):
    def card(self):
        return Card("Barred", self.message)


class TestShown:
    def test_one_method_gives_a_slotted_class_all_faces_and_leaves_its_repr(self):
        thing = Slotted("Deal & Co")
        assert (str(thing), repr(thing)) == ("Deal & Co", "<Slotted Deal & Co>")
        assert "Deal &amp; Co" in thing._repr_html_()
        assert not hasattr(thing, "__dict__")

    def test_it_fits_a_pydantic_model_and_an_exception(self):
        assert str(Written(name="T")).startswith("T\nX")
        with pytest.raises(ValueError, match="Barred\nno money"):
            raise Barred("no money")

    @pytest.mark.parametrize(
        "thing", [a_card(), a_card().sections[1].table, Slotted("x"), Written(name="x"), Barred("x")]
    )
    def test_its_bundle_always_has_plain_text_and_html_only_where_wanted(self, thing):
        assert thing._repr_mimebundle_() == {"text/plain": str(thing), "text/html": thing._repr_html_()}
        assert set(thing._repr_mimebundle_(include={"text/plain"})) == {"text/plain"}
        assert set(thing._repr_mimebundle_(exclude={"text/html"})) == {"text/plain"}

    def test_a_class_without_a_card_cannot_be_made(self):
        with pytest.raises(TypeError, match="card"):
            type("Empty", (Shown,), {})()


class TestLanguages:
    def test_a_copy_in_chinese_shows_itself_in_chinese(self):
        card = a_card().lang("zh")
        assert "(现在)" in str(card)
        assert "2026年3月3日" in card.html()
        assert 'lang="zh"' in card.html()
        assert card.text(lang="en") == a_card().text()
        assert card == a_card(language="zh")

    def test_a_language_that_there_is_not_is_refused(self):
        for use in (lambda: a_card().lang("de"), lambda: a_card().text(lang="de"), lambda: Card("x", language="de")):
            with pytest.raises(ValueProblem, match="'de'"):
                use()

    def test_a_name_is_never_translated_and_a_label_is(self):
        shown = Card("yes", fields=[Field("yes", "yes")], badges=[Badge("no")]).text(lang="zh")
        assert shown.split("\n") == ["yes", "[否]", "", "是   yes"]


class Broken:
    def text(self, *, lang="en"):
        raise RuntimeError("broken")


class TestMaking:
    def test_a_repr_is_one_line_and_never_raises(self):
        assert repr(a_card("a\nb")) == "Card('a b', 3 fields, 3 sections)"
        assert repr(Table("T", ["x"], [(1,)])) == "Table('T', 1 rows, 1 columns)"
        assert repr(Card(Broken())) == "Card(<Broken>, 0 fields, 0 sections)"

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: Badge("x", "green"), "give good, bad, warn or plain"),
            (lambda: Step("x", "doing"), "give done, current or to come"),
            (lambda: Card("x", fields=[("Buyer", "y")]), r"write Field\(…\)"),
            (lambda: Card("x", sections=[Field("a", "b")]), r"write Section\(…\)"),
            (lambda: Table("x", ["a", "a"]), "Two columns are called 'a'"),
            (lambda: Table("x", ["a", "b"], [(1, 2), (1,)]), "Row 2 of 'x' has 1 values for 2 columns"),
            (lambda: Column(""), "A column has no name"),
            (lambda: Column("x", kind="number"), "is no kind of column"),
            (lambda: Column("x", align="center"), "is no side"),
        ],
    )
    def test_what_is_made_wrongly_says_what_to_do(self, make, message):
        with pytest.raises(ValueProblem, match=message):
            make()

    def test_a_single_sentence_is_one_line(self):
        assert Section("Why", lines="Too early.").lines == ("Too early.",)

    def test_what_is_made_cannot_be_changed(self):
        with pytest.raises(exceptions.FrozenInstanceError):
            a_card().title = "other"
