"""Languages of blocks in the light of the page they stand on.

`scores` is a `corpusclean.language.identify.Scores`, `lanes` that of a `LanguageModel`: int16, shape (scripts, LANES).
"""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.language_rows import LANES

STEPS = 2  # of expectation maximisation
UND = 0
SILENT, STRANGE, IN_DOUBT, CLEAR = 0, 1, 2, 3
HEARD = 200  # letters of a block that count for its page
FLOOR = 0.05  # of a language's weight on a page: a clear block in a language of its own stays what it is
NEXT, LAST = 1.0, 0.5  # what the weight of the next clear block's language is raised by, and that of the last one's
BRIEF = 9  # a block of fewer letters that is in no language has its neighbours': "5. Mai 2022"
CERTAIN = 0.9  # from where on a clear block speaks for its neighbours


@kernel
def _list_chances(scores, voice, lanes):
    """What the blocks can be whose language is not certain, without the lanes of no probability, half of them.

    Returns (first, language, share): the possible languages of block i and their probabilities are those from first[i]
    to first[i + 1]; where alone_prob is 1, as of nine in ten paragraphs, there are none. int64, int16, float32.
    """
    script, shares, alone_prob = scores.script, scores.shares, scores.alone_prob
    count = len(voice)
    first = np.zeros(count + 1, np.int64)
    open_rows = 0
    for row in range(count):
        open_rows += voice[row] >= IN_DOUBT and alone_prob[row] != 1
    language = np.empty(open_rows * LANES, np.int16)
    share = np.empty(open_rows * LANES, np.float32)
    end = 0
    for row in range(count):
        if voice[row] >= IN_DOUBT and alone_prob[row] != 1:
            for lane in range(LANES):
                language[end] = lanes[script[row], lane]
                share[end] = shares[row, lane]
                end += shares[row, lane] > 0
        first[row + 1] = end
    return first, language, share


@kernel
def _weigh_block(row, chances, prior, weight, mix):
    """The best language of a block, each weighed by its prior, and its probability.

    chances: as from `_list_chances`; prior: float64, shape (languages,). Adds the block's probabilities, times its
    weight, to mix: float64, shape (languages,).
    """
    first, language, share = chances
    whole = most = 0.0
    best = UND
    for i in range(first[row], first[row + 1]):
        chance = share[i] * prior[language[i]]
        whole += chance
        if chance > most:
            most = chance
            best = language[i]
    scale = weight / whole
    for i in range(first[row], first[row + 1]):
        mix[language[i]] += share[i] * prior[language[i]] * scale
    return best, most / whole


@kernel
def _read_page(rows, columns, doubted, sums):
    """Add up the letters of a page's blocks, from rows[0] to rows[1], by language.

    sums: (certain, strange), float64, shape (languages,): the letters of clear blocks whose language is certain, and
    those of blocks that are strange or in doubt, by the language each is nearest to. The other clear blocks are listed
    in doubted (int64, shape (b,)); returns how many.
    """
    voice, letters, alone, alone_prob = columns
    certain, strange = sums
    certain[:] = 0
    strange[:] = 0
    many = 0
    for row in range(rows[0], rows[1]):
        weight = min(letters[row], HEARD)
        if voice[row] == CLEAR:
            if alone_prob[row] == 1:
                certain[alone[row]] += weight
            else:
                doubted[many] = row
                many += 1
        elif voice[row] != SILENT:
            strange[alone[row]] += weight
    return many


@kernel
def _mix_page(doubted, letters, chances, prior, mix):
    """Add the letters of the doubted blocks to mix, by language, each as likely as the prior makes it."""
    for row in doubted:
        _weigh_block(row, chances, prior, min(letters[row], HEARD), mix)


@kernel
def _set_prior(mix, prior):
    """Turn letters by language into shares of the page, not below FLOOR; returns the commonest language, or UND."""
    whole = 0.0
    common = UND
    for language in range(len(mix)):
        whole += mix[language]
        if mix[language] > mix[common]:
            common = language
    for language in range(len(mix)):
        prior[language] = max(mix[language] / max(whole, 1.0), FLOOR)
    return common


