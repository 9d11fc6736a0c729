"""The blocks that phrases of rules match, and what of that stays when the blocks around them are looked at."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.ahead import bring_block
from corpusclean.kernels.edges import may_have_tail
from corpusclean.kernels.phrases import (
    AFTER_ARROW,
    AFTER_COLON,
    BEGINNING,
    END,
    GAP_WORDS,
    HALF_WORDS,
    LIST,
    NAME,
    NAME_WORDS,
    OPENING,
    PAIR,
    REST,
    REST_WORDS,
    TEXT,
    WHOLE,
    find,
    goes_on,
    key_of,
    pair_of,
    slot_of,
)
from corpusclean.kernels.rows import fill_row
from corpusclean.kernels.sieve import may_begin_phrase, may_end_block
from corpusclean.kernels.signs import has_comma, is_after_arrow, is_code, is_list, is_said
from corpusclean.kernels.words import ALWAYS, IF_BEGUN, read_words, span_hash

SAID_WORDS = 4  # in two phrases with a comma between them


@inner
def _may_begin(beside, line, last, words, sentence):
    """Whether a phrase that allows `beside` may be the first `last` of a block's words.

    What follows a phrase in furniture is a name, a title, a date: short, not closed like a sentence, and, if no colon
    comes before it, not going on with a small letter, as "Posted in the north, he wrote home" does. A sentence is not
    helped by a colon: "Read more: chapter three, on the dead of the eastern pier.".
    """
    if line[last].colon:
        beside |= beside // AFTER_COLON
        if line[last].small and sentence:
            return False
    elif line[last].small:
        beside &= TEXT
    if sentence:
        beside &= TEXT
    rest = words - last
    return (beside & TEXT) or (beside & REST and rest <= REST_WORDS) or (beside & NAME and rest <= NAME_WORDS)


@inner
def _goes_on_so(beside, line, last, words, block):
    """Whether a phrase that allows `beside` is the first `last` of a block's words for the signs that follow it.

    block: the text, and where the block starts and ends.
    """
    text, start, end = block
    first = start + line[last].place
    if beside & LIST and is_list(text, first, end):
        return True
    return beside & AFTER_ARROW != 0 and words - last <= REST_WORDS and is_after_arrow(text, start, first)


@inner
def _match_beginning(line, words, sentence, phrases, block):
    """The slot of the longest phrase that is the beginning of the block and may be, or -1."""
    found = -1
    for last in range(1, min(words - 1, phrases.longest) + 1):
        slot = slot_of(phrases, line[last].hash, BEGINNING)
        if slot >= 0:
            beside = int(phrases.slots[slot].beside)
            if _may_begin(beside, line, last, words, sentence):
                found = slot
            if beside >= LIST and not sentence and _goes_on_so(beside, line, last, words, block):
                found = slot
        if not goes_on(phrases, line[last].hash):
            break
    return found


@inner
def _match_second(line, opening, words, phrases):
    """The slot of the pair whose first half are the first `opening` words of the block, or -1."""
    for first in range(opening, min(words, opening + GAP_WORDS + 1)):
        for last in range(first + 1, min(words, first + HALF_WORDS) + 1):
            second = span_hash(line, phrases.power, first, last)
            slot = slot_of(phrases, pair_of(line[opening].hash, second), PAIR)
            if slot >= 0 and (last == words or phrases.slots[slot].beside & TEXT):
                return slot
    return -1


@inner
def _match_pair(line, words, phrases):
    """The slot of a pair of phrases with a gap between them that the block is, or begins with; else -1."""
    for opening in range(1, min(words - 1, phrases.longest) + 1):
        if slot_of(phrases, line[opening].hash, OPENING) >= 0:
            slot = _match_second(line, opening, words, phrases)
            if slot >= 0:
                return slot
        if not goes_on(phrases, line[opening].hash):
            break
    return -1


@inner
def _match_end(line, words, phrases):
    """The slot of the longest phrase that is the end of the block and may be, or -1."""
    for first in range(max(1, words - phrases.longest), words):
        slot = slot_of(phrases, span_hash(line, phrases.power, first, words), END)
        if slot >= 0:
            beside = phrases.slots[slot].beside
            if beside & TEXT or first <= (REST_WORDS if beside & REST else NAME_WORDS):
                return slot
    return -1


@inner
def _match_row(line, words, phrases):
    """The first phrase's slot if whole phrases of one language fill the block, or -1.

    Also returned: whether the row is strong, that is, has a strong phrase. A row that holds weak ones needs three
    phrases.
    """
    fill_row(line, 0, words, phrases)
    if line[words].weak > 0 and line[words].pieces < 3:
        return -1, False
    return line[words].first_slot, line[words].weak < line[words].pieces


@inner
def _match(matcher, start, end, ends):
    """The rule that matches the block [start, end) (-1: none), and whether it takes the block wherever it stands.

    `ends` says whether the block ends like a phrase. One word alone that begins small may be the end of a wrapped line,
    and is weak. Where no rule matches, whether phrases begin the block.
    """
    text, rules, line = matcher
    phrases = rules.phrases
    words, sentence = read_words(matcher, start, end, ALWAYS if ends else IF_BEGUN)
    if words <= 0 or find(rules.kept, key_of(line[words].hash, WHOLE)) >= 0:
        return -1, False
    slot = slot_of(phrases, line[words].hash, WHOLE)
    whole = slot >= 0  # phrases fill the block
    if slot < 0:
        slot = _match_beginning(line, words, sentence, phrases, (text, start, end))
    if slot < 0:
        slot = _match_pair(line, words, phrases)
    if slot < 0 and ends:
        slot = _match_end(line, words, phrases)
    strong = slot >= 0 and not phrases.slots[slot].weak and (words > 1 or not line[0].small)
    if slot < 0:
        slot, strong = _match_row(line, words, phrases)
        if slot >= 0 and words <= SAID_WORDS and line[words].pieces == 2 and has_comma(text, start, end):
            slot = -1
        whole = True
    if slot < 0:
        return -1, True
    if whole and is_code(text, start, end):  # the rules that are about code match how it begins
        slot = _match_beginning(line, words, sentence, phrases, (text, start, end))
    if slot < 0 or is_said(text, start, end):
        return -1, False
    return phrases.slots[slot].rule, strong


@kernel
def match_blocks(matcher, starts, ends, before):
    """The rule that matches each block whatever stands around it: int32, -1 for none; and bool, whether it is strong.

    Where none matches, the second says whether phrases may begin the block; a third, bool, whether one may end it. A
    line that ends with a comma goes on, and is not looked at, nor is a long one as a whole. matcher: Matcher; starts,
    ends: int64, shape (b,); before: int32, shape (b,), see `find_repeats`.
    """
    text, rules = matcher.text, matcher.rules
    fold, sieve, limit = rules.fold, rules.sieve, rules.limit
    matched = np.full(len(starts), -1, np.int32)
    strong = np.zeros(len(starts), np.bool_)
    ended = np.zeros(len(starts), np.bool_)
    for row in range(len(starts)):
        bring_block(text, starts, ends, row)
        if before[row] >= 0:
            same = before[row]
            matched[row], strong[row], ended[row] = matched[same], strong[same], ended[same]
            continue
        start, end = starts[row], ends[row]
        if start == end:
            continue
        ended[row] = may_have_tail(text, start, end, fold, sieve)
        if end - start > limit:
            strong[row] = may_begin_phrase(text, start, end, fold, sieve)
        if end - start > limit or text[end - 1] == 0x2C:
            continue
        ends_so = may_end_block(text, start, end, fold, sieve)
        if ends_so or may_begin_phrase(text, start, end, fold, sieve):
            matched[row], strong[row] = _match(matcher, start, end, ends_so)
    return matched, strong, ended


@kernel
def drop_stray(matched, strong, page, starts, ends):
    """Undo, in place, matches of weak rules that nothing around them supports; returns `matched`.

    A run of matched blocks on one page stays if one of its blocks is strong, or if it has three blocks and begins or
    ends the page. Blank blocks (start == end) neither break nor make a run. matched: int32; strong: bool; page: int32;
    starts, ends: int64; all of shape (b,).
    """
    rows = len(matched)
    first = 0
    head = True  # no block of the page stands before the run
    while first < rows:
        if first == 0 or page[first] != page[first - 1]:
            head = True
        last = first
        supported = False
        size = 0
        while last < rows and page[last] == page[first] and (matched[last] >= 0 or starts[last] == ends[last]):
            supported |= strong[last]
            size += matched[last] >= 0
            last += 1
        tail = last == rows or page[last] != page[first]
        if not supported and not (size >= 3 and (head or tail)):
            matched[first:last] = -1
        head = False
        first = max(last, first + 1)
    return matched


@kernel
def spare_kept(rule, matcher, starts, ends):
    """Undo, in place, the rule of every block that reads like a line to keep, whatever took it; returns `rule`.

    rule: int32, starts, ends: int64, of shape (b,); matcher: Matcher.
    """
    rules, line = matcher.rules, matcher.line
    for row in range(len(rule)):
        if rule[row] >= 0 and 0 < ends[row] - starts[row] <= rules.limit:
            words, _ = read_words(matcher, starts[row], ends[row], ALWAYS)
            if words > 0 and find(rules.kept, key_of(line[words].hash, WHOLE)) >= 0:
                rule[row] = -1
    return rule
