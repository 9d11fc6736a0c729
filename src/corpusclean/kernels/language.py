"""Language of blocks: letters to rows of n-gram scores, rows to sums, sums to probabilities.

`model` is a `corpusclean.language.profiles.LanguageModel` throughout. Sums are integers, and exponentials are looked
up: the same bits for any batch, order and machine.
"""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.language_rows import LANES, add_few, add_rows
from corpusclean.kernels.utf8 import count_characters

LIMIT = 384  # characters of a block that are read; of 512, one long paragraph of UDHR in 800 is told better
LATIN = 1
MODELLED = 6  # scripts below this number have n-gram scores
SCRIPTS = 27
UNIT = 256  # evidence is in 1/256 nat
SURPRISE_UNIT = 32  # surprise in 1/32 nat
PLANE = 0x10000  # what is beyond the basic plane counts as no letter: emoji, mostly
CLASS_BITS = 11  # a character is script << CLASS_BITS | letter class
CLASS_MASK = (1 << CLASS_BITS) - 1
SKIPPED = 1  # as if the character was not there
FOREIGN = 255  # in `ascii`: no ASCII, or a letter of another script
UND = 0

# Positions and table indices are uint64: for int64, Numba adds a test for negative numbers to every access.
ZERO = np.uint64(0)
ONE = np.uint64(1)
TWO = np.uint64(2)
THREE = np.uint64(3)
FOUR = np.uint64(4)
SIX = np.uint64(6)
TWELVE = np.uint64(12)


@kernel
def _end_of_reading(text, start, end):
    """Where the first LIMIT characters of text[start:end] end."""
    left = LIMIT
    position = start
    while end - position > left > 0:
        ahead = position + left  # each byte is a character at most
        left -= count_characters(text, position, ahead)
        position = ahead
    if left > 0:
        return end
    while position < end and (text[position] & 0xC0) == 0x80:
        position += 1
    return position


@kernel
def _classify(text, position, classes):
    """The entry of the character at text[position] in classes (uint16, shape (PLANE,)), and its length: uint64s.

    The sizes are told apart here and not by `utf8.decode`, whose int64 indices take 1.4 times as long.
    """
    byte = text[position]
    if byte < 0x80:
        return np.uint64(classes[byte]), ONE
    high = np.uint64(byte & 0x1F) << SIX | np.uint64(text[position + ONE] & 0x3F)
    if byte < 0xE0:
        return np.uint64(classes[high]), TWO
    if byte < 0xF0:
        point = (high << SIX | np.uint64(text[position + TWO] & 0x3F)) & np.uint64(PLANE - 1)
        return np.uint64(classes[point]), THREE
    return ZERO, FOUR


@kernel
def _read_letters(text, start, end, alphabet, found):
    """List the rows of the n-grams that end at each character of text[start:end], by script, and count the letters.

    alphabet: (classes, ascii, steps, cube) of the model. Fills found: (rows, uint16, shape (MODELLED + 1, 2 * LIMIT +
    2); how many, int64, shape (MODELLED + 1,); letters, int64, shape (SCRIPTS,)). The last row is a place for what is
    not kept. The end of a word is an n-gram, at the end of the text as well; a break after a break is none.
    """
    classes, ascii, steps, cube = alphabet
    rows, counts, letters = found
    counts[:] = 0
    letters[:] = 0
    position, stop = np.uint64(start), np.uint64(end)
    while position < stop:
        entry, length = _classify(text, position, classes)
        script = entry >> np.uint64(CLASS_BITS)
        if script == ZERO:
            position += length
            continue
        base, step, size = np.uint64(steps[script, 0]), np.uint64(steps[script, 1]), np.uint64(steps[script, 2])
        slot = min(script, np.uint64(MODELLED))
        count, seen, before, last = np.uint64(counts[slot]), ZERO, ZERO, ZERO
        while position < stop:
            letter = entry = np.uint64(ascii[script, text[position]])
            length = ONE
            if letter == FOREIGN:
                entry, length = _classify(text, position, classes)
                here = entry >> np.uint64(CLASS_BITS)
                if (here != script) & (here != ZERO):
                    break
                letter = entry & np.uint64(CLASS_MASK)
                if entry == SKIPPED:
                    position += length
                    continue
            rows[slot, count] = cube[base + before + last + letter]
            count += np.uint64((letter | last) != ZERO)
            seen += np.uint64(entry != ZERO)
            before = last * step
            last = letter * size
            position += length
        if last > ZERO:
            rows[slot, count] = cube[base + before + last]
            count += ONE
        counts[slot] = np.int64(count)
        letters[script] += np.int64(seen)


@kernel
def _sum_evidence(script, evidence, rows, count, total):
    """Add the evidence of rows[:count], n-grams of the script, to total: int32, shape (LANES,)."""
    if script == LATIN:
        add_rows(evidence, rows, count, total)
    elif script < MODELLED:
        add_few(evidence, rows, count, total)


@kernel
def _best_lane(total, lanes):
    """The first lane of the largest total among those that have a language; -1 where none has."""
    most = total[0]
    for lane in range(1, LANES):
        most = max(most, total[lane])
    for lane in range(LANES):
        if total[lane] == most and lanes[lane] != UND:
            return lane
    return -1


@kernel
def _spread(total, best, sharpness, fading, shares):
    """The probability of every lane's language into shares (float32, shape (LANES,), all 0 before).

    total: int32, shape (LANES,). A softmax of the sums times sharpness / 65536; what is beyond the end of the table of
    exponentials, fading, has probability 0.
    """
    reach = ((len(fading) << 16) - 1) // sharpness  # the most that the table still holds
    whole = np.float32(0)
    for lane in range(LANES):
        behind = int(total[best]) - int(total[lane])
        if behind <= reach:
            shares[lane] = fading[(behind * sharpness) >> 16]
            whole += shares[lane]
    if whole != 1:
        for lane in range(LANES):
            shares[lane] /= whole


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
    # Taken out of the tuple here: in the loop, each would cost a reference counted up and down, atomically.
    alphabet = (model.classes, model.ascii, model.steps, model.cube)
    places = (rows, found, seen)
    evidence, lanes, handicap, weights = model.evidence, model.lanes, model.handicap, model.weights
    rare, syllables, sharpness, fading = model.surprise, model.syllables, model.sharpness, model.fading
    for block in range(count):
        if starts[block] == ends[block]:
            continue
        _read_letters(text, starts[block], _end_of_reading(text, starts[block], ends[block]), alphabet, places)
        found[MODELLED] = 0
        here, other, second_share[block] = _two_largest(seen, weights)
        slot = min(here, MODELLED)
        script[block] = here
        letters[block] = seen[here] * syllables[here]
        grams[block] = found[slot]
        total[:] = handicap[here]
        _sum_evidence(here, evidence, rows[slot], found[slot], total)
        lane = _best_lane(total, lanes[here])
        if lane >= 0:
            _spread(total, lane, sharpness[found[slot]], fading, shares[block])
            alone[block] = lanes[here, lane]
            alone_prob[block] = shares[block, lane]
            if found[slot] > 0:
                surprise[block] = _mean_surprise(rare[lane], rows[slot], found[slot])
        if other > 0:
            slot = min(other, MODELLED)
            total[:] = handicap[other]
            _sum_evidence(other, evidence, rows[slot], found[slot], total)
            second[block] = lanes[other, max(_best_lane(total, lanes[other]), 0)]
    return script, letters, grams, shares, alone, alone_prob, surprise, second, second_share
