"""Letters as n-grams are made of them: read by script, each as its class; then the row of every n-gram."""

import numpy as np

from corpusclean.kernels import inlined, inner

LIMIT = 256  # characters of a block that are read; with 384 no text of lingua, FLORES and UDHR is named better
MODELLED = 6  # scripts below this number have n-gram scores
WIDTH = 2 * LIMIT + 2  # room for the letters of a script, and for its n-grams
PLANE = 0x10000  # what is beyond the basic plane counts as no letter: emoji, mostly
CLASS_BITS = 11  # a character is script << CLASS_BITS | capital | letter class
CAPITAL = 1 << (CLASS_BITS - 1)
CLASS_MASK = CAPITAL - 1
SKIPPED = 1  # as if the character was not there
MARK = 0xCC  # the first byte of the marks U+0300 to U+033F, which belong to the letter before them
HALF_BITS = 16  # an entry of `ascii` is a letter class, and above it what a word that begins with it adds to its rows
FOREIGN = 0xFFFFFFFF  # in `ascii`: no ASCII, or a letter of another script

# Positions and table indices are uint64: for int64, Numba adds a test for negative numbers to every access.
ZERO = np.uint64(0)
ONE = np.uint64(1)
TWO = np.uint64(2)
THREE = np.uint64(3)
FOUR = np.uint64(4)
SIX = np.uint64(6)
LETTER = np.uint64((1 << HALF_BITS) - 1)
AT_FIRST = (ZERO, ZERO, ZERO, ZERO)  # where nothing has been read: see `read_letters`


@inner
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


@inlined
def _read_run(text, span, reading, alphabet, found):
    """As `read_letters`, up to the first letter of another script. ASCII is read in a loop of its own."""
    classes, ascii, steps, cube = alphabet
    rows, counts, seen = found
    position, end, left = span
    script, gram, half, _ = reading
    base, bits = np.uint64(steps[script, 0]), np.uint64(steps[script, 1])
    whole, halves = np.uint64(steps[script, 2]), np.uint64(steps[script, 3])
    one, two = (ONE << bits) - ONE, (ONE << bits + bits) - ONE
    slot = min(script, np.uint64(MODELLED))
    begin = np.uint64(WIDTH) * slot
    count, many, ended = begin + np.uint64(counts[slot]), ZERO, False
    while left > ZERO:
        first, near = position, min(end, position + left)
        while position < near:
            entry = np.uint64(ascii[script, text[position]])
            if entry == FOREIGN:
                break
            half = half if gram & one else entry >> np.uint64(HALF_BITS)
            gram = (gram << bits | entry & LETTER) & whole
            rows[count] = np.uint64(cube[base + gram]) + half
            count += np.uint64(gram & two != ZERO)
            many += np.uint64(entry != ZERO)
            position += ONE
        left -= position - first
        if position == near:
            break
        entry, length = _classify(text, position, classes)
        here = entry >> np.uint64(CLASS_BITS)
        ended = (here != script) & (here != ZERO)
        if ended:
            break
        left -= ONE
        seen[ZERO] |= (entry == SKIPPED) & (text[position] == MARK)
        position += length
        if entry != SKIPPED:
            half = half if gram & one else halves if entry & np.uint64(CAPITAL) else ZERO
            gram = (gram << bits | entry & np.uint64(CLASS_MASK)) & whole
            rows[count] = np.uint64(cube[base + gram]) + half
            count += np.uint64(gram & two != ZERO)
            many += np.uint64(entry != ZERO)
    rows[count] = np.uint64(cube[base + (gram << bits & whole)]) + half
    last = np.uint64(gram & one != ZERO)
    counts[slot] = np.int64(count - begin + (last if ended else ZERO)) if slot < MODELLED else 0
    seen[script] += np.int64(many)
    return (position, left), (ZERO if ended else script, gram, half, last)


@inlined
def read_letters(text, span, reading, alphabet, found):
    """List the rows of the n-grams that end at each letter and word of a text, by script, and count the letters.

    span: (where to begin, the end of the text, how many characters to read), uint64; reading: AT_FIRST, or what the
    call returned that read the text up to here; alphabet: (classes, ascii, steps, cube) of the model. Adds to found:
    (rows, uint16, shape ((MODELLED + 1) * WIDTH,); how many, int64, shape (MODELLED + 1,); letters, int64, shape
    (SCRIPTS,), and in [0] whether a MARK was skipped). The last part of rows is a place for what is not kept.

    The end of a word is an n-gram; a break after a break is none. A word with a capital counts half, unless it is the
    first since a letter of another script. Returns where it ended, and the reading: the script of the last letters, the
    last n-gram, what was added to its row, and whether a row follows for the end of its word, if the text ends here.
    """
    classes, _, steps, cube = alphabet
    rows, counts, letters = found
    position, end, left = span
    while (position < end) & (left > ZERO):
        if reading[0] == ZERO:
            entry, length = _classify(text, position, classes)
            position += length
            left -= ONE
            script = entry >> np.uint64(CLASS_BITS)
            if script == ZERO:
                continue
            gram, slot = entry & np.uint64(CLASS_MASK), min(script, np.uint64(MODELLED))
            rows[np.uint64(WIDTH) * slot + np.uint64(counts[slot])] = cube[np.uint64(steps[script, 0]) + gram]
            counts[slot] += gram != ZERO
            letters[script] += 1
            reading = (script, gram, ZERO, np.uint64(gram != ZERO))
        (position, left), reading = _read_run(text, (position, end, left), reading, alphabet, found)
    return position, reading
