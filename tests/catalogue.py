"""The catalogue's keeper: finds every message in the package's source, and rewrites the Chinese catalogue.

    python tests/catalogue.py update      add new messages, drop old ones, keep translations, compile
    python tests/catalogue.py missing     list what has no translation

Translate in b2bdeal/locale/zh/LC_MESSAGES/b2bdeal.po, then run `update` again.
"""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from attrs import Factory, define
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "b2bdeal"
PO = PACKAGE / "locale" / "zh" / "LC_MESSAGES" / "b2bdeal.po"

SAID = {"say", "no", "t", "translate", "_told"}
"""Calls whose first argument is a message; `_told` is a method that puts figures of its own to them."""
SENTENCED = {"gate", "rule", "Law"}
"""Decorators whose second argument is a message."""
LABELLED = {"Field", "Badge", "Section", "Step"}
"""Parts of a card whose first argument is a label, where they come from b2bdeal.show."""
TOLD = {"title", "subtitle", "footnote", "caption", "note"}
"""Arguments of cards and tables that are told as they are: words of ours there need a t("…")."""
VALUED = {("Change", "sign"), ("SampleProgress", "state")}
"""Fields, each with its class, whose Literal values are messages: they are said from a variable."""
FIELDED = {"Policy"}
"""Classes whose fields' names, in words, are labels."""


@define
class Found:
    """What the source says to people."""

    messages: dict[str, list[str]] = Factory(dict)
    """Each message, and where it stands."""
    faults: list[str] = Factory(list)
    """Words that can't be translated as they are written, with where and why."""

    def message(self, text: str, where: str) -> None:
        """Notes a message."""
        if text:
            self.messages.setdefault(text, []).append(where)

    def fault(self, where: str, why: str) -> None:
        """Notes a fault."""
        self.faults.append(f"{where}: {why}")


def collect(folder: Path = PACKAGE) -> Found:
    """Every message and every fault in the Python files under that folder."""
    found = Found()
    for path in sorted(folder.rglob("*.py")):
        look(path.read_text(encoding="utf-8"), path.relative_to(folder.parent).as_posix(), found)
    return found


def look(source: str, name: str, found: Found) -> Found:
    """Adds what one file says."""
    tree = ast.parse(source)
    from_show = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("b2bdeal.show")
        for alias in node.names
    }
    _note_values(tree)
    for node in ast.walk(tree):
        where = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            _call(node, where, from_show, found)
        elif isinstance(node, ast.ClassDef):
            _class(node, where, found)
    return found


def _note_values(tree: ast.AST) -> None:
    """Notes at each variable what it stands for, where its function says it but once: a label may have a name first."""
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        given: dict[str, list[ast.expr]] = {}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                given.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(scope):
            if isinstance(node, ast.Name) and len(values := given.get(node.id, [])) == 1:
                vars(node)["meant"] = values[0]


def _meant(node: ast.expr | None) -> ast.expr | None:
    """What a variable stands for; anything else itself."""
    found = vars(node).get("meant") if isinstance(node, ast.Name) else None
    return found if isinstance(found, ast.Constant | ast.Tuple | ast.List | ast.IfExp | ast.Subscript) else node


def _call(node: ast.Call, where: str, from_show: set[str], found: Found) -> None:
    name = _name(node.func)
    words = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    if name in SAID:
        _message(_argument(node, 0), where, f"{name}()", found)
    elif name in SENTENCED:
        _message(_argument(node, 1) or words.get("sentence"), where, f"{name}()", found)
    elif name == "Stage":
        if _text(words.get("zh")) is None and _text(_argument(node, 0)) is not None and "zh" not in words:
            found.fault(where, 'this Stage has no Chinese name: zh="…"')
    elif name in from_show:
        _part(name, node, words, where, found)


def _part(name: str, node: ast.Call, words: dict[str, ast.expr], where: str, found: Found) -> None:
    if name in LABELLED:
        label = _argument(node, 0) or words.get("label") or words.get("word") or words.get("title")
        for text in _texts(label):
            found.message(text, where)
    elif name == "Column":
        _column(_argument(node, 0) or words.get("name"), _argument(node, 1) or words.get("label"), where, found)
        for text in _texts(_argument(node, 2) or words.get("unit")):
            found.message(text, where)
    elif name in {"Card", "Table"}:
        told = [words[word] for word in TOLD & set(words)] + [each for each in [_argument(node, 0)] if each]
        for each in told:
            for text in _texts(each):
                if text:
                    found.fault(where, f't("{text}") is needed here: text alone is told as it is')
        columns = _meant(_argument(node, 1) or words.get("columns")) if name == "Table" else None
        for each in columns.elts if isinstance(columns, ast.List | ast.Tuple) else []:
            if _text(each) is not None:
                _column(each, None, where, found)


