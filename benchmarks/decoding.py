"""`make bench-decoding`: texts in the code pages of their languages, and how many come out letter for letter.

    python benchmarks/decoding.py [DATA ...] [--samples N] [--list]

DATA are names of files of {lang, text} rows, by default sentences_a, sentences_b and udhr_paragraphs; what was tried on
one should be checked on another. From each language, sentences that a code page can write are joined to samples of
about 100, 300 and 1,000 bytes, encoded, and decoded by corpusclean and by charset-normalizer (where it is installed).
What counts is the text: many code pages share letters.
"""

import argparse
import gzip
import json
import logging
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from corpusclean.text.decode import decode_bytes

SHARED = Path(__file__).parents[2] / "shared"
LENGTHS = (100, 300, 1000)
WESTERN = ("cp1252", "iso8859-1", "iso8859-15")
CENTRAL = ("cp1250", "iso8859-2")
CYRILLIC = ("cp1251", "iso8859-5", "cp866")
CODE_PAGES = {
    **dict.fromkeys(("fr", "de", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "ca", "gl", "is", "ga"), WESTERN),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "bs"), CENTRAL),
    **dict.fromkeys(("bg", "mk", "sr", "be"), CYRILLIC),
    "ru": (*CYRILLIC, "koi8-r"),
    "uk": ("cp1251", "iso8859-5", "koi8-u"),
    "el": ("cp1253", "iso8859-7"),
    "tr": ("cp1254", "iso8859-9"),
    "he": ("cp1255", "iso8859-8"),
    "ar": ("cp1256", "iso8859-6"),
    "et": ("cp1257", "iso8859-15"),
    "lv": ("cp1257", "iso8859-13"),
    "lt": ("cp1257", "iso8859-13"),
    "ro": ("iso8859-16",),
    "th": ("cp874", "iso8859-11"),
    "zh": ("gb18030", "big5"),
    "ja": ("shift_jis", "euc_jp"),
    "ko": ("euc_kr",),
}

Decoder = Callable[[bytes], str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="*", default=["sentences_a", "sentences_b", "udhr_paragraphs"])
    parser.add_argument("--samples", type=int, default=20, help="of each language, code page and length")
    parser.add_argument("--list", action="store_true", help="show what comes out wrong")
    options = parser.parse_args()
    logging.getLogger("charset_normalizer").disabled = True
    for name in options.data:
        path = Path(os.environ.get("CORPUSCLEAN_DATA", SHARED / "data")) / f"{name}.jsonl.gz"
        if path.exists():
            report(name, sentences_of(path), options.samples, options.list)
        else:
            print(f"{name}: skipped, {path} is not here")


def sentences_of(path: Path) -> dict[str, list[str]]:
    """The texts of a file, by language."""
    found = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            found[row.get("bcp47", row["lang"]).partition("-")[0]].append(" ".join(row["text"].split()))
    return found


def samples_of(sentences: list[str], code_page: str, length: int, most: int) -> Iterator[str]:
    """Texts of about so many bytes in a code page: whole words of sentences that it can write, and not only ASCII."""
    text, made = "", 0
    for sentence in sentences:
        try:
            sentence.encode(code_page)
        except UnicodeEncodeError:
            continue
        text = f"{text} {sentence}".strip()
        if len(text.encode(code_page)) < length:
            continue
        text = cut(text, code_page, length)
        if not text.isascii():
            yield text
            made += 1
        text = ""
        if made == most:
            return


def cut(text: str, code_page: str, length: int) -> str:
    """The text up to the last space before so many bytes."""
    start = text.encode(code_page)[:length].decode(code_page, "ignore")
    return start.rpartition(" ")[0] or start


def report(name: str, sentences: dict[str, list[str]], most: int, show: bool) -> None:
    """Print, by language and code page, the share that comes out right at each length."""
    decoders = find_decoders()
    right: Counter[tuple[str, str, str, int]] = Counter()
    times: Counter[str] = Counter()
    wrong = []
    for lang, code_page in ((lang, code_page) for lang, pages in CODE_PAGES.items() for code_page in pages):
        for length in LENGTHS:
            for text in samples_of(sentences.get(lang, []), code_page, length, most):
                right["", lang, code_page, length] += 1
                for decoder, decode in decoders.items():
                    started = time.process_time()
                    found = decode(text.encode(code_page))
                    times[decoder] += time.process_time() - started
                    right[decoder, lang, code_page, length] += found == text
                    if decoder == "corpusclean" and found != text:
                        wrong.append(f"{lang} {code_page} {length}: {difference(text, found)}")
    print_table(name, right, list(decoders), times)
    for line in wrong if show else []:
        print("   ", line)


def difference(text: str, found: str) -> str:
    """Where the two begin to differ."""
    at = next((i for i, pair in enumerate(zip(text, found, strict=False)) if pair[0] != pair[1]), len(found))
    around = slice(max(at - 20, 0), at + 20)
    return f"{text[around]!r} became {found[around]!r}"


def find_decoders() -> dict[str, Decoder]:
    """Those that are installed."""
    decoders: dict[str, Decoder] = {"corpusclean": lambda data: decode_bytes(data)[0]}
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return decoders
    return decoders | {"charset-normalizer": lambda data: str(from_bytes(data).best() or "")}


def print_table(name: str, right: Counter[tuple[str, str, str, int]], decoders: list[str], times: Counter[str]) -> None:
    """A line for every language and code page, and one for all of them."""
    print(f"\n{name}: percent right at {', '.join(map(str, LENGTHS))} bytes")
    print(f"  {'':<16}{'samples':>9}" + "".join(f"{decoder:>27}" for decoder in decoders))
    rows = dict.fromkeys((lang, code_page) for _, lang, code_page, _ in right)
    totals: Counter[tuple[str, str, str, int]] = Counter()
    for (decoder, _, _, length), count in right.items():
        totals[decoder, "all", "", length] += count
    for counts, lang, code_page in [*((right, *row) for row in rows), (totals, "all", "")]:
        made = [counts["", lang, code_page, length] for length in LENGTHS]
        cells = [
            "".join(
                f"{100 * counts[decoder, lang, code_page, length] / max(count, 1):>9.1f}"
                for length, count in zip(LENGTHS, made, strict=True)
            )
            for decoder in decoders
        ]
        print(f"  {lang:<4}{code_page:<12}{sum(made):>9}{''.join(cells)}")
    spent = ", ".join(
        f"{decoder} {1000 * times[decoder] / sum(right['', *row, length] for row in rows for length in LENGTHS):.2f}"
        for decoder in decoders
    )
    print(f"  milliseconds a text: {spent}")


if __name__ == "__main__":
    main()
