"""Language of blocks: letters to rows of n-gram scores, rows to sums, sums to probabilities.

`model` is a `corpusclean.language.profiles.LanguageModel` throughout. Sums are integers, and exponentials are looked
up: the same bits for any batch, order and machine.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpusclean.kernels import inlined, inner, kernel
from corpusclean.kernels.characters import lowest_bit
from corpusclean.kernels.language_letters import AT_FIRST, LIMIT, MODELLED, WIDTH, read_letters
from corpusclean.kernels.language_rows import LANES, add_few, add_rows, lanes_from
from corpusclean.kernels.utf8 import count_characters

LATIN = 1
SCRIPTS = 27
SOON = 128  # characters after which a block is named, if it is clear and no stranger than others by then
UNIT = 256  # evidence is in 1/256 nat
SURPRISE_UNIT = 32  # surprise in 1/32 nat
UND = 0

ZERO = np.uint64(0)
ONE = np.uint64(1)


class Room(NamedTuple):
    """What a block is looked at in: rows, how many and letters by script, as in `read_letters`; a sum of rows."""

    rows: NDArray[np.uint16]
    counts: NDArray[np.int64]
    letters: NDArray[np.int64]
    total: NDArray[np.int32]


class Columns(NamedTuple):
    """What is found out about the blocks: `language.identify.Scores`, and whether a mark was skipped."""

    script: NDArray[np.uint8]
    letters: NDArray[np.int32]
    grams: NDArray[np.int32]
    shares: NDArray[np.float32]
    alone: NDArray[np.int16]
    alone_prob: NDArray[np.float32]
    surprise: NDArray[np.float64]
    second: NDArray[np.int16]
    second_share: NDArray[np.float32]
    marked: NDArray[np.bool_]


@kernel
def _make_room():
    return Room(
        np.zeros((MODELLED + 1) * WIDTH, np.uint16),
        np.zeros(MODELLED + 1, np.int64),
        np.zeros(SCRIPTS, np.int64),
        np.zeros(LANES, np.int32),
    )


@kernel
def _make_columns(count):
    return Columns(
        np.zeros(count, np.uint8),
        np.zeros(count, np.int32),
        np.zeros(count, np.int32),
        np.zeros((count, LANES), np.float32),
        np.zeros(count, np.int16),
        np.zeros(count, np.float32),
        np.zeros(count, np.float64),
        np.zeros(count, np.int16),
        np.zeros(count, np.float32),
        np.zeros(count, np.bool_),
    )


@inlined
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


@inlined
def _weigh(script, reading, model, room):
    """Set room.total to what the n-grams of a script say for each lane, in 1/UNIT nat; reading: of `read_letters`.

    Returns the best lane, -1 where none has a language, and how many n-grams there are.
    """
    many = room.counts[min(script, MODELLED)]
    if script == reading[0]:
        many += np.int64(reading[3])
    total, handicap = room.total, model.handicap
    for lane in range(LANES):
        total[lane] = handicap[script, lane]
    if script == LATIN:
        add_rows(model.evidence, room.rows, script * WIDTH, many, total)
    elif script < MODELLED:
        add_few(model.evidence, room.rows, script * WIDTH, many, total)
    most = total[0]
    for lane in range(1, LANES):
        most = max(most, total[lane])
    lane = lowest_bit(lanes_from(total, most))  # a lane without a language begins too far behind to be it
    return lane if model.lanes[script, lane] != UND else -1, many


@inner
def _is_clear(total, best, sharpness, fading):
    """Whether no lane but the best has a probability; see `_spread`."""
    near = lanes_from(total, int(total[best]) - ((len(fading) << 16) - 1) // sharpness)
    return near & (near - ONE) == ZERO


@inner
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


@inlined
def _mean_surprise(evidence, lane, rows, first, count):
    """The mean surprise in nats that the n-grams of rows[first:][:count] are in the language of a lane."""
    total = 0
    place = np.uint64(LANES + lane)
    for i in range(np.uint64(first), np.uint64(first + count)):
        total += np.int64(evidence[rows[i], place]) & 0xFF
    return total / (SURPRISE_UNIT * count)


@inner
def _is_usual(surprise, usual, language, many):
    """Whether a text of so many n-grams is no stranger than five in six of its language; usual: of the model."""
    return surprise <= usual[language, 0] + np.sqrt(usual[language, 1] + usual[language, 2] / max(many, 1))


@inner
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


@inlined
def _read_block(text, span, model, room):
    """Read a block, text[span[0]:span[1]], as far as it takes to name its language.

    Returns where reading ended; the scripts as from `_two_largest`; the best lane, how many n-grams there are, whether
    no other lane has a probability; the mean surprise.
    """
    places = (room.rows, room.counts, room.letters)
    alphabet = (model.classes, model.ascii, model.steps, model.cube)
    room.counts[:] = 0
    room.letters[:] = 0
    position, reading, surprise = np.uint64(span[0]), AT_FIRST, 0.0
    end = np.uint64(span[1])
    scripts, best, limit = (0, 0, 0.0), (0, 0, False), SOON
    for limit in range(SOON, LIMIT + 1, LIMIT - SOON):
        ahead = (position, end, np.uint64(SOON if limit == SOON else LIMIT - SOON))
        position, reading = read_letters(text, ahead, reading, alphabet, places)
        scripts = _two_largest(room.letters, model.weights)
        lane, many = _weigh(scripts[0], reading, model, room)
        if lane >= 0 and many > 0:
            surprise = _mean_surprise(model.evidence, lane, room.rows, scripts[0] * WIDTH, many)
        clear = lane >= 0 and _is_clear(room.total, lane, model.sharpness[many], model.fading)
        best = (lane, many, clear)
        if position >= end or (clear and _is_usual(surprise, model.usual, model.lanes[scripts[0], lane], many)):
            break
    return (np.int64(position), LIMIT - limit), reading, scripts, best, surprise


@inlined
def _score_block(text, span, model, room, columns, block):
    """Fill in the row of a block, text[span[0]:span[1]]."""
    start, end = span
    (stop, left), reading, scripts, best, columns.surprise[block] = _read_block(text, span, model, room)
    here, other, columns.second_share[block] = scripts
    lane, many, clear = best
    if stop < end:
        end = _end_of_reading(text, stop, end, left)
    columns.script[block] = here
    columns.letters[block] = room.letters[here] * model.syllables[here] * (end - start) // (stop - start)
    columns.grams[block] = many
    columns.marked[block] = room.letters[0] > 0
    if lane >= 0:
        columns.alone[block] = model.lanes[here, lane]
        if clear:
            columns.shares[block, lane] = 1
        else:
            _spread(room.total, lane, model.sharpness[many], model.fading, columns.shares[block])
        columns.alone_prob[block] = columns.shares[block, lane]
    if other > 0:
        lane, _ = _weigh(other, reading, model, room)
        columns.second[block] = model.lanes[other, max(lane, 0)]


@kernel
def score_blocks(text, starts, ends, model):
    """What each block by itself says about its language; a block with start == end says nothing.

    text: uint8, shape (n,), UTF-8; starts, ends: int64, shape (b,). Returns `Columns`, each of shape (b,), `shares` of
    (b, LANES).
    """
    columns, room = _make_columns(len(starts)), _make_room()
    for block in range(len(starts)):
        if starts[block] < ends[block]:
            _score_block(text, (starts[block], ends[block]), model, room, columns, block)
    return columns
