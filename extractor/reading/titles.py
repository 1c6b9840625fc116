"""What an article is called, and which lines print it.

The surest source wins: the information block or front matter, the page's h1, a heading above everything
else, what a decree says it issues, the first lines if they look like a title, what the first lines say they
issue, the glued head of a text without line breaks, the window's title without the name of the site. A title
goes on in the next lines while 关于… is not complete, while no kind of document ends it and the next line has
one, up to a subtitle after ——, or in a line that is one bracket. The history of a law is no title. Nothing is
made up: without any of these the title stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractor.lexicon import Lexicon
from extractor.model import Block, BlockKind
from extractor.reading.dates import split_final_date, to_half_width
from extractor.reading.drafts import Draft, Line, clean_line
from extractor.reading.fields import squeeze
from extractor.reading.history import is_note
from extractor.reading.issuers import are_organisations
from extractor.reading.kinds import ends_as_document

TITLE_ZONE = 12
"""A title stands among so many first lines of content."""
MAX_TITLE = 90
SECTIONS = 2
"""Headings below the first one, as high as it, which show that it heads a section and not the whole."""
MAX_LINES = 4
"""A title is printed on so many lines at most."""
MAX_BROKEN = 30
"""A line of a title that was broken is no longer than this."""
MAX_COLUMN = 6
MIN_BELOW = 12
"""The name of a site's column is no longer than this, and the title below it no shorter."""
MIN_IN_FILE = 6
"""So many Chinese characters in the properties of a file make a title; shorter ones are of templates."""
MAX_ISSUING = 600
"""So much of a line is searched for what it issues."""

ARTICLE_TITLE = "articletitle"
"""The meta element in which government sites state the title of the article, without the site."""

_COMPLETE = re.compile(r"的[\u4e00-\u9fff\d“”+]{1,12}(?:\s?[（(〔][^（()）]{1,30}[)）〕])?$")
_NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十百\d]{1,4}[)）、.．]|第[一二三四五六七八九十百\d]{1,5}[条章节]|[①-⑳·•●■◆]"
)
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节]")
_IN_SERIES = re.compile(r"\d{1,3}[.．、]\s{0,4}(?!\d)")
_SITE_CUT = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s*|\s*[-–—]+\s+|\s*(?:——|--)\s*|(?=【[^【】]{1,20}】$)")
_SENTENCE_END = tuple("。；！？;!?：:，,、")
_LETTERHEAD = re.compile(r"[\u4e00-\u9fff \u3000]{2,40}文件")
_DECREE = re.compile(r"[\u4e00-\u9fff \u3000]{2,40}令(?:[\s\u3000]{0,4}第.{1,10}号)?")
_QUOTED = re.compile(r"《([^《》]{2,60})》")
_OUTER_QUOTES = str.maketrans("〈〉", "《》")
_NUMBER_AHEAD = r"[\s\u3000]{0,4}(?=[\u4e00-\u9fff]{1,6}[〔\[（(](?:19|20)\d{2}[〕\]）)]\s?\d{1,5}\s?号)"
_CLAUSE_AHEAD = r"[\s\u3000]{0,4}(?=第一[章条][\s\u3000])"
_BRACKET = re.compile(r"[（(][^（()）]{2,20}[)）]")
_STOP_INSIDE = re.compile(r"[。；！？，：]")
_SUBTITLE = re.compile(r"[—–-]{2}")
_SKIPPED_KINDS = (BlockKind.FURNITURE, BlockKind.METADATA, BlockKind.CELL)


def find_title(
    draft: Draft,
    given: str,
    blocks: Sequence[Block],
    kinds: Sequence[BlockKind],
    lines: Sequence[str],
    lexicon: Lexicon,
) -> tuple[str, list[int]]:
    """The title and the indices of the blocks that print it; ``("", [])`` when nothing looks like one.

    ``given`` is what a field of the document calls it. ``lines`` are the blocks' texts, ``""`` for long ones.
    """
    zone = [i for i, kind in enumerate(kinds) if kind not in _SKIPPED_KINDS][:TITLE_ZONE]
    above, zone = _above_title(zone, blocks)
    known = (
        given
        or draft.meta.get(ARTICLE_TITLE, "")
        or _below_column(draft, zone, blocks, lines, lexicon)
        or _headline(draft, zone, lines)
        or _first_heading(draft, zone, blocks, lines, lexicon)
        or _decreed(zone, lines)
    )
    if known:
        return known, above + _printed(known, blocks, zone, lines)
    printed = _title_lines(zone, blocks, lines, lexicon)
    if printed:
        return _join(printed, lines), printed
    issued = _issued(draft, zone, blocks, lines, lexicon)
    if issued:
        return issued, _printed(issued, blocks, zone, lines)
    window = draft.page_title or draft.meta.get("og:title", "")
    named = [i for i in zone if len(lines[i]) >= 6 and squeeze(window).startswith(squeeze(lines[i]))]
    if named:
        return lines[named[0]], named[:1]
    headline = "" if _CHAPTER.match(squeeze(draft.headline)) else draft.headline
    return _glued(draft, blocks, lexicon) or cut_site(window) or headline, []


