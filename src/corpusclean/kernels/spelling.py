"""How well a text is spelled in the language that suits it best, in one pass over its characters."""

import numpy as np

from corpusclean.kernels import inner, kernel

SMALL, CAPITAL = 1, 2  # cases of characters: tables.cases
LAST = 0xFFFF  # the tables end here; what comes after it is no letter of theirs
ASCII_END = 0x80
APOSTROPHE = 0x2019


@inner
def _find_pair(tables, first, second):
    """The row of a pair of letters, or -1."""
    key = (np.int64(first) << 32) | second
    low, high = tables.begins[first], tables.begins[first + 1]
    while low < high:
        middle = (low + high) >> 1
        if tables.pairs[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low if low < tables.begins[first + 1] and tables.pairs[low] == key else -1


@inner
def _add_row(totals, chances, row, weight):
    """Add a row of chances, weighted, to the total of every language."""
    place = np.uint64(row)
    for language in range(np.uint64(len(totals))):
        totals[language] += weight * chances[place, language]


@inner
def _add_letters(points, tables, totals):
    """Add to the total of every language the chance of every letter after the one before it; return the deductions."""
    deducted = 0.0
    before, script_before = 0, -1
    inside = False  # a sign follows a letter: is it inside a word?
    for place in range(len(points)):
        point = np.int64(points[place])
        letter = tables.letter_of[point] if point <= LAST else -1
        if letter < 0:
            if point >= ASCII_END:
                deducted += tables.signs[min(point, LAST)]
            inside = before != 0 and point >= ASCII_END and point != APOSTROPHE
            before, script_before = 0, -1
            continue
        if inside:
            deducted += tables.broken_word
        inside = False
        weight = tables.ascii_weight if point < ASCII_END and before < ASCII_END else 1.0
        pair = _find_pair(tables, before, point)
        if pair >= 0:
            _add_row(totals, tables.double, pair, weight)
        else:
            _add_row(totals, tables.single, letter, weight)
            if ASCII_END <= point < tables.alphabetic:
                deducted += tables.back_off
        script = np.int64(tables.scripts[point])
        if script_before >= 0 and script_before != script:
            deducted += tables.mixed
        before, script_before = point, script
    return deducted


@kernel
def score_points(points, folded, tables):
    """The logarithm of a text's probability, as `corpusclean.text.spelling` describes it: a float64.

    points, folded: uint32, shape (n,), shape (m,): the text's code points, and those of the text in small letters.
    tables: `corpusclean.text.spelling.Spelling`.
    """
    totals = np.zeros(tables.double.shape[1], np.float32)
    score = _add_letters(folded, tables, totals)
    case_before = 0
    for point in points:
        case = tables.cases[point] if point <= LAST else 0
        if case_before == SMALL and case == CAPITAL:
            score += tables.broken_case
        case_before = case
    return score + np.max(totals)
