"""Bytes that are not said to be in any encoding."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusclean.text.decode import decode_bytes

PROSE = {
    "fr": "Voilà l’été à Nîmes, où la forêt brûle déjà ; on espère que le vent tombera",
    "de": "Über den Dächern läuft ein Fuchs, größer als jeder Schäferhund",
    "pl": "Żółty rower stał pod ścianą, a gęś piła wodę ze źródła",
    "tr": "Kırmızı şapkalı çocuk gölün kıyısında ağaçların altında oturuyordu",
    "ru": "Сегодня утром в саду пели птицы, и дети ушли к реке",
    "uk": "Сьогодні вранці у саду співали птахи, і діти пішли до річки",
    "el": "Η θάλασσα ήταν ήσυχη και ο ψαράς έφυγε νωρίς το πρωί",
    "he": "ילד קטן הלך לשוק וקנה שלוש תפוזים ולחם",
    "ar": "كان الطقس جميلاً هذا الصباح فخرج الأطفال إلى الحديقة",
    "lv": "Ķirsis šogad zied ļoti agri, tāpēc bērni priecājas",
    "th": "วันนี้อากาศดี เด็กไปเล่นที่ริมแม่น้ำ",
    "zh": "今天早上下雨，孩子们在河边玩耍，老人在家里喝茶",
    "ja": "今朝は雨が降って、子どもたちは家で遊んだ",
    "ko": "오늘 아침에 비가 와서 아이들은 집에서 놀았다",
}
PAGES = [
    *[("fr", "cp1252"), ("de", "cp1252"), ("pl", "cp1250"), ("pl", "iso8859-2"), ("tr", "cp1254"), ("tr", "iso8859-9")],
    *[("ru", "cp1251"), ("ru", "koi8-u"), ("ru", "cp866"), ("ru", "iso8859-5"), ("uk", "cp1251"), ("el", "cp1253")],
    *[("el", "iso8859-7"), ("he", "cp1255"), ("ar", "cp1256"), ("ar", "iso8859-6"), ("lv", "cp1257"), ("th", "cp874")],
    *[("zh", "gb18030"), ("ja", "shift_jis"), ("ja", "euc_jp"), ("ko", "euc_kr")],
]


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_the_code_page_is_found_by_the_text(language: str, page: str) -> None:
    text = PROSE[language].replace("’", "'") if page.startswith("iso") else PROSE[language]
    decoded, name = decode_bytes(text.encode(page))
    assert (decoded, name == "utf-8") == (text, False)


@pytest.mark.parametrize("page", ["cp1251", "cp1256", "gb18030"])
def test_a_json_line_in_a_code_page(page: str) -> None:
    text = {"cp1251": PROSE["ru"], "cp1256": PROSE["ar"], "gb18030": PROSE["zh"]}[page]
    line = f'{{"id": "p1", "url": "https://example.org/a", "text": "{text}"}}'
    assert decode_bytes(line.encode(page))[0] == line


@pytest.mark.parametrize(
    ("name", "mark"),
    [("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE),
     ("utf-32-le", codecs.BOM_UTF32_LE), ("utf-32-be", codecs.BOM_UTF32_BE)],
)  # fmt: skip
def test_byte_order_marks(name: str, mark: bytes) -> None:
    assert decode_bytes(mark + "Żółw 😀".encode(name)) == ("Żółw 😀", name)


def test_utf8_needs_no_evidence() -> None:
    assert decode_bytes(b"") == ("", "utf-8")
    assert decode_bytes(PROSE["ar"].encode()) == (PROSE["ar"], "utf-8")


def test_a_few_bad_bytes_in_utf8() -> None:
    sound = PROSE["fr"].encode()
    assert decode_bytes(sound + b" r\xe9sum\xe9 ici") == (PROSE["fr"] + " résumé ici", "utf-8-damaged")
    assert decode_bytes(sound + b" \x93oui\x94") == (PROSE["fr"] + " “oui”", "utf-8-damaged")
    assert decode_bytes(sound + b", caf\xc3") == (PROSE["fr"] + ", caf\ufffd", "utf-8-damaged")
    assert decode_bytes(b"\xff" + sound) == ("\ufffd" + PROSE["fr"], "utf-8-damaged")


@given(st.binary(max_size=60))
def test_all_bytes_can_be_read_and_written_again(data: bytes) -> None:
    text, name = decode_bytes(data)
    assert text.encode("utf-8") is not None
    assert decode_bytes(data) == (text, name)


def test_long_input_is_sampled() -> None:
    text = PROSE["ru"] * 20_000
    assert decode_bytes(text.encode("cp1251")) == (text, "cp1251")
    assert decode_bytes(b"we were there " * 100_000 + b"in \xe9t\xe9")[1] == "cp1252"