def _above_title(zone: list[int], blocks: Sequence[Block]) -> tuple[list[int], list[int]]:
    """What newspapers print above the title in smaller type (引题), and the rest of the zone: a heading right
    above one of the first level.
    """
    first = [blocks[index] for index in zone[:2]]
    are_headings = len(first) > 1 and all(one.kind == BlockKind.HEADING for one in first)
    is_above = are_headings and first[1].level == 1 < first[0].level
    return (zone[:1], zone[1:]) if is_above else ([], zone)


def _below_column(
    draft: Draft, zone: Sequence[int], blocks: Sequence[Block], lines: Sequence[str], lexicon: Lexicon
) -> str:
    """The heading right below an h1 that only names the column of a site (``公告``), if it is a title."""
    column = squeeze(draft.headline)
    if not 0 < len(column) <= MAX_COLUMN or len(zone) < 2 or squeeze(lines[zone[0]]) != column:
        return ""
    title = lines[zone[1]]
    is_title = blocks[zone[1]].kind == BlockKind.HEADING and len(title) >= MIN_BELOW
    return title if is_title and ends_as_document(title, lexicon) else ""


def _headline(draft: Draft, zone: Sequence[int], lines: Sequence[str]) -> str:
    """The page's h1, printed or at least named in the window's title, unless it is the site's name.

    A part of a longer text may open with a chapter (``四、主要任务``), which is no title.
    """
    wanted, window = squeeze(draft.headline), squeeze(draft.page_title)
    if not wanted or _CHAPTER.match(wanted) or _names_site(draft.headline, draft.page_title):
        return ""
    printed = any(wanted in squeeze(lines[index]) for index in zone)
    return draft.headline if printed or window.startswith(wanted) else ""


def _names_site(heading: str, window: str) -> bool:
    """Whether a heading is the name of the site: the window's title has it behind something else."""
    heading, window = squeeze(heading), squeeze(window)
    return heading in window and not window.startswith(heading)


def _first_heading(
    draft: Draft, zone: Sequence[int], blocks: Sequence[Block], lines: Sequence[str], lexicon: Lexicon
) -> str:
    """A heading above all sentences that is not numbered like a chapter, the site's name or one of many."""
    for place, index in enumerate(zone[:3]):
        line = lines[index]
        if _is_sentence(line):
            return ""
        if place == 0 and (alone := _title_in_series(blocks, index, line)):
            return alone
        heading = blocks[index].kind == BlockKind.HEADING and not _NUMBERED.match(line)
        if heading and not _names_site(line, draft.page_title):
            alike = _same_headings(zone[place:], blocks)
            is_section = _heads_section(blocks[index + len(alike) :], blocks[index], line, draft.page_title)
            return "" if is_section else _whole_heading(alike, lines, lexicon)
    return ""


def _title_in_series(blocks: Sequence[Block], index: int, line: str) -> str:
    """The title of one article of a series, without its number: ``## 2. 市长主持召开常务会议``.

    No other heading may stand in the document.
    """
    number = _IN_SERIES.match(line)
    headings = [one for one in blocks if one.kind == BlockKind.HEADING]
    return line[number.end() :] if number and headings == [blocks[index]] else ""


def _heads_section(below: Sequence[Block], heading: Block, line: str, window: str) -> bool:
    """Whether a heading opens the first of several sections: the window has another title for the whole."""
    if not window or squeeze(line) in squeeze(window):
        return False
    alike = [one for one in below if one.kind == BlockKind.HEADING and one.level <= heading.level]
    return len(alike) >= SECTIONS


def _same_headings(zone: Sequence[int], blocks: Sequence[Block]) -> list[int]:
    """The headings of one level with which some lines begin."""
    first = blocks[zone[0]]
    alike = [blocks[i].kind == first.kind and blocks[i].level == first.level for i in zone]
    return list(zone[: alike.index(False)] if False in alike else zone)


def _whole_heading(headings: Sequence[int], lines: Sequence[str], lexicon: Lexicon) -> str:
    """A heading with the lines in which it goes on; below a site's column (新闻中心) stands the title."""
    if len(headings) == 2 and len(lines[headings[0]]) <= MAX_COLUMN < MIN_BELOW <= len(lines[headings[1]]):
        return lines[headings[1]]
    return _join(_take_lines(headings, lines, lexicon), lines)


