"""Language of blocks: letters to rows of n-gram scores, rows to sums, sums to probabilities.

`model` is a `corpusclean.language.profiles.LanguageModel` throughout. Sums are integers, and exponentials are looked
up: the same bits for any batch, order and machine.
"""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.utf8 import decode

LIMIT = 512  # characters of a block that are read; 300 already name 99.97 % of paragraphs rightly
LANES = 32  # Latin has 31 languages; 32 lanes of int16 are a cache line
MODELLED = 6  # scripts below this number have n-gram scores
SCRIPTS = 27
UNIT = 256  # evidence is in 1/256 nat
SURPRISE_UNIT = 32  # surprise in 1/32 nat
PLANE = 0x10000  # what is beyond the basic plane counts as no letter: emoji, mostly
CLASS_BITS = 11  # a character is script << CLASS_BITS | letter class
CLASS_MASK = (1 << CLASS_BITS) - 1
SKIPPED = 1  # as if the character was not there
UND = 0


@kernel
def _end_of_reading(text, start, end):
    """Where the first LIMIT characters of text[start:end] end."""
    if end - start <= LIMIT:
        return end
    left = LIMIT
    position = start
    while position < end:
        if (text[position] & 0xC0) != 0x80:
            if left == 0:
                break
            left -= 1
        position += 1
    return position


@kernel
def _classify(text, position, classes):
    """The entry of the character at text[position] in classes (uint16, shape (PLANE,)), and its length in bytes."""
    byte = text[position]
    if byte < 0x80:
        return int(classes[byte]), 1
    point, length = decode(text, position)
    return (int(classes[point]) if point < PLANE else 0), length


@kernel
def _read_letters(text, start, end, alphabet, found):
    """List the rows of the n-grams that end at each character of text[start:end], by script, and count the letters.

    alphabet: (classes, steps, cube) of the model. Fills found: (rows, uint16, shape (MODELLED + 1, 2 * LIMIT + 2); how
    many, int64, shape (MODELLED + 1,); letters, int64, shape (SCRIPTS,)). The last row is a place for what is not kept.
    The end of a word is an n-gram, at the end of the text as well; a break after a break is none.
    """
    classes, steps, cube = alphabet
    rows, counts, letters = found
    counts[:] = 0
    letters[:] = 0
    position = start
    while position < end:
        entry, length = _classify(text, position, classes)
        script = entry >> CLASS_BITS
        if script == 0:
            position += length
            continue
        base, step, size = steps[script, 0], steps[script, 1], steps[script, 2]
        slot = min(script, MODELLED)
        count, seen, before, last = counts[slot], 0, base, 0
        here = script
        while here == script or here == 0:
            if entry != SKIPPED:
                letter = entry & CLASS_MASK
                rows[slot, count] = cube[before + last * size + letter]
                count += (letter | last) > 0
                seen += entry > 0
                before = base + last * step
                last = letter
            position += length
            if position >= end:
                break
            entry, length = _classify(text, position, classes)
            here = entry >> CLASS_BITS
        if last > 0:
            rows[slot, count] = cube[before + last * size]
            count += 1
        counts[slot] = count
        letters[script] += seen


@kernel
def _add_rows(evidence, rows, count, total):
    """The sum of evidence[rows[:count]] into total: int32, shape (LANES,). evidence: int16; rows: uint16.

    Eight rows at a time, whose sum is within int16: a machine word holds twice as many lanes as it would of int32.
    """
    total[:] = 0
    whole = count - count % 8
    for i in range(0, whole, 8):
        a, b, c, d = rows[i], rows[i + 1], rows[i + 2], rows[i + 3]
        e, f, g, h = rows[i + 4], rows[i + 5], rows[i + 6], rows[i + 7]
        for lane in range(LANES):
            first = np.int16(evidence[a, lane] + evidence[b, lane] + evidence[c, lane] + evidence[d, lane])
            second = np.int16(evidence[e, lane] + evidence[f, lane] + evidence[g, lane] + evidence[h, lane])
            total[lane] += np.int16(first + second)
    for i in range(whole, count):
        for lane in range(LANES):
            total[lane] += evidence[rows[i], lane]


