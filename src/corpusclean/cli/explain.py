"""`corpusclean explain`: what happened to one page, and why."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from corpusclean.cli.options import cleaning_options
from corpusclean.cli.options.sections import SectionCommand
from corpusclean.terminal import counted, escape

if TYPE_CHECKING:
    from corpusclean.explaining import ArticleTold, BlockTold, Match, PageTold


@click.command(cls=SectionCommand, short_help="Say what happened to a page or an article.")
@click.argument("name", metavar="ID")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=str))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
@cleaning_options
def explain(**options: Any) -> None:
    """Say what happened to a page or an article.

    ID is that of a page (p17) or of an article (p17#2). Shown are the page's blocks, with their repairs, residue rules,
    languages and the points of evidence for a boundary; its articles; and what these were matched with: how much of
    both is the same, and the words that are not. The input is cleaned as `corpusclean run` cleans it, so give the same
    options. It is read twice, and can not be a pipe.

    \b
    Examples:
      corpusclean explain p17 pages.jsonl.gz
      corpusclean explain 'p17#2' 'crawl/*.jsonl' --threshold 0.7 --json
    """
    from corpusclean.cli.reading import explain_files

    page = explain_files(options)
    click.echo(as_document(page) if options["as_json"] else "\n".join(describe_page(page)))


def as_document(page: "PageTold") -> str:
    """All that there is to say, as JSON; keys as in `corpusclean.explaining`, and the words that differ."""
    import json
    from dataclasses import asdict

    from corpusclean.difference import find_difference, runs_apart

    document = asdict(page)
    for article in document["articles"]:
        for match in article["matches"]:
            difference = find_difference(match["removed_text"] or "", match["kept_text"] or "")
            match["only_in_removed"], match["only_in_kept"] = map(runs_apart, difference)
    return json.dumps(document, ensure_ascii=False, indent=2)


def describe_page(page: "PageTold") -> Iterator[str]:
    """The lines for people."""
    read_as = "" if page.encoding == "utf-8" else f"; its bytes are not UTF-8 and were read as {escape(page.encoding)}"
    blocks, articles = counted(len(page.blocks), "block"), counted(len(page.articles), "article")
    yield f"page {escape(page.page)}: {blocks}, {articles}{read_as}"
    for block in page.blocks:
        yield ""
        yield from _describe_block(block, page)
    for article in page.articles:
        yield ""
        yield from _describe_article(article)


def _describe_block(block: "BlockTold", page: "PageTold") -> Iterator[str]:
    if block.begins:
        points = f"{block.points} points for a boundary" if block.points else "no evidence for a boundary"
        article = f"{escape(page.page)}#{block.article}"
        yield f"--- article {article} begins: {points} ({page.needed} are needed inside a page)"
    number = "-" if block.number is None else block.number
    yield f"block {number}: {_fate(block)}"
    if block.steps:
        yield f"    {escape(block.before)}"
        yield f"  repaired by {escape(', '.join(block.steps))}:"
    yield f"    {escape(block.text)}"
    for rule, piece in block.pieces:
        yield f"  cut off by {rule}: {escape(piece)}"


def _fate(block: "BlockTold") -> str:
    language = _language(block)
    if block.rule:
        seen = f" ({escape(block.seen)})" if block.seen else ""
        return f"residue, cut by {escape(block.rule)}{seen}"
    if block.article is None:
        return "nothing is left of it"
    if block.repeats:
        return f"cut from article {block.article}: {escape(block.repeats)} has it already; {language}"
    role = f", {block.role}" if block.role else ""
    points = f", {block.points} points for a boundary: not enough" if block.points and not block.begins else ""
    return f"article {block.article}{role}; {language}{points}"


def _language(block: "BlockTold") -> str:
    """The language on its page, what the block by itself says where that is another, and its second one."""
    alone = f" ({block.alone} by itself)" if block.alone != block.lang else ""
    second = f", {block.second_share:.0%} in {block.second}" if block.second else ""
    return f"{block.lang} {block.confidence:.2f}{alone}{second}"


def _describe_article(article: "ArticleTold") -> Iterator[str]:
    fate = "removed as a duplicate" if article.removed else "kept"
    others = f"; stands for {article.stands_for} that were removed" if article.stands_for else ""
    yield f"article {escape(article.id)}: {fate}{others}; {article.lang}"
    for match in article.matches:
        yield ""
        yield from describe_match(match)


def describe_match(match: "Match") -> Iterator[str]:
    """The lines that show what was matched, side by side."""
    from corpusclean.cli.beside import lay_beside
    from corpusclean.difference import find_difference, runs_apart

    shared = f"; they share {match.shared} of {match.shingles} shingles" if match.shingles else ""
    measure = f"contained {match.share:.4g}, similarity" if match.share else match.how
    yield f"{escape(match.removed)} is a duplicate of {escape(match.kept)}: {measure} {match.similarity:.4g}{shared}"
    if match.removed_text is None or match.kept_text is None:
        yield "  one of the two is not in this input, so their texts can not be compared"
        return
    for name, words in zip(("removed", "kept"), find_difference(match.removed_text, match.kept_text), strict=True):
        runs = runs_apart(words)
        yield f"  only in what was {name}: {escape('; '.join(runs)) if runs else 'nothing'}"
    yield from lay_beside(match.removed_text, match.kept_text)