def _is_sentence(line: str) -> bool:
    """Whether a line is text and no title: it ends like a sentence, or is too long to be anything else."""
    return not line or len(line) > MAX_TITLE or line.endswith(_SENTENCE_END)


def _decreed(zone: Sequence[int], lines: Sequence[str]) -> str:
    """What a decree (…令) issues: the document that its first lines name and that follows under its name."""
    if not any(_DECREE.fullmatch(line) for line in lines[:3]):
        return ""
    printed = {squeeze(lines[index]).translate(_OUTER_QUOTES): lines[index] for index in zone}
    for line in lines[:6]:
        for name in _QUOTED.findall(line):
            if squeeze(name).translate(_OUTER_QUOTES) in printed:
                return printed[squeeze(name).translate(_OUTER_QUOTES)]
    return ""


def _printed(title: str, blocks: Sequence[Block], zone: Sequence[int], lines: Sequence[str]) -> list[int]:
    """The neighbouring lines that together are the title, and a first-level heading that holds it."""
    wanted = squeeze(title)
    first = [i for i in zone[:3] if lines[i] and wanted in squeeze(lines[i])]
    found = [i for i in first if blocks[i].level == 1 or _IN_SERIES.match(lines[i])]
    for place in range(len(zone)):
        joined = ""
        for end in range(place, min(place + MAX_LINES, len(zone))):
            joined += squeeze(lines[zone[end]])
            if joined and joined == wanted:
                return sorted({*found, *zone[place : end + 1]})
            if not wanted.startswith(joined):
                break
    return found


def _issued(
    draft: Draft, zone: Sequence[int], blocks: Sequence[Block], lines: Sequence[str], lexicon: Lexicon
) -> str:
    """What the first lines say they issue (《…》, 现印发给你们), where a line below is that name."""
    issue = _issue(lexicon)
    printed = {squeeze(lines[index]): lines[index] for index in zone if lines[index]}
    for index in zone[:6]:
        text = blocks[index].span.of(draft.text)[:MAX_ISSUING]
        names = [name for name in _QUOTED.findall(text) if squeeze(name) in printed]
        if names and issue.search(text):
            return printed[squeeze(names[0])]
    return ""


def _title_lines(
    zone: Sequence[int], blocks: Sequence[Block], lines: Sequence[str], lexicon: Lexicon
) -> list[int]:
    """The first lines if they look like a title; letterheads, dates and numbers above are passed over.

    Something else must follow, a sentence or a numbered line: else the lines are a list, not a title.
    """
    if not any(_is_sentence(lines[index]) or _NUMBERED.match(lines[index]) for index in zone[1:]):
        return []
    for place, index in enumerate(zone[:4]):
        if _stands_above(lines[index]):
            continue
        possible = blocks[index].kind == BlockKind.PARAGRAPH and _may_be_title(lines[index])
        if not possible or is_note(lines[index], lexicon):
            return []
        return _take_lines(zone[place:], lines, lexicon)
    return []


def _take_lines(zone: Sequence[int], lines: Sequence[str], lexicon: Lexicon) -> list[int]:
    """The first line of a title and those in which it goes on."""
    subtitle = next((i for i in range(2, min(MAX_LINES, len(zone))) if _SUBTITLE.match(lines[zone[i]])), 0)
    if subtitle and all(_may_be_title(lines[index], least=2) for index in zone[1:subtitle]):
        return list(zone[:subtitle])
    count = 1
    while count < min(MAX_LINES, len(zone)) and _continues(zone[:count], zone[count], lines, lexicon):
        count += 1
    taken = list(zone[:count])
    return taken[:1] if _goes_on(_join(taken, lines)) else taken


