"""Languages of blocks in the light of the page they stand on.

`scores` is a `corpusclean.language.identify.Scores`, `lanes` that of a `LanguageModel`: int16, shape (scripts, LANES).
"""

import numpy as np

from corpusclean.kernels import kernel

STEPS = 2  # of expectation maximisation
UND = 0
SILENT, STRANGE, IN_DOUBT, CLEAR = 0, 1, 2, 3
HEARD = 200  # letters of a block that count for its page
FLOOR = 0.05  # of a language's weight on a page: a clear block in a language of its own stays what it is


@kernel
def _weigh_block(share, lanes, prior, letters, mix):
    """The best lane of a block, every lane weighed by the prior of its language, and its probability.

    share: float32, shape (LANES,); lanes: int16, shape (LANES,); prior: float64, shape (languages,). Adds the block's
    probabilities, times its letters, to mix: float64, shape (languages,).
    """
    whole = 0.0
    best = 0
    for lane in range(len(share)):
        if share[lane] > 0:
            chance = share[lane] * prior[lanes[lane]]
            whole += chance
            if chance > share[best] * prior[lanes[best]]:
                best = lane
    scale = min(letters, HEARD) / whole
    for lane in range(len(share)):
        if share[lane] > 0:
            mix[lanes[lane]] += share[lane] * prior[lanes[lane]] * scale
    return best, share[best] * prior[lanes[best]] / whole


@kernel
def _mix_page(rows, scores, voice, lanes, prior):
    """The letters of the clear blocks from rows[0] to rows[1] by language: float64, shape (languages,)."""
    mix = np.zeros(len(prior))
    for row in range(rows[0], rows[1]):
        if voice[row] != CLEAR:
            continue
        if scores.alone_prob[row] == 1:  # as of nine in ten paragraphs: no prior changes that
            mix[scores.alone[row]] += min(scores.letters[row], HEARD)
        else:
            _weigh_block(scores.shares[row], lanes[scores.script[row]], prior, scores.letters[row], mix)
    return mix


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
def _count_strange(rows, scores, voice, languages):
    """The letters of the blocks that are strange or in doubt, by the language that each is nearest to: float64."""
    strange = np.zeros(languages)
    for row in range(rows[0], rows[1]):
        if voice[row] == STRANGE or voice[row] == IN_DOUBT:
            strange[scores.alone[row]] += min(scores.letters[row], HEARD)
    return strange


@kernel
def settle_pages(page, scores, voice, lanes, languages):
    """The languages of blocks, given their pages: int16 language and float32 probability, shape (b,).

    page: int32, shape (b,), ascending; voice: uint8, shape (b,), what a block has to say. CLEAR blocks make the page's
    prior, the mix of their languages weighed by letters, and are weighed by it. A block IN_DOUBT has the language that
    the prior makes it if the page has more clear letters of that language than strange ones like it, and is UND if not.
    A STRANGE block is UND. A SILENT one has the page's commonest language and probability 0.
    """
    count = len(page)
    lang = np.zeros(count, np.int16)
    prob = np.zeros(count, np.float32)
    prior = np.empty(languages)
    unused = np.zeros(languages)
    end = 0
    while end < count:
        start = end
        while end < count and page[end] == page[start]:
            end += 1
        prior[:] = 1
        strange = _count_strange((start, end), scores, voice, languages)
        mix = strange
        common = UND
        for _ in range(STEPS + 1):
            mix = _mix_page((start, end), scores, voice, lanes, prior)
            common = _set_prior(mix, prior)
        for row in range(start, end):
            if voice[row] == SILENT:
                lang[row] = common
            elif voice[row] != STRANGE:
                here = lanes[scores.script[row]]
                best, chance = _weigh_block(scores.shares[row], here, prior, scores.letters[row], unused)
                if voice[row] == CLEAR or mix[here[best]] > strange[here[best]]:
                    lang[row] = here[best]
                    prob[row] = chance
    return lang, prob
