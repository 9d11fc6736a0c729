"""Language of blocks: letters to rows of n-gram scores, rows to sums, sums to probabilities.

`model` is a `corpusclean.language.profiles.LanguageModel` throughout. Sums are integers, and exponentials are looked
up: the same bits for any batch, order and machine.
"""

import numpy as np

from corpusclean.kernels import kernel
from corpusclean.kernels.language_rows import LANES, add_few, add_rows
from corpusclean.kernels.utf8 import count_characters

LIMIT = 256  # characters of a block that are read; with 384 no text of lingua, FLORES and UDHR is named better
LATIN = 1
MODELLED = 6  # scripts below this number have n-gram scores
SCRIPTS = 27
SOON = 128  # characters after which a block is named, if it is clear and no stranger than others by then
UNIT = 256  # evidence is in 1/256 nat
SURPRISE_UNIT = 32  # surprise in 1/32 nat
PLANE = 0x10000  # what is beyond the basic plane counts as no letter: emoji, mostly
WIDTH = 2 * LIMIT + 2  # room for the n-grams of a script
CLASS_BITS = 11  # a character is script << CLASS_BITS | capital | letter class
CAPITAL = 1 << (CLASS_BITS - 1)
CLASS_MASK = CAPITAL - 1
SKIPPED = 1  # as if the character was not there
MARK = 0xCC  # the first byte of the marks U+0300 to U+033F, which belong to the letter before them
HALF_BITS = 16  # an entry of `ascii` is a letter class, and above it what a word that begins with it adds to its rows
FOREIGN = 0xFFFFFFFF  # in `ascii`: no ASCII, or a letter of another script
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
def _end_of_reading(text, start, end, limit):
    """Where the first characters of text[start:end] end, as many as limit."""
    left = limit
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

    alphabet: (classes, ascii, steps, cube) of the model. Fills found: (rows, uint16, shape ((MODELLED + 1) * WIDTH,);
    how many, int64, shape (MODELLED + 1,); letters, int64, shape (SCRIPTS,)). The last part of rows is a place for what
    is not kept. The end of a word is an n-gram, at the end of the text as well; a break after a break is none. A word
    with a capital counts half, unless it is the first. Returns the first script, and whether there are others.
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
        base, bits = np.uint64(steps[script, 0]), np.uint64(steps[script, 1])
        whole, halves = np.uint64(steps[script, 2]), np.uint64(steps[script, 3])
        one, two = (ONE << bits) - ONE, (ONE << bits + bits) - ONE
        slot = min(script, np.uint64(MODELLED))
        begin = np.uint64(WIDTH) * slot
        count, seen, half = begin + np.uint64(counts[slot]), ONE, ZERO
        gram = entry & np.uint64(CLASS_MASK)
        rows[count] = cube[base + gram]
        count += np.uint64(gram != ZERO)
        position += length
        while position < stop:
            entry = np.uint64(ascii[script, text[position]])
            if entry == FOREIGN:
                entry, length = _classify(text, position, classes)
                here = entry >> np.uint64(CLASS_BITS)
                if (here != script) & (here != ZERO):
                    break
                if entry == SKIPPED:
                    letters[ZERO] |= text[position] == MARK
                    position += length
                    continue
                letter = entry & np.uint64(CLASS_MASK)
                initial = halves if entry & np.uint64(CAPITAL) else ZERO
            else:
                length = ONE
                letter = entry & np.uint64((1 << HALF_BITS) - 1)
                initial = entry >> np.uint64(HALF_BITS)
            half = half if gram & one else initial
            gram = (gram << bits | letter) & whole
            rows[count] = np.uint64(cube[base + gram]) + half
            count += np.uint64(gram & two != ZERO)
            seen += np.uint64(entry != ZERO)
            position += length
        if gram & one:
            rows[count] = np.uint64(cube[base + (gram << bits & whole)]) + half
            count += ONE
        counts[slot] = np.int64(count - begin)
        letters[script] += np.int64(seen)
    counts[MODELLED] = 0


