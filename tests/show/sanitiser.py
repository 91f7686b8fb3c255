"""What JupyterLab leaves of the HTML of a notebook that is not trusted, after its published lists of what may stay."""

import re
from html import escape
from html.parser import HTMLParser

TAGS = {
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "header", "hr",
    "i", "img", "ins", "kbd", "li", "mark", "meter", "ol", "p", "pre", "progress", "q",
    "s", "samp", "section", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip
EVERYWHERE = {"class", "dir", "hidden", "lang", "style", "title"}
ATTRIBUTES = {
    "details": {"open"}, "img": {"alt", "src", "width", "height"}, "meter": {"high", "low", "max", "min", "value"},
    "ol": {"start", "type"}, "progress": {"max", "min", "value"}, "td": {"colspan", "headers", "rowspan", "scope"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
}  # fmt: skip

_NUMBER = r"[+-]?(?:\d*\.)?\d+"
_LENGTH = rf"(?:{_NUMBER}(?:px|em|rem|ex|pt)|0)"
_SIZE = rf"(?:{_LENGTH}|{_NUMBER}%)"
_SHARE = r"(?:1(?:\.0+)?|0(?:\.\d+)?)"
_COLOR = rf"(?:\#[0-9a-f]+|rgba?\(\s*\d{{1,3}}\s*,\s*\d{{1,3}}\s*,\s*\d{{1,3}}\s*(?:,\s*{_SHARE}\s*)?\))"
_BORDER = rf"(?:(?:thin|medium|thick|{_LENGTH}|none|dotted|dashed|solid|double|{_COLOR})\s*){{1,3}}"
_SIZES = rf"(?:(?:{_SIZE}|auto)\s*){{1,4}}"
STYLES = {
    **{
        f"{name}{side}": _SIZES for name in ("margin", "padding") for side in ("", "-top", "-right", "-bottom", "-left")
    },
    **{f"border{side}": _BORDER for side in ("", "-top", "-right", "-bottom", "-left")},
    **dict.fromkeys(("width", "min-width", "max-width", "height", "min-height", "max-height"), rf"{_SIZE}|auto|none"),
    **dict.fromkeys(("color", "background-color"), _COLOR),
    "background": rf"{_COLOR}|none",
    "border-collapse": "collapse|separate",
    "border-radius": rf"(?:{_SIZE}\s*){{1,4}}",
    "box-sizing": "content-box|padding-box|border-box",
    "caption-side": "top|bottom",
    "cursor": "pointer|default|help",
    "display": "inline|block|inline-block|flex|inline-flex|grid|inline-grid|table|table-cell|none",
    "font-size": rf"{_SIZE}|smaller|larger|small|medium|large",
    "font-style": "normal|italic|oblique",
    "font-weight": "normal|bold|bolder|lighter|[1-9]00",
    "line-height": rf"normal|{_NUMBER}|{_SIZE}",
    "list-style-type": "disc|circle|square|decimal|none",
    "opacity": _SHARE,
    "overflow-x": "visible|hidden|scroll|auto",
    "text-align": "left|right|center|justify",
    "vertical-align": "baseline|top|middle|bottom",
    "white-space": "normal|pre|nowrap|pre-wrap|pre-line",
    "word-wrap": "normal|break-word",
}


def sanitised(html: str) -> str:
    """The HTML without what is stripped; the same text where nothing is."""
    parser = _Sanitiser()
    parser.feed(html)
    parser.close()
    return "".join(parser.kept)


class _Sanitiser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self.muted = 0

    def handle_starttag(self, tag, attrs):
        if tag in {"script", "style", "svg"}:
            self.muted += 1
        if tag not in TAGS or self.muted:
            return
        allowed = EVERYWHERE | ATTRIBUTES.get(tag, set())
        shown = ""
        for name, value in attrs:
            value = _style(value or "") if name == "style" else value
            if name in allowed and value != "":
                shown += f" {name}" if value is None else f' {name}="{escape(value)}"'
        self.kept.append(f"<{tag}{shown}>")

    def handle_endtag(self, tag):
        if tag in {"script", "style", "svg"}:
            self.muted -= 1
        elif tag in TAGS and not self.muted:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data):
        if not self.muted:
            self.kept.append(escape(data))

    def handle_entityref(self, name):
        self.kept.append(f"&{name};")

    def handle_charref(self, name):
        self.kept.append(f"&#{name};")


def _style(style: str) -> str:
    kept = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if name in STYLES and re.fullmatch(STYLES[name], value, re.IGNORECASE):
            kept.append(declaration)
    return ";".join(kept)
