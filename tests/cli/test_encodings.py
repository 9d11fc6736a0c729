"""Lines and files that are not UTF-8: read all the same, and said so."""

import json
from pathlib import Path

from tests.cli.process import corpusclean, rows

PAGES = {
    "cp1252": "Un café crème, une brûlée et un thé glacé, s'il vous plaît.",
    "cp1251": "Сегодня утром в саду пели птицы, и дети ушли к реке.",
    "cp1256": "كان الطقس جميلاً هذا الصباح فخرج الأطفال إلى الحديقة.",
}


def test_lines_in_other_encodings_are_read_told_once_and_counted(tmp_path: Path) -> None:
    pages = tmp_path / "pages.jsonl"
    texts = [*PAGES.items(), *PAGES.items()]
    lines = [b'{"id": "%d", "text": "%b"}\n' % (n, text.encode(code)) for n, (code, text) in enumerate(texts)]
    pages.write_bytes(b"".join(lines))
    stats = tmp_path / "stats.json"
    done = corpusclean("run", pages, "--no-duplicates", "--stats", stats)
    assert [row["text"] for row in rows(done.stdout)] == [text for _, text in texts]
    told = [line for line in done.stderr.decode().splitlines() if "not UTF-8" in line]
    assert told == [
        f"corpusclean: {pages}:{n}: not UTF-8; decoded as {code} (of others like it only the number is kept)"
        for n, code in enumerate(PAGES, 1)
    ]
    assert json.loads(stats.read_text())["input"]["decoded as"] == dict.fromkeys(PAGES, 2)


def test_a_few_bad_bytes_do_not_make_another_encoding(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes("Über den Dächern läuft ein Fuchs".encode() + b" \xe2\x80 und " + "größer als ein Dachs.".encode())
    done = corpusclean("run", page)
    assert rows(done.stdout)[0]["text"] == "Über den Dächern läuft ein Fuchs \ufffd und größer als ein Dachs."
    assert f"{page}:1: some bytes are not UTF-8, and were replaced" in done.stderr.decode()


def test_a_byte_order_mark_says_what_it_is(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": PAGES["cp1251"]}, ensure_ascii=False) + "\n"
    for number, code in enumerate(("utf-8-sig", "utf-16", "utf-32")):
        (tmp_path / f"{number}.jsonl").write_bytes(line.encode(code))
        (tmp_path / f"{number}.txt").write_bytes(PAGES["cp1251"].encode(code))
    done = corpusclean("run", "--no-duplicates", str(tmp_path / "*"))
    assert [row["text"] for row in rows(done.stdout)] == [PAGES["cp1251"]] * 6
    assert b"not UTF-8" not in done.stderr
