"""The words of the library, in English and in Chinese."""

import io
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from gettext import GNUTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import write_po
from babel.numbers import format_decimal
from catalogue import PACKAGE, PO, Found, catalogue, collect, compiled, look, main, translations, update
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2bdeal.errors import ValueProblem
from b2bdeal.labels import checked, plain, say, t, tell, translate

PLACE = re.compile(r"\{\w+\}")


class Fee:
    def text(self, *, lang="en"):
        return "费用" if lang == "zh" else "fee"


class Letter:
    """A document with a field that happens to be called text."""

    def __init__(self):
        self.text = "Dear Sirs"

    def __str__(self):
        return "letter"


class TestSaying:
    def test_figures_are_filled_by_name(self):
        assert say("{got} of {due}", {"got": 1, "due": 2}) == "1 of 2"

    def test_a_chinese_template_is_looked_up_and_its_figures_are_told_in_chinese(self):
        assert say("as of {time}", {"time": date(2026, 3, 3)}, "zh") == "截至 2026年3月3日"

    def test_a_missing_figure_shows_its_bare_name_and_does_not_raise(self):
        assert say("{missing} of {due}", {"missing": 3}) == "3 of ‹due›"

    def test_an_unknown_message_stays_english_in_chinese(self):
        assert say("nobody wrote {this}", {"this": 1}, "zh") == "nobody wrote 1"

    def test_the_empty_message_is_empty_in_chinese_too_and_not_the_header_of_the_catalogue(self):
        assert say("", lang="zh") == ""

    @pytest.mark.parametrize(
        "template", ["{x.__class__}", "{x[0]}", "{x!r}", "{x:>999999999}", "{0}", "{}", "{{x}", "{x"]
    )
    def test_only_plain_names_are_places(self, template):
        shown = say(template, {"x": "secret", "0": "secret"})
        assert shown == template.replace("{x}", "secret")

    def test_a_figure_is_not_a_template(self):
        assert say("{a}", {"a": "{b}", "b": "secret"}) == "{b}"

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.text(max_size=30) | st.sampled_from(["{a}", "{a}{b}", "{a.b} {{a}}"]),
        st.fixed_dictionaries({"a": st.integers() | st.text(max_size=9) | st.decimals() | st.floats() | st.none()}),
    )
    def test_no_template_and_no_figures_can_make_it_raise(self, template, figures):
        for lang in ("en", "zh"):
            assert isinstance(say(template, figures, lang), str)

    @pytest.mark.parametrize("lang", ["de", "", "EN", "zh_CN"])
    def test_a_language_that_there_is_not_is_refused_and_those_that_are_get_named(self, lang):
        for use in (
            lambda: say("yes", lang=lang),
            lambda: translate("", lang),
            lambda: tell(1, lang),
            lambda: checked(lang),
        ):
            with pytest.raises(ValueProblem, match='give "en" or "zh"'):
                use()


class TestTelling:
    @pytest.mark.parametrize(
        ("value", "en", "zh"),
        [
            (Decimal("1234567.50"), "1,234,567.50", "1,234,567.50"),
            (Decimal("0.123456789012"), "0.123456789012", "0.123456789012"),
            (Decimal("5.00"), "5.00", "5.00"),
            (Decimal("-0.5"), "-0.5", "-0.5"),
            (Decimal("1E+3"), "1,000", "1,000"),
            (1000, "1,000", "1,000"),
            (2.5, "2.5", "2.5"),
            (True, "yes", "是"),
            (None, "–", "–"),
            (date(2026, 3, 3), "3 Mar 2026", "2026年3月3日"),
            (
                datetime(2026, 3, 3, 9, 0, 59, tzinfo=ZoneInfo("Asia/Shanghai")),
                "3 Mar 2026, 09:00 +08:00",
                "2026年3月3日 09:00 +08:00",
            ),
            (datetime(2026, 3, 3, 9, tzinfo=UTC), "3 Mar 2026, 09:00 +00:00", "2026年3月3日 09:00 +00:00"),
            (
                datetime(2026, 3, 3, 9, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
                "3 Mar 2026, 09:00 -03:30",
                "2026年3月3日 09:00 -03:30",
            ),
            (("a", 1000, date(2026, 1, 2)), "a, 1,000, 2 Jan 2026", "a、1,000、2026年1月2日"),
            (frozenset({"b", "a"}), "a, b", "a、b"),
            (Fee(), "fee", "费用"),
            ([Fee(), "x"], "fee, x", "费用、x"),
            (Letter(), "letter", "letter"),
            ("yes", "yes", "yes"),
        ],
    )
    def test_each_kind_of_value_is_told_as_the_language_writes_it(self, value, en, zh):
        assert (tell(value), tell(value, "zh")) == (en, zh)

    @pytest.mark.parametrize(
        "value", [10**5000, Decimal("1e999999"), Decimal("-1e-999999"), 1e300], ids=["int", "huge", "tiny", "float"]
    )
    def test_a_number_beyond_all_trade_is_told_short(self, value):
        assert len(tell(value)) < 30

    @pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan"), float("-inf")])
    def test_what_is_no_number_is_told_as_it_is(self, value):
        assert tell(value) in {"NaN", "Infinity", "-Infinity"}

    @given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6))
    def test_a_decimal_loses_no_digit(self, value):
        for lang in ("en", "zh"):
            assert Decimal(tell(value, lang).replace(",", "")) == value

    @given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4))
    def test_a_number_is_written_as_the_tables_of_both_languages_say(self, value):
        for lang, locale in (("en", "en_GB"), ("zh", "zh_Hans_CN")):
            assert tell(value, lang) == format_decimal(value, "#,##0.0000", locale=locale)

    def test_unseen_characters_go_and_letters_of_every_script_and_line_ends_stay(self):
        assert plain("a\x1b[31m\u202eb\r\nשלום 海蓝\x00") == "a[31mb\nשלום 海蓝"