def _continues(taken: Sequence[int], following: int, lines: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the line ``following`` belongs to the title that the lines before it began."""
    title, line = _join(taken, lines), lines[following]
    if _BRACKET.fullmatch(line) and split_final_date(line.strip("（()）")) is None:
        return True
    if _goes_on(title):
        return _may_be_title(line, least=2, numbered=True)
    if _is_tail(title, line, lexicon):
        return True
    if not _may_be_title(line) or is_note(line, lexicon):
        return False
    if line.startswith("关于"):
        return are_organisations(title)
    short = len(taken) == 1 and max(len(title), len(line)) <= MAX_BROKEN
    return short and not ends_as_document(title, lexicon) and ends_as_document(line, lexicon)


def _is_tail(title: str, line: str, lexicon: Lexicon) -> bool:
    """Whether a line is the last characters of a title that was torn inside its last word: 工作报 | 告."""
    torn = 0 < len(line) <= 2 and not ends_as_document(title, lexicon)
    return torn and ends_as_document(title + line, lexicon)


def _stands_above(line: str) -> bool:
    """What may stand above a title: a letterhead (…人民政府文件), a date, a number, no Chinese at all."""
    if not line:
        return False
    final = split_final_date(line)
    if final is not None and not final[0].strip():
        return True
    short = len(line) <= 20 and ("〔" in line or line.endswith("号"))
    return short or bool(_LETTERHEAD.fullmatch(line)) or _count_han(line) == 0


def _join(indices: Sequence[int], lines: Sequence[str]) -> str:
    return "".join(lines[i] for i in indices)


def _count_han(line: str) -> int:
    return sum(1 for c in line if "\u4e00" <= c <= "\u9fff")


def _may_be_title(line: str, least: int = 4, numbered: bool = False) -> bool:
    if not least <= len(line) <= MAX_TITLE or line.endswith(_SENTENCE_END):
        return False
    if not numbered and _NUMBERED.match(to_half_width(line)):
        return False
    return split_final_date(line) is None and _count_han(line) >= least


def _goes_on(title: str) -> bool:
    """Whether a title goes on in the next line: 关于 without …的通知, or a bracket that is not closed."""
    if title.count("《") > title.count("》") or title.count("“") > title.count("”"):
        return True
    return "关于" in title and not _COMPLETE.search(title)


def _glued(draft: Draft, blocks: Sequence[Block], lexicon: Lexicon) -> str:
    """The title at the head of a text whose line breaks were lost.

    …关于…的通知 right before the number, the name of rules right before their first chapter or article, or
    what stands before the source or the day of the page.
    """
    start = blocks[0].span.start
    match = _glued_patterns(lexicon).match(draft.text, start)
    if match:
        return next(filter(None, match.groups()), "").strip()
    source = _source(lexicon).search(draft.text, start, min(blocks[0].span.end, start + MAX_TITLE))
    return _before_source(draft.text[start : source.start()]) if source else ""


def _before_source(head: str) -> str:
    """The title before the source of a page, without its day; ``""`` where it is a sentence."""
    dated = split_final_date(head)
    title = (dated[0] if dated else head).strip()
    return title if _may_be_title(title, least=6) and not _STOP_INSIDE.search(title) else ""


@lru_cache(maxsize=8)
def _source(lexicon: Lexicon) -> re.Pattern[str]:
    """A label for the source or the day of an article, behind a title of some length."""
    begins = {word.rstrip("：:") for word in lexicon.texts("furniture", "start")}
    labels = sorted({*begins, *lexicon.texts("fields", "published")}, key=len, reverse=True)
    return re.compile(rf"(?<=.{{4}})(?:{'|'.join(map(re.escape, labels))}) ?[：:]")


@lru_cache(maxsize=8)
def _issue(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.alternation("documents", "send", "issue"))


@lru_cache(maxsize=8)
def _glued_patterns(lexicon: Lexicon) -> re.Pattern[str]:
    kind = lexicon.alternation("documents", "type")
    title = rf"[^。；！？\n]{{0,40}}关于[^。；！？\n]{{2,80}}?的[\u4e00-\u9fff]{{0,6}}?{kind}"
    rules = rf"[^\s。；！？，：]{{2,50}}?{kind}"
    return re.compile(f"({title}){_NUMBER_AHEAD}|({rules}){_CLAUSE_AHEAD}")


def cut_site(window: str) -> str:
    """A window's title without the name of the site.

    >>> cut_site("关于印发十条措施的通知_政策文件_某市人民政府网")
    '关于印发十条措施的通知'
    """
    parts = (part.strip() for part in _SITE_CUT.split(window[:1000]) if part)
    return next((part for part in parts if part), "")[: MAX_TITLE * 2]


def cut_source(title: str, lexicon: Lexicon) -> str:
    """A title without the line on its source that was glued to it.

    >>> from extractor.lexicon import load
    >>> cut_source("县里明确重点工作来源：晚报 发布时间：2031-03-05", load())
    '县里明确重点工作'
    """
    match = _source(lexicon).search(title)
    return title[: match.start()].rstrip() if match else title


def title_of_file(title: str, lines: Sequence[Line]) -> str:
    """The title in the properties of a file, if it is none of a template and the text does not print it.

    What is printed is judged by its place in the text; files often keep half of a title that was broken.
    """
    han = sum(1 for character in title if "\u4e00" <= character <= "\u9fff")
    wanted = "".join(title.split())
    printed = any(wanted in "".join(line.text.split()) for line in lines[: TITLE_ZONE * 2])
    return "" if han < MIN_IN_FILE or printed else clean_line(title)[0]