@kernel
def _spread(total, lanes, sharpness, fading, shares):
    """The probability of every lane's language into shares (float32, shape (LANES,)); returns the best lane, or -1.

    total: int32, shape (LANES,); lanes: int16, shape (LANES,), languages, UND where there is none. A softmax of the
    sums times sharpness / 65536; what is beyond the end of the table of exponentials, fading, has probability 0.
    """
    shares[:] = 0
    best = -1
    for lane in range(LANES):
        if lanes[lane] != UND and (best < 0 or total[lane] > total[best]):
            best = lane
    if best < 0:
        return best
    worst = total[best] - ((len(fading) << 16) - 1) // sharpness  # the last that the table still holds
    whole = np.float32(0)
    for lane in range(LANES):
        if total[lane] >= worst and lanes[lane] != UND:
            shares[lane] = fading[(int(total[best] - total[lane]) * sharpness) >> 16]
            whole += shares[lane]
    for lane in range(LANES):
        shares[lane] /= whole
    return best


@kernel
def _mean_surprise(surprise, rows, count):
    """The mean of surprise[rows[:count]] in nats; surprise: uint8, shape (n,), in units of 1/SURPRISE_UNIT nat."""
    total = 0
    for i in range(count):
        total += int(surprise[rows[i]])
    return total / (SURPRISE_UNIT * count)


@kernel
def _two_largest(letters, weights):
    """The scripts with the most and the second most letters, weighed, and the share of the second, 0 to 1."""
    first, second, whole = 0, 0, 0
    for script in range(1, SCRIPTS):
        weight = letters[script] * weights[script]
        whole += weight
        if weight > letters[first] * weights[first]:
            first, second = script, first
        elif weight > letters[second] * weights[second]:
            second = script
    return first, second, letters[second] * weights[second] / max(whole, 1)


@kernel
def score_blocks(text, starts, ends, model):
    """What each block by itself says about its language; a block with start == end says nothing.

    text: uint8, shape (n,), UTF-8; starts, ends: int64, shape (b,). Returns the columns of
    `language.identify.Scores`, each of shape (b,), `shares` of (b, LANES).
    """
    count = len(starts)
    script = np.zeros(count, np.uint8)
    letters = np.zeros(count, np.int32)
    grams = np.zeros(count, np.int32)
    shares = np.zeros((count, LANES), np.float32)
    alone = np.zeros(count, np.int16)
    alone_prob = np.zeros(count, np.float32)
    surprise = np.zeros(count, np.float64)
    second = np.zeros(count, np.int16)
    second_share = np.zeros(count, np.float32)
    rows = np.empty((MODELLED + 1, 2 * LIMIT + 2), np.uint16)
    found = np.empty(MODELLED + 1, np.int64)
    seen = np.empty(SCRIPTS, np.int64)
    total = np.zeros(LANES, np.int32)
    aside = np.empty(LANES, np.float32)
    alphabet = (model.classes, model.steps, model.cube)
    for block in range(count):
        if starts[block] == ends[block]:
            continue
        _read_letters(
            text, starts[block], _end_of_reading(text, starts[block], ends[block]), alphabet, (rows, found, seen)
        )
        found[MODELLED] = 0
        here, other, second_share[block] = _two_largest(seen, model.weights)
        script[block] = here
        letters[block] = seen[here] * model.syllables[here]
        slot = min(here, MODELLED)
        grams[block] = found[slot]
        _add_rows(model.evidence, rows[slot], found[slot], total)
        lane = _spread(total, model.lanes[here], model.sharpness[found[slot]], model.fading, shares[block])
        if lane >= 0:
            alone[block] = model.lanes[here, lane]
            alone_prob[block] = shares[block, lane]
            if found[slot] > 0:
                surprise[block] = _mean_surprise(model.surprise[lane], rows[slot], found[slot])
        if other > 0:
            slot = min(other, MODELLED)
            _add_rows(model.evidence, rows[slot], found[slot], total)
            lane = _spread(total, model.lanes[other], model.sharpness[found[slot]], model.fading, aside)
            second[block] = model.lanes[other, max(lane, 0)]
    return script, letters, grams, shares, alone, alone_prob, surprise, second, second_share
