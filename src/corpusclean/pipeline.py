"""The whole flow. A page can be followed through it from top to bottom.

`clean_batch` is pure: it needs its pages and the tables that `load_stages` made from the configuration, and no state.
Only the decision about duplicates looks beyond a batch; it is made in `corpusclean.run`, in order.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from corpusclean.config import Config
from corpusclean.dedup.blocks import find_long_blocks
from corpusclean.dedup.policy import KeepRule, parse_keep, rank_articles
from corpusclean.dedup.sketch import SketchTables, load_tables, sketch
from corpusclean.language.backends import PROFILES, label_with, load_backend
from corpusclean.language.identify import Limits, label_languages
from corpusclean.language.keep import Kept, kept_languages, leave_out_articles, leave_out_blocks
from corpusclean.language.profiles import load_model
from corpusclean.model import NO_ARTICLE, NO_RULE, Batch, Cleaned, Pages
from corpusclean.text.articles import divide, rule_traits
from corpusclean.text.blocks import split
from corpusclean.text.forms import Forms
from corpusclean.text.gather import gather
from corpusclean.text.related import TITLES_RULE, mark_related
from corpusclean.text.repair import load_tables as load_repair
from corpusclean.text.repair import repair
from corpusclean.text.residue import mark_residue
from corpusclean.text.rulebook import load_rules
from corpusclean.text.signals import load_signals


@dataclass(frozen=True)
class Stage:
    """A step that fills in columns of the block table."""

    name: str
    fill: Callable[[Batch], Batch]


@dataclass(frozen=True)
class Stages:
    """The stages that a configuration asks for, in order, and what the last steps need.

    `languages` tells which articles stay for their language; None: all do, or it was decided block by block.
    `rule_seen` is what speaks for each rule, where it was learned.
    """

    column_by_column: tuple[Stage, ...]
    sketching: SketchTables | None
    rule_names: tuple[str, ...]
    keep: tuple[KeepRule, ...]
    block_length: int | None
    languages: Kept | None = None
    rule_seen: tuple[str, ...] = ()


def load_stages(config: Config) -> Stages:
    """Everything that `clean_batch` needs to know, loaded once for a process."""
    rules = load_rules(config.keep_lines, config.with_rules, config.without_rules, config.rules)
    stages: list[Stage] = []
    if config.repair:
        tables = load_repair(Forms(config.quotes, config.width, config.ligatures, config.normalize))
        stages.append(Stage("repair", lambda batch: repair(batch, tables)))
    if config.residue:
        stages.append(Stage("residue", lambda batch: mark_residue(batch, rules)))
    if config.language:
        stages.append(Stage("language", load_labels(config)))
    if config.residue and rules.uses(TITLES_RULE):
        stages.append(Stage("related", lambda batch: mark_related(batch, rules)))
    if config.split != "off":
        signals, traits, eager = load_signals(), rule_traits(rules), config.split == "eager"
        used = rules if config.residue else None
        stages.append(Stage("articles", lambda batch: divide(batch, signals, traits, eager=eager, rules=used)))
    else:
        stages.append(Stage("whole", keep_whole))
    kept = kept_languages(config.keep_languages) if config.keep_languages else None
    if kept is not None and config.language_unit == "block":
        blocks_kept = kept
        stages.append(Stage("languages", lambda batch: leave_out_blocks(batch, blocks_kept)))
        kept = None
    sketching = load_tables(config.num_perm, config.seed) if config.duplicates else None
    block_length = config.block_length if config.blocks else None
    return Stages(tuple(stages), sketching, rules.names, parse_keep(config.keep), block_length, kept, rules.seen)


def load_labels(config: Config) -> Callable[[Batch], Batch]:
    """The stage that names the language of every block, by the backend that the configuration asks for."""
    if config.language_backend == PROFILES:
        model = load_model(config.languages)
        limits = Limits(config.strange, config.hopeless, config.doubt)
        return lambda batch: label_languages(batch, model, limits)
    classify = load_backend(config.language_backend, config.languages)
    return lambda batch: label_with(batch, classify, config.doubt)


def clean_batch(pages: Pages, stages: Stages) -> Cleaned:
    """Clean a batch of pages: everything up to and including the sketches by which duplicates are found."""
    batch = split(pages)
    for stage in stages.column_by_column:
        batch = stage.fill(batch)
    articles, foreign = gather(batch), None
    if stages.languages is not None:
        batch, articles, foreign = leave_out_articles(batch, articles, stages.languages)
    sketches = sketch(articles, stages.sketching, batch.blocks) if stages.sketching else None
    ranked = rank_articles(stages.keep, articles, pages)
    long_blocks = find_long_blocks(batch, articles, stages.block_length)
    return Cleaned(batch, articles, sketches, ranked, long_blocks, foreign)


def keep_whole(batch: Batch) -> Batch:
    """Let every page be one article: the stage that stands in for `divide` where pages are not to be divided."""
    blocks = batch.blocks
    content = (blocks.rule == NO_RULE) & (blocks.start < blocks.end)
    article = np.where(content, 0, NO_ARTICLE).astype(np.int32)
    return replace(batch, blocks=replace(blocks, article=article))