class TestMessage:
    def test_it_waits_for_its_reader(self):
        message = t("as of {time}", time=date(2026, 1, 2))
        assert (str(message), message.text(lang="zh")) == ("as of 2 Jan 2026", "截至 2026年1月2日")

    def test_two_equal_ones_are_equal_and_have_one_hash(self):
        assert t("{a}", a=1) == t("{a}", a=1) != t("{a}", a=2)
        assert hash(t("{a}", a=1)) == hash(t("{a}", a=1))

    def test_its_figures_cannot_be_changed(self):
        with pytest.raises(TypeError):
            t("{a}", a=1).figures["a"] = 2


class TestTheCatalogue:
    def test_every_message_of_the_package_has_a_chinese_translation(self):
        known = translations()
        missing = [f"{places[0]}: {text!r}" for text, places in collect().messages.items() if text not in known]
        assert not missing, "translate in the .po, then python tests/catalogue.py update:\n" + "\n".join(missing)

    def test_all_words_are_written_so_that_they_can_be_translated(self):
        faults = collect().faults
        assert not faults, "\n".join(faults)

    def test_no_translation_is_left_of_a_message_that_is_gone(self):
        assert set(translations()) <= set(collect().messages)

    def test_a_translation_has_the_places_of_its_message(self):
        for message, translation in translations().items():
            assert set(PLACE.findall(message)) == set(PLACE.findall(translation)), message

    def test_the_compiled_catalogue_is_the_written_one(self):
        def read(mo: bytes) -> dict[str, str]:
            messages = dict(GNUTranslations(io.BytesIO(mo))._catalog)  # type: ignore[attr-defined]  # no other way
            return {message: said for message, said in messages.items() if message}  # but the header, which names Babel

        assert read(PO.with_suffix(".mo").read_bytes()) == read(compiled())

    def test_it_is_not_loaded_before_it_is_needed(self):
        code = (
            "import sys, b2bdeal.labels, b2bdeal.show\n"
            "heavy = {'gettext', 'babel', 'rich', 'polars', 'pandas', 'pyarrow'} & set(sys.modules)\n"
            "assert not heavy, heavy\n"
        )
        subprocess.run([sys.executable, "-c", code], check=True, cwd=PACKAGE.parent)


class TestTheCollector:
    def found(self, source: str) -> Found:
        return look(source, "x.py", Found())

    def test_it_finds_what_is_said(self):
        found = self.found(
            'say("one {x}", {}); labels.no("two", x=1); t("three" if late else "four"); translate("five"); say(text)\n'
        )
        assert set(found.messages) == {"one {x}", "two", "three", "four", "five"}
        assert found.messages["two"] == ["x.py:1"]

    def test_it_finds_the_sentences_of_gates_and_rules(self):
        found = self.found(
            '@gate("paid", "The deposit is paid.")\ndef f(): ...\nrule("moq", sentence="Above " "the MOQ.")\n'
        )
        assert set(found.messages) == {"The deposit is paid.", "Above the MOQ."}

    def test_it_finds_the_labels_of_cards_and_tables(self):
        found = self.found(
            "from b2bdeal.show import Badge, Card, Column, Field, Section, Step, Table\n"
            'Field("Buyer", x); Badge("late", "bad"); Section("Terms"); Step("Lead", "done")\n'
            'Column("due_date", unit="days")\n'
            'Column("x", "Value"); Table(t("Late"), ["buyer_name", Column("y", label="Stage")])\n'
        )
        words = {"Buyer", "late", "Terms", "Lead", "Due date", "days", "Value", "Late", "Buyer name", "Stage"}
        assert set(found.messages) == words
        assert found.faults == []

    def test_it_leaves_the_field_of_another_library_alone(self):
        assert self.found('from pydantic import Field\nField("default")\n').messages == {}

    @pytest.mark.parametrize(
        "source",
        [
            'no(f"{x} is missing")',
            'say("a" + b)',
            't("{}".format(x))',
            'Stage("lead", label="Lead")',
            'class Paid(Fact, kind="oem.Paid"): ...',
            'from b2bdeal.show import Card\nCard("Deal")',
            'from b2bdeal.show import Table\nTable(t("Late"), [], note="in working days")',
        ],
    )
    def test_it_names_words_that_cannot_be_translated(self, source):
        assert len(self.found(source).faults) == 1

    def test_an_update_keeps_translations_adds_new_messages_drops_old_ones_and_can_be_run_twice(self, tmp_path: Path):
        source, po = tmp_path / "pkg", tmp_path / "b2bdeal.po"
        source.mkdir()
        (source / "a.py").write_text('say("kept")\nsay("gone")\n', encoding="utf-8")
        assert update(po, source) == ["gone", "kept"]
        written = catalogue(po)
        written["kept"].string = "保留"
        with po.open("wb") as stream:
            write_po(stream, written)
        (source / "a.py").write_text('say("kept")\nsay("new")\n', encoding="utf-8")
        assert update(po, source) == ["new"]
        assert translations(po) == {"kept": "保留"}
        first = po.read_bytes()
        update(po, source)
        assert po.read_bytes() == first
        assert po.with_suffix(".mo").read_bytes() == compiled(po)

    def test_a_command_that_there_is_not_shows_how_it_is_used(self, capsys):
        assert main(["translate"]) == 2
        assert "catalogue.py update" in capsys.readouterr().err