def _column(name: ast.expr | None, label: ast.expr | None, where: str, found: Found) -> None:
    if label is None and (text := _text(name)):
        words = text.replace("_", " ").strip()
        found.message(words[:1].upper() + words[1:], where)
    for text in _texts(label):
        found.message(text, where)


def _class(node: ast.ClassDef, where: str, found: Found) -> None:
    words = {keyword.arg for keyword in node.keywords}
    if "kind" in words and "zh" not in words:
        found.fault(where, f'the fact {node.name} has no Chinese name: zh="…"')
    for line in node.body:
        if not isinstance(line, ast.AnnAssign) or not isinstance(line.target, ast.Name):
            continue
        field, place = line.target.id, f"{where.rpartition(':')[0]}:{line.lineno}"
        if node.name in FIELDED:
            found.message(field.replace("_", " "), place)
        if (node.name, field) in VALUED:
            for each in ast.walk(line.annotation):
                if text := _text(each):
                    found.message(text.replace("_", " "), place)


def _message(argument: ast.expr | None, where: str, what: str, found: Found) -> None:
    for each in _branches(_meant(argument)):
        text = _text(each)
        if text is not None:
            found.message(text, where)
        elif isinstance(each, ast.JoinedStr | ast.BinOp) or (
            isinstance(each, ast.Call) and _name(each.func) == "format"
        ):
            found.fault(where, f"{what} is given a text put together beforehand: give a template and its figures")


def _argument(node: ast.Call, place: int) -> ast.expr | None:
    return node.args[place] if len(node.args) > place else None


def _texts(node: ast.expr | None) -> Iterator[str]:
    for each in _branches(_meant(node)):
        text = _text(each)
        if text is not None:
            yield text


def _branches(node: ast.expr | None) -> Iterator[ast.expr]:
    if isinstance(node, ast.IfExp):
        yield from _branches(node.body)
        yield from _branches(node.orelse)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
        for value in node.value.values:
            yield from _branches(value)
    elif node is not None:
        yield node


def _text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def catalogue(po: Path = PO) -> Catalog:
    """The Chinese catalogue as it is; an empty one where there is no file."""
    if not po.exists():
        return Catalog(locale="zh", domain="b2bdeal")
    with po.open("rb") as stream:
        return read_po(stream, locale="zh", domain="b2bdeal")


def translations(po: Path = PO) -> dict[str, str]:
    """Each message that has a translation, with it."""
    return {str(each.id): str(each.string) for each in catalogue(po) if each.id and each.string and not each.fuzzy}


def compiled(po: Path = PO) -> bytes:
    """The catalogue as gettext reads it."""
    stream = io.BytesIO()
    write_mo(stream, catalogue(po))
    return stream.getvalue()


def update(po: Path = PO, folder: Path = PACKAGE) -> list[str]:
    """Rewrites the .po and the .mo beside it; gives the messages without a translation."""
    known = translations(po)
    # A fixed day: the file changes when its messages do, and at no other time.
    day = datetime(2026, 1, 1, tzinfo=UTC)
    fresh = Catalog(
        locale="zh", domain="b2bdeal", project="b2bdeal", version="1", copyright_holder="The b2bdeal authors",
        creation_date=day, revision_date=day, last_translator="The b2bdeal authors", language_team="zh",
        msgid_bugs_address="-",
        header_comment="# Chinese words of b2bdeal. Rewritten by: python tests/catalogue.py update", fuzzy=False,
    )  # fmt: skip
    messages = sorted(collect(folder).messages)
    for message in messages:
        fresh.add(message, known.get(message, ""))
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as stream:
        write_po(stream, fresh, width=0, no_location=True, sort_output=True)
    po.with_suffix(".mo").write_bytes(compiled(po))
    return [message for message in messages if message not in known]


def main(arguments: list[str]) -> int:
    """The command line: update or missing."""
    if arguments == ["update"]:
        left = update()
    elif arguments == ["missing"]:
        left = [message for message in sorted(collect().messages) if message not in translations()]
    else:
        sys.stderr.write(__doc__ or "")
        return 2
    sys.stdout.write("".join(f"not translated: {message!r}\n" for message in left))
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