@kernel
def _weigh(script, tables, places, total):
    """Set total (int32, shape (LANES,)) to what the n-grams of a script say for each lane, in 1/UNIT nat.

    tables: (evidence, handicap, lanes) of the model; places: as from `_read_letters`. Returns the best lane and how
    many n-grams there are.
    """
    evidence, handicap, lanes = tables
    rows, counts, _ = places
    many = counts[min(script, MODELLED)]
    for lane in range(LANES):
        total[lane] = handicap[script, lane]
    if script == LATIN:
        add_rows(evidence, rows, script * WIDTH, many, total)
    elif script < MODELLED:
        add_few(evidence, rows, script * WIDTH, many, total)
    return _best_lane(total, lanes, script), many


@kernel
def _best_lane(total, lanes, script):
    """The first lane of the largest total among those that have a language; -1 where none has."""
    most = total[0]
    for lane in range(1, LANES):
        most = max(most, total[lane])
    for lane in range(LANES):
        if total[lane] == most and lanes[script, lane] != UND:
            return lane
    return -1


@kernel
def _is_clear(total, best, sharpness, fading):
    """Whether no lane but the best has a probability; see `_spread`."""
    least = int(total[best]) - ((len(fading) << 16) - 1) // sharpness
    near = 0
    for lane in range(LANES):
        near += total[lane] >= least
    return near == 1


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
    for lane in range(LANES):
        shares[lane] /= whole


@kernel
def _mean_surprise(evidence, lane, rows, first, count):
    """The mean surprise in nats that the n-grams of rows[first:][:count] are in the language of a lane."""
    total = 0
    place = np.uint64(LANES + lane)
    for i in range(np.uint64(first), np.uint64(first + count)):
        total += np.int64(evidence[rows[i], place]) & 0xFF
    return total / (SURPRISE_UNIT * count)


@kernel
def _is_usual(surprise, usual, many):
    """Whether a text of so many n-grams is no stranger than five in six of its language; usual: float64, shape (3,)."""
    return surprise <= usual[0] + np.sqrt(usual[1] + usual[2] / max(many, 1))


@kernel
def _two_largest(letters, weights):
    """The scripts with the most and the second most letters, weighed, and the share of the second, 0 to 1."""
    many, which = 0, 0
    for script in range(1, SCRIPTS):
        many += letters[script] > 0
        which += script * (letters[script] > 0)
    if many < 2:
        return which, 0, 0.0
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
    marked = np.zeros(count, np.bool_)
    rows = np.empty((MODELLED + 1) * WIDTH, np.uint16)
    found = np.empty(MODELLED + 1, np.int64)
    seen = np.empty(SCRIPTS, np.int64)
    total = np.zeros(LANES, np.int32)
    # Taken out of the tuple here: in the loop, each would cost a reference counted up and down, atomically.
    alphabet = (model.classes, model.ascii, model.steps, model.cube)
    places = (rows, found, seen)
    tables = (model.evidence, model.handicap, model.lanes)
    evidence, lanes, weights, syllables = model.evidence, model.lanes, model.weights, model.syllables
    usual, sharpness, fading = model.usual, model.sharpness, model.fading
    for block in range(count):
        start = starts[block]
        if start == ends[block]:
            continue
        end = _end_of_reading(text, start, ends[block], LIMIT)
        stop = _end_of_reading(text, start, end, SOON)
        while True:
            _read_letters(text, start, stop, alphabet, places)
            here, other, second_share[block] = _two_largest(seen, weights)
            lane, many = _weigh(here, tables, places, total)
            if lane >= 0 and many > 0:
                surprise[block] = _mean_surprise(evidence, lane, rows, here * WIDTH, many)
            clear = lane >= 0 and _is_clear(total, lane, sharpness[many], fading)
            if stop == end or (clear and _is_usual(surprise[block], usual[lanes[here, lane]], many)):
                break
            stop = end
        script[block] = here
        letters[block] = seen[here] * syllables[here] * (end - start) // (stop - start)
        grams[block] = many
        marked[block] = seen[0] > 0
        if lane >= 0:
            alone[block] = lanes[here, lane]
            if clear:
                shares[block, lane] = 1
            else:
                _spread(total, lane, sharpness[many], fading, shares[block])
            alone_prob[block] = shares[block, lane]
        if other > 0:
            lane, _ = _weigh(other, tables, places, total)
            second[block] = lanes[other, max(lane, 0)]
    return script, letters, grams, shares, alone, alone_prob, surprise, second, second_share, marked
