"""Residue at the edges of a block that stays: "... to the north. Read more", "Share on Facebook Tweet Pin It ..."."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.edges import ASKS, CLOSING, LEAST_REST, STOPS, step_back
from corpusclean.kernels.phrases import WHOLE, find, key_of, slot_of
from corpusclean.kernels.rows import fill_row
from corpusclean.kernels.utf8 import decode, decode_before, is_space
from corpusclean.kernels.words import ALWAYS, IF_ROW, read_words, span_hash

LONGEST = 240  # bytes of an edge that are looked at
LEAST_WORDS, LEAST_EXCLAIMED = 2, 3  # words in a piece; in one that exclaims, since "Thank you!" ends speeches
MOST_WORDS = 12  # in the last phrase of a piece
LEAST_BYTES = 12  # of a piece that is one word, in a script without spaces: four letters
LEAST_IN_BRACKETS = 3  # words in a piece that nothing but a bracket sets apart: "(page 5)" does not go
LEAST_PIECES = 3  # phrases in a piece that nothing sets apart

_OPENING = (0x28, 0x5B)  # ( [
_EXCLAIMS = (0x21, 0xFF01)  # ! ！
_ENDS = (0x2026, *_EXCLAIMS, *ASKS)  # …
_ANGLES = (0xBB, 0x203A)  # » ›: they close a quotation, or set a piece apart where a space stands before them
_MARKS = (0x7C, 0xB7, 0x2022, 0x2190, 0x2192, 0x2B07)  # | · • ← → ⬇
_BARS = (0x7C, 0xB7, 0x2022)  # of these: what titles have as well
_STROKES = (0x2D, 0x3E, 0x2013, 0x2014)  # - > – —: between spaces they go with a piece; titles, paths have them too
_QUOTES = (0x22, 0xAB, 0x201C, 0x201D, 0x300D)  # " « “ ” 」


@inner
def _quotes_angles(text, start, end):
    """Whether a « stands in text[start:end], so that a » after it closes a quotation."""
    found = False
    for position in range(start, end - 1):
        found |= text[position] == 0xC2 and text[position + 1] == 0xAB
    return found


@inner
def _goes_along(text, start, before, point):
    """Whether the character at `before` goes with the piece after it: a mark, a stroke or an opening bracket."""
    if point in _MARKS or point in _OPENING:
        return True
    if before == start or text[before - 1] != 0x20:
        return False
    after = before + decode(text, before)[1]
    return (point in _STROKES and text[after] == 0x20) or (point in _ANGLES and not _quotes_angles(text, start, before))


@inner
def _is_row_of_pieces(text, start, end):
    """Whether text[start:end] has a number or several bars: "5 May | News | Leave a comment" is no title."""
    figures = bars = 0
    position = start
    while position < end:
        point, length = decode(text, position)
        figures += 0x30 <= point <= 0x39
        bars += point in _BARS
        position += length
    return figures > 0 or bars > 1


@inner
def _cut_before(text, start, end, place):
    """Where the rest of text[start:end] ends if a piece's first letter is at `place`, and what stands between the two.

    Returned are also whether the piece is set apart, by a mark ("»", a bar in a row of pieces) or the end of a
    sentence; whether it is in brackets; and the character before it. Marks and an opening bracket go with the piece,
    and so does the space.
    """
    apart = bracket = False
    point, before = step_back(text, start, place)
    while point != 0 and _goes_along(text, start, before, point):
        bracket |= point in _OPENING
        if point in _BARS:
            apart |= _is_row_of_pieces(text, start, end)
        else:
            apart |= point not in _OPENING and point not in _STROKES
        point, before = step_back(text, start, before)
    apart |= point in STOPS or point in _ENDS
    if point in CLOSING and before > start:  # after a space a quotation mark opens
        apart |= point in _ANGLES or not is_space(decode_before(text, before)[0])
    return (before + decode(text, before)[1] if point != 0 else start), apart, bracket, point


@inner
def _breaks(text, start, rest_end, end):
    """Whether a cut at `rest_end` takes the closing mark of a quotation or bracket that stays, or a piece of markup.

    A quotation mark opens after a space or a bracket, and closes elsewhere; "Read more »" closes nothing without a «.
    """
    depth = 0
    opens = True
    position = rest_end
    while position < end and depth >= 0:
        point, length = decode(text, position)
        position += length
        if point == 0x3C:  # <
            return True
        if point in _ANGLES:
            depth -= _quotes_angles(text, start, rest_end)
        elif point in _OPENING or (point in _QUOTES and opens):
            depth += 1
        elif point == 0x29 or point == 0x5D or point in _QUOTES:  # ) ]
            depth -= 1
        opens = is_space(point) or point in _OPENING
    return depth < 0


@inner
def _is_row(line, begin, last, apart, least):
    """Whether the phrases from word `begin` to `last` in `line`, none of them weak, are enough to be a piece.

    `apart` says whether something sets it apart from the rest, `least` how many words it must have.
    """
    if line[last].first_slot < 0 or line[last].weak > 0:
        return False
    return last - begin >= least and (apart or line[last].pieces >= LEAST_PIECES)


@inner
def _words_needed(text, start, end, place):
    """How many words a piece needs that begins at `place` and ends the block text[start:end].

    Where words are not parted by spaces, from Thai to Japanese, one can be a whole phrase.
    """
    point, _ = decode(text, place)
    if point >= 0xE00 and not 0x1000 <= point < 0x1780 and not 0x1E00 <= point < 0x2E80 and end - place >= LEAST_BYTES:
        return 1
    return LEAST_EXCLAIMED if step_back(text, start, end)[0] in _EXCLAIMS else LEAST_WORDS


@inner
def _is_kept(line, begin, last, rules):
    """Whether a user wants to keep lines that read like the words from `begin` to `last`."""
    return find(rules.kept, key_of(span_hash(line, rules.phrases.power, begin, last), WHOLE)) >= 0


@inner
def _ends_with_phrase(line, words, phrases):
    """Whether the last words in `line` are a whole phrase."""
    for first in range(words - 1, max(0, words - MOST_WORDS) - 1, -1):
        if slot_of(phrases, span_hash(line, phrases.power, first, words), WHOLE) >= 0:
            return True
    return False


@inner
def find_tail(matcher, start, end):
    """Where the rest of the block [start, end) ends, and the rule of the residue after it; `end` and -1 for none.

    The piece begins with a capital or a letter without case, or in brackets; a mark or the end of a sentence stands
    before it, or it has several phrases. matcher: Matcher.
    """
    text, rules, line = matcher
    begin = max(start, end - LONGEST)
    while begin < end and (text[begin] & 0xC0) == 0x80:
        begin += 1
    words, _ = read_words(matcher, begin, end, ALWAYS)
    for word in range(1, words if _ends_with_phrase(line, words, rules.phrases) else 0):
        place = begin + line[word].place
        rest_end, apart, bracket, point = _cut_before(text, start, end, place)
        if rest_end - start < LEAST_REST or (line[word].small and not bracket):
            continue
        if point in STOPS and 0x30 <= text[place] <= 0x39:  # "on 21 Jan. 2015, 5 comments"
            continue
        apart |= bracket and words - word >= LEAST_IN_BRACKETS
        fill_row(line, word, words, rules.phrases)
        if not _is_row(line, word, words, apart, _words_needed(text, start, end, place)):
            continue
        if not _is_kept(line, word, words, rules) and not _breaks(text, start, rest_end, end):
            return rest_end, int(rules.phrases.slots[line[words].first_slot].rule)
    return end, -1


@inner
def find_lead(matcher, start, end):
    """Where the rest of the block [start, end) begins, and the rule of the residue before it; `start` and -1 for none.

    The piece has several phrases, and what follows begins with a capital or a letter without case. Arguments as of
    `find_tail`.
    """
    text, rules, line = matcher
    stop = min(end, start + LONGEST)
    while stop < end and (text[stop] & 0xC0) == 0x80:
        stop -= 1
    words, _ = read_words(matcher, start, stop, IF_ROW)
    if words <= LEAST_PIECES:
        return start, -1
    fill_row(line, 0, words, rules.phrases)
    for last in range(words - 1, LEAST_PIECES - 1, -1):
        place = start + line[last].place
        if end - place >= LEAST_REST and not line[last].small and _is_row(line, 0, last, False, LEAST_WORDS):
            kept = _is_kept(line, 0, last, rules)
            return (start, -1) if kept else (place, int(rules.phrases.slots[line[last].first_slot].rule))
    return start, -1


@kernel
def find_pieces(matcher, starts, ends, begun, ended):
    """Where the rest of every block begins and ends, and the rules of what is cut before and after it.

    matcher: Matcher; starts, ends: int64; begun, ended: bool, phrases may begin or end the block and it is not residue
    as a whole; of shape (b,). Returns two int64 and two int32 arrays of shape (b,); -1 where nothing is cut.
    """
    rest_starts, rest_ends = starts.copy(), ends.copy()
    lead_rule = np.full(len(starts), -1, np.int32)
    tail_rule = np.full(len(starts), -1, np.int32)
    for row in range(len(starts)):
        if ended[row]:
            rest_ends[row], tail_rule[row] = find_tail(matcher, starts[row], ends[row])
        if begun[row] and ends[row] - starts[row] > LEAST_REST:
            rest_starts[row], lead_rule[row] = find_lead(matcher, starts[row], rest_ends[row])
    return rest_starts, rest_ends, lead_rule, tail_rule
