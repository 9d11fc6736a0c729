"""The language of every block: what its letters say, then what its page makes more likely."""

import unicodedata
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels.language import score_blocks
from corpusclean.kernels.language_pages import CLEAR, IN_DOUBT, SILENT, STRANGE, settle_pages
from corpusclean.language.codes import UND, ZXX
from corpusclean.language.profiles import LanguageModel
from corpusclean.model import F32, F64, I16, I32, I64, NO_RULE, U8, Batch

PIECE = 512  # characters that are composed at a time
LONG, PATIENCE = 400, 700.0  # n-grams: 400 are as strange at 3.3 deviations as a word is at 2.1
TOO_SHORT = 3  # letters; a block of fewer has the language of its page


class Scores(NamedTuple):
    """What each block by itself says about its language; every column has shape (b,), `shares` has (b, 32)."""

    script: U8  # the script of most letters, a number of `scripts.Script`; 0: no letters
    letters: I32  # how many it has; an ideograph, a kana and a syllable of Hangul count three
    grams: I32  # how many n-grams they make; 0 for a script that writes one language only
    shares: F32  # the probability of every language of the script, in the order of its lanes
    alone: I16  # the most probable of them; UND where there is none
    alone_prob: F32  # its probability
    surprise: F64  # the mean surprise of an n-gram in that language, in nats
    second: I16  # the most probable language of the script with the second most letters; UND: there is none
    second_share: F32  # that script's share of the letters


class Limits(NamedTuple):
    """From where on a block is `und`.

    strange: standard deviations by which its letters are less usual than those of other texts of its language (times
    1 + n / 700 for n n-grams); beyond them a block needs a page that is mostly in that language. 2.1 rejects 1.7 % of
    FLORES's sentences by themselves and 0.9 % of two sentences together, of uncovered languages 87 and 90 %.
    hopeless: from here on it is `und` on any page: a list of names would else look like the page's language.
    doubt: a smaller probability, once the page has been heard, names no language.
    """

    strange: float = 2.1
    hopeless: float = 3.2
    doubt: float = 0.45


LIMITS = Limits()


def label_languages(batch: Batch, model: LanguageModel, limits: Limits = LIMITS) -> Batch:
    """Fill in `lang`, `lang_prob`, `lang_alone` (the language of a block by itself), `lang_second` and `second_share`.

    A block without letters is `zxx`, one too short to tell gets its neighbours' language and probability 0. Residue and
    blank blocks stay UND, and have no say on their page.
    """
    blocks = batch.blocks
    ends = np.where(blocks.rule == NO_RULE, blocks.end, blocks.start)
    scores = score(batch.text, blocks.start, ends, model)
    strange = strangeness(scores, model)
    alone = name_alone(scores, strange, limits)
    lang, prob = settle(blocks.page, scores, strange, model, limits)
    unread = ends == blocks.start
    lang[unread], prob[unread], alone[unread] = UND, 0, UND
    named = replace(blocks, lang=lang, lang_prob=prob, lang_alone=alone)
    return replace(batch, blocks=replace(named, lang_second=scores.second, second_share=scores.second_share))


def score(text: U8, starts: I64, ends: I64, model: LanguageModel) -> Scores:
    """What every block text[start:end] says about its language; nothing where start == end.

    Letters and their marks are composed: without its marks Vietnamese is not itself. Repaired text is composed already;
    of others, the blocks with a mark that begins with that byte (U+0300 to U+033F) are composed and scored again. In
    the kernel this would cost a third of the time to read letters.
    """
    *columns, marked = score_blocks(text, starts, ends, model)
    scores = Scores(*columns)
    rows = np.flatnonzero(marked)
    if len(rows):
        blocks = (text[starts[row] : ends[row]].tobytes().decode("utf-8", "replace") for row in rows)
        composed = [_compose_block(block).encode() for block in blocks]
        bounds = np.cumsum([0, *map(len, composed)])
        *again, _ = score_blocks(np.frombuffer(b"".join(composed), np.uint8), bounds[:-1], bounds[1:], model)
        for column, better in zip(columns, again, strict=True):
            column[rows] = better
    return scores


def _compose_block(block: str) -> str:
    """A block in NFC, some hundred characters at a time: to order marks takes time that grows with their square."""
    pieces = (block[start : start + PIECE] for start in range(0, len(block), PIECE))
    return "".join(unicodedata.normalize("NFC", piece) for piece in pieces)


def strangeness(scores: Scores, model: LanguageModel) -> F64:
    """By how many standard deviations a block is less usual than other texts of its language, of that length.

    Long blocks need more of them: what is in no known language is then far away, and what is far away by chance is a
    page's whole paragraph lost.
    """
    mean, between, within = model.usual[scores.alone].T
    deviation = np.sqrt(between + within / np.maximum(scores.grams, 1))
    patience = 1 + np.minimum(scores.grams, LONG) / PATIENCE
    strange: F64 = np.where(scores.grams > 0, (scores.surprise - mean) / (deviation * patience), 0)
    return strange


def is_silent(scores: Scores) -> NDArray[np.bool_]:
    """Which blocks have too few letters to say anything."""
    silent: NDArray[np.bool_] = scores.letters < TOO_SHORT
    return silent


def name_alone(scores: Scores, strange: F64, limits: Limits) -> I16:
    """The language of each block by itself: UND where it reads like none of them, ZXX where there are no letters."""
    sure = (strange <= limits.strange) & (scores.alone_prob >= limits.doubt) & ~is_silent(scores)
    return np.where(scores.script == 0, ZXX, np.where(sure, scores.alone, UND)).astype(np.int16)


def settle(page: I32, scores: Scores, strange: F64, model: LanguageModel, limits: Limits) -> tuple[I16, F32]:
    """The language and probability of each block, given the page that it is on."""
    voice = np.full(len(page), CLEAR, np.uint8)
    voice[strange > limits.strange] = IN_DOUBT
    voice[(strange > limits.hopeless) | (scores.alone == UND)] = STRANGE
    voice[is_silent(scores)] = SILENT
    lang, prob = settle_pages(page, scores, voice, model.lanes, limits.doubt)
    lang[scores.script == 0], prob[scores.script == 0] = ZXX, 1
    return lang, prob