@kernel
def _find_neighbours(rows, columns, around):
    """Set around[row] to the languages of the last and the next clear and certain block: int16, shape (b, 2)."""
    voice, _, alone, alone_prob = columns
    for side in range(2):
        language = UND
        for step in range(rows[1] - rows[0]):
            row = rows[1] - 1 - step if side else rows[0] + step
            around[row, side] = language
            if voice[row] == CLEAR and alone_prob[row] >= CERTAIN:
                language = alone[row]


@kernel
def _name_block(row, columns, chances, page, around):
    """The language of a block that has something to say, and its probability.

    page: (prior, mix, how many letters made it). What the block itself added to the mix is taken out of it again: no
    block vouches for itself.
    """
    voice, letters, _, _ = columns
    first, language, share = chances
    prior, mix, whole = page
    own = min(letters[row], HEARD) if voice[row] == CLEAR else 0
    said = 0.0
    for i in range(first[row], first[row + 1]):
        said += share[i] * prior[language[i]]
    others = max(whole - own, 1.0)
    total = most = 0.0
    best = UND
    for i in range(first[row], first[row + 1]):
        here = language[i]
        weight = max((mix[here] - own * share[i] * prior[here] / said) / others, FLOOR)
        weight += LAST * (around[row, 0] == here) + NEXT * (around[row, 1] == here)
        total += share[i] * weight
        if share[i] * weight > most:
            most = share[i] * weight
            best = here
    return best, most / total


@kernel
def settle_pages(page, scores, voice, lanes, doubt):
    """The languages of blocks, given their pages: int16 language and float32 probability, shape (b,).

    page: int32, shape (b,), ascending; voice: uint8, shape (b,), what a block has to say. CLEAR blocks make the page's
    prior, the mix of their languages weighed by letters. A block is weighed by the prior that the others make, and by
    what its neighbours are. A block IN_DOUBT has the language that this makes it if the page has more clear letters of
    that language than strange ones like it, and is UND if not. A STRANGE block is UND, and so is one whose probability
    is below doubt, unless it is BRIEF: then it has the language of the next clear block, or else of the last one. A
    SILENT block has its neighbours' language where they agree, else the page's commonest; both have probability 0.
    """
    count = len(page)
    lang = np.zeros(count, np.int16)
    prob = np.zeros(count, np.float32)
    languages = int(lanes.max()) + 1
    prior = np.empty(languages)
    mix = np.empty(languages)
    certain = np.empty(languages)
    strange = np.empty(languages)
    doubted = np.empty(count, np.int64)
    around = np.empty((count, 2), np.int16)
    letters, alone, alone_prob = scores.letters, scores.alone, scores.alone_prob
    columns = (voice, letters, alone, alone_prob)
    chances = _list_chances(scores, voice, lanes)
    end = 0
    while end < count:
        start = end
        while end < count and page[end] == page[start]:
            end += 1
        many = _read_page((start, end), columns, doubted, (certain, strange))
        prior[:] = 1
        common = UND
        for _ in range(STEPS + 1 if many else 1):
            mix[:] = certain
            _mix_page(doubted[:many], letters, chances, prior, mix)
            common = _set_prior(mix, prior)
        _find_neighbours((start, end), columns, around)
        heard = (prior, mix, mix.sum())
        for row in range(start, end):
            best, chance = alone[row], 1.0 if voice[row] > STRANGE else 0.0
            if voice[row] > STRANGE and alone_prob[row] != 1:
                best, chance = _name_block(row, columns, chances, heard, around)
            if voice[row] == SILENT:
                lang[row] = around[row, 0] if around[row, 0] == around[row, 1] != UND else common
            elif voice[row] > STRANGE and chance < doubt and letters[row] < BRIEF:
                lang[row] = around[row, 1] if around[row, 1] != UND else around[row, 0]
            elif chance >= doubt and (voice[row] == CLEAR or mix[best] > strange[best]):
                lang[row] = best
                prob[row] = chance
    return lang, prob
