"""Saved pages and mails: which part is read, its address, its title and day, what is refused."""

from __future__ import annotations

import io
import time
from datetime import date
from email.message import EmailMessage
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from extractor.errors import ReadingError
from extractor.model import Article
from extractor.reading import mail, read

PAGE = (
    "<html><head>{head}</head><body><p>云埠市推进社区食堂建设</p><p>一、新建社区食堂三十家。</p>"
    "<p>二、减免房屋租金。</p></body></html>"
)
ADDRESS = "https://www.yunbu.example/zwgk/202603/t20260312_1.html"


def read_as(data: bytes, name: str) -> Article:
    stream = io.BytesIO(data)
    stream.name = name
    return read(stream)


def save_page(head: str = "", charset: str = "utf-8", **fields: str) -> bytes:
    """A page with its picture, as browsers save it."""
    message = MIMEMultipart("related", type="text/html")
    message["Subject"] = "云埠市推进社区食堂建设 - 云埠市人民政府"
    message["Date"] = "Mon, 20 Apr 2026 09:00:00 +0800"
    message["MIME-Version"] = "1.0"
    page = MIMEText(PAGE.format(head=head), "html", charset)
    page["Content-Location"] = fields.pop("location", ADDRESS)
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    message.attach(page)
    message.attach(MIMEImage(b"\x89PNG\r\n\x1a\n" + bytes(64), "png"))
    return message.as_bytes()


def write_mail(html: bool = True) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "云埠市推进社区食堂建设"
    message["Date"] = "Thu, 12 Mar 2026 09:00:00 +0800"
    message["From"] = "office@yunbu.example"
    message.set_content(
        "请用能显示网页的程序打开。" if html else "一、新建社区食堂三十家。\n二、减免房屋租金。\n"
    )
    if html:
        message.add_alternative(PAGE.format(head=""), subtype="html")
    message.add_attachment("三、附件里的举措。", filename="annex.txt")
    return message


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
def test_a_saved_page_is_read_with_its_address_in_any_charset(charset: str) -> None:
    article = read_as(save_page(charset=charset), "a.mht")
    assert (article.format, article.url) == ("mht", ADDRESS)
    assert [block.span.of(article.text) for block in article.blocks][-2:] == [
        "一、新建社区食堂三十家。",
        "二、减免房屋租金。",
    ]


@pytest.mark.parametrize(
    ("location", "fields", "url"),
    [
        (
            ADDRESS,
            {"Snapshot_Content_Location": "https://www.yunbu.example/a"},
            "https://www.yunbu.example/a",
        ),
        ("cid:frame-1@mhtml.blink", {"Snapshot_Content_Location": ADDRESS}, ADDRESS),
        ("file:///C:/a.html", {}, ""),
        ("cid:frame-1@mhtml.blink", {"Content_Location": ADDRESS}, ADDRESS),
    ],
)
def test_only_an_address_on_the_web_is_one(location: str, fields: dict[str, str], url: str) -> None:
    assert read_as(save_page(location=location, **fields), "a.mhtml").url == url


def test_the_day_on_which_a_page_was_saved_is_no_date_of_the_article() -> None:
    assert read_as(save_page(), "a.mht").published is None
    stated = save_page(head='<meta name="PubDate" content="2026-03-12">')
    assert read_as(stated, "a.mht").published == date(2026, 3, 12)


def test_of_a_mail_the_page_is_read_and_its_subject_and_day_serve() -> None:
    article = read_as(write_mail().as_bytes(), "a.eml")
    assert (article.format, article.title, article.url) == ("eml", "云埠市推进社区食堂建设", "")
    assert article.published == date(2026, 3, 12)
    assert "附件里" not in article.text
    assert "请用能显示网页" not in article.text


def test_a_mail_of_plain_text_is_read_as_a_text() -> None:
    article = read_as(write_mail(html=False).as_bytes(), "a.eml")
    assert [block.span.of(article.text) for block in article.blocks] == [
        "一、新建社区食堂三十家。",
        "二、减免房屋租金。",
    ]
    assert article.title == "云埠市推进社区食堂建设"


def test_mail_is_known_by_its_head_and_a_text_with_colons_is_none() -> None:
    assert read_as(write_mail().as_bytes(), "a.txt").format == "mht"
    assert read_as("标题: 通知\nNote: 一\n\n一、推进\nMIME-Version: 1.0".encode(), "a.txt").format == "txt"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"MIME-Version: 1.0\nContent-Type: image/png\n\nAAAA", "holds neither a page nor a text"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\nrest", "neither a page nor"),
        (
            b"MIME-Version: 1.0\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 31,
            "30 parts of parts",
        ),
        (b"MIME-Version: 1.0\n" + b"Content-Type: text/css\n\n--a\n" * 5_001, "5,000 parts"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n\n", "holds no text"),
        (
            b"MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n!!",
            "holds no text",
        ),
    ],
)
def test_a_damaged_or_crowded_message_gives_one_clear_sentence(data: bytes, words: str) -> None:
    with pytest.raises(ReadingError, match=words) as caught:
        read_as(data, "a.mht")
    assert str(caught.value).startswith("a.mht: ")
    assert "\n" not in str(caught.value)


def test_a_message_cut_anywhere_ends_in_an_article_or_a_sentence() -> None:
    data = save_page()
    ends = []
    for end in range(1, len(data), 7):
        try:
            ends.append(read_as(data[:end], "a.mht").format)
        except ReadingError as error:
            ends.append(str(error))
    assert "mht" in ends
    assert {
        end for end in ends if "\n" in end or (end not in ("mht", "txt") and "a.mht: " not in end)
    } == set()


def test_large_messages_are_read_in_linear_time() -> None:
    """Twenty parts inside each other around ten megabytes."""
    page = b"Content-Type: text/html; charset=utf-8\n\n" + PAGE.encode() + b"\n" + b"AAAA\n" * 500_000
    data = b"MIME-Version: 1.0\n"
    for depth in range(20):
        data += b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (depth, depth)
    started = time.perf_counter()
    assert "减免房屋租金" in read_as(data + page, "a.mht").text
    assert time.perf_counter() - started < 30
    assert mail.MAX_NESTED > 20
