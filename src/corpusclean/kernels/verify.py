"""Whether two articles are duplicates, by all their shingles."""

import numpy as np

from corpusclean.kernels import inner
from corpusclean.kernels.shingles import KIND_BITS

GUARDED = 0.95  # from this similarity on, texts that differ in figures only are duplicates all the same
FIGURES = 0.9  # of the shingles in which two texts differ; from there on they differ in figures only
CHANGED = 3  # shingles that a changed figure changes at least, if it is not one of the last two words: mostly 5
ROUNDING = 1e-6  # that a product of a share and a count may be too large by; the division that follows decides


@inner
def shared_shingles(left, right, enough):
    """How many shingles two ascending arrays share, whatever their kinds; -1 as soon as they can not share `enough`.

    left, right: uint32; enough: int64.
    """
    spare = len(left) + len(right) - 2 * enough  # values that may remain alone
    i = 0
    j = 0
    shared = 0
    while i < len(left) and j < len(right):
        a = left[i] >> KIND_BITS
        b = right[j] >> KIND_BITS
        shared += a == b
        i += a <= b
        j += b <= a
        if i + j - 2 * shared > spare:
            return -1
    return shared if shared >= enough else -1


@inner
def shared_with_longer(shorter, longer, enough):
    """The same where one array may be much longer: it is not read through, but searched in growing steps.

    shorter, longer: uint32, ascending; enough: int64.
    """
    spare = len(shorter) - enough
    position = 0
    shared = 0
    for i in range(len(shorter)):
        value = shorter[i] >> KIND_BITS
        step = 1
        while position + step < len(longer) and longer[position + step] >> KIND_BITS < value:
            step *= 2
        position += step // 2
        end = min(position + step, len(longer))
        while position < end:
            middle = (position + end) // 2
            if longer[middle] >> KIND_BITS < value:
                position = middle + 1
            else:
                end = middle
        shared += position < len(longer) and longer[position] >> KIND_BITS == value
        if i + 1 - shared > spare:
            return -1
    return shared if shared >= enough else -1


@inner
def _count_alone(left, right):
    """Of the shingles that only one array has, how many are words and how many hold a figure.

    Returns words of the left, words of the right, figures of the left, figures of the right one; uint32, ascending.
    """
    words_left, words_right, figures_left, figures_right = 0, 0, 0, 0
    i, j = 0, 0
    while i < len(left) or j < len(right):
        if j == len(right) or (i < len(left) and left[i] >> KIND_BITS < right[j] >> KIND_BITS):
            words_left += left[i] & 3 == 0
            figures_left += left[i] & 3 == 1
            i += 1
        elif i == len(left) or right[j] >> KIND_BITS < left[i] >> KIND_BITS:
            words_right += right[j] & 3 == 0
            figures_right += right[j] & 3 == 1
            j += 1
        else:
            i += 1
            j += 1
    return words_left, words_right, figures_left, figures_right


@inner
def differ_in_figures(left, right):
    """Whether two texts differ in figures only, by their ascending shingles: uint32.

    Of the shingles that only one of them has, those of date lines and bylines apart, nine in ten hold a figure; and
    both texts have some: one that has a line more, with a date perhaps, is not told apart by it.
    """
    words_left, words_right, figures_left, figures_right = _count_alone(left, right)
    words = words_left + words_right
    figures = figures_left + figures_right
    fewer = min(figures_left, figures_right)
    return fewer >= CHANGED and 3 * fewer >= figures and figures >= FIGURES * (words + figures)


@inner
def lacks_figures(shorter, longer):
    """Whether what a longer text lacks of a shorter one is figures only, and it has others: uint32, ascending."""
    words, _, figures, others = _count_alone(shorter, longer)
    return min(figures, others) >= CHANGED and figures >= FIGURES * (words + figures)


@inner
def place_of(kept, number):
    """Where the shingles of a kept article stand: whether in `kept.fresh.shingles`, and from where to where.

    kept: `corpusclean.kernels.index.Kept`.
    """
    fresh = kept.fresh
    if number < fresh.first:
        return False, kept.starts[number], kept.starts[number + 1]
    row = fresh.rows[number - fresh.first]
    return True, fresh.offsets[row], fresh.offsets[row + 1]


@inner
def most_similar(kept, shingles, candidates):
    """The most similar of the candidates, and its Jaccard coefficient; -1 where none reaches the threshold.

    kept: `corpusclean.kernels.index.Kept`; shingles: uint32, ascending; candidates: uint32, ascending. Of equally
    similar ones it is the first, which is the one that came first.
    """
    best = -1
    best_shared = 0
    best_union = 1
    least = kept.threshold
    for candidate in candidates:
        fresh, start, end = place_of(kept, candidate)
        other = kept.fresh.shingles[start:end] if fresh else kept.shingles[start:end]
        total = len(shingles) + len(other)
        # J >= least needs shared >= least / (1 + least) * total
        enough = np.int64(np.ceil(least / (1.0 + least) * total - ROUNDING))
        if min(len(shingles), len(other)) < enough:
            continue
        shared = shared_shingles(shingles, other, enough)
        if shared < 0 or shared / (total - shared) < kept.threshold:
            continue
        similarity = shared / (total - shared)
        if kept.strict and similarity < GUARDED and differ_in_figures(shingles, other):
            continue
        if best < 0 or shared * best_union > best_shared * (total - shared):
            best = np.int64(candidate)
            best_shared = shared
            best_union = total - shared
            least = shared / best_union
    return best, best_shared / best_union


@inner
def most_containing(kept, shingles, candidates):
    """The candidate that holds the largest share of an article, that share, and their Jaccard coefficient.

    As `most_similar`; -1 where no share reaches that of `kept.contents`. The share is that of the shorter article, and
    the shorter one must be the new one, unless `kept.contents.either` allows for both.
    """
    best = -1
    best_share = 0.0
    best_similarity = 0.0
    for candidate in candidates:
        fresh, start, end = place_of(kept, candidate)
        other = kept.fresh.shingles[start:end] if fresh else kept.shingles[start:end]
        if len(other) >= len(shingles):
            shorter, longer = shingles, other
        elif kept.contents.either:
            shorter, longer = other, shingles
        else:
            continue
        enough = np.int64(np.ceil(kept.contents.share * len(shorter) - ROUNDING))
        shared = shared_with_longer(shorter, longer, enough)
        share = shared / len(shorter)
        if share < kept.contents.share or share <= best_share:
            continue
        if kept.strict and share < GUARDED and lacks_figures(shorter, longer):
            continue
        best = np.int64(candidate)
        best_share = share
        best_similarity = shared / (len(shorter) + len(longer) - shared)
    return best, best_share, best_similarity
