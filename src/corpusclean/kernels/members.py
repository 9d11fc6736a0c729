"""JSON Lines in a buffer: which lines are JSON objects, where their members stand, and what their strings say.

A position is an index into the buffer; a function that looks for an end returns the position after it, or one of the
negative codes below. The buffer always ends with a line feed, and no token of JSON may hold one, so nothing runs over.
Bytes from 0x80 on are letters like any other here; whether they are UTF-8 is the question of `valid_utf8` alone.
"""

import numpy as np

from corpusclean.kernels import kernel

OBJECT = 0  # the line is a JSON object
BLANK = 1  # the line holds nothing but white space
NOT_JSON = -1
NOT_AN_OBJECT = -2  # JSON, but a list, a string, a number ...
CONTROL_BYTE = -3  # a byte below 0x20 in a string, where JSON wants an escape; the rest of the line is not looked at
TOO_DEEP = -4
TOO_MANY_FIELDS = -5

MAX_DEPTH = 512  # Python's own json gives up at about 990
MAX_FIELDS = 1 << 16  # an object of 64 MiB could hold 13 million, and would cost gigabytes

TRUE = np.frombuffer(b"true", np.uint8)
FALSE = np.frombuffer(b"false", np.uint8)
NULL = np.frombuffer(b"null", np.uint8)
NAN = np.frombuffer(b"NaN", np.uint8)
INFINITY = np.frombuffer(b"Infinity", np.uint8)

# Eight bytes at a time: adding to the low seven bits of every byte sets its high bit where the byte is not the one
# that is looked for; no sum carries into the next byte.
LOW = np.uint64(0x7F7F7F7F7F7F7F7F)
HIGH = np.uint64(0x8080808080808080)
QUOTES = np.uint64(0x2222222222222222)
BACKSLASHES = np.uint64(0x5C5C5C5C5C5C5C5C)
UP_TO_SPACE = np.uint64(0x6060606060606060)


@kernel
def _all_plain(word):
    """Whether no byte of a uint64 is a quote, a backslash or below 0x20."""
    quotes = word ^ QUOTES
    backslashes = word ^ BACKSLASHES
    plain = ((quotes & LOW) + LOW) | quotes
    plain &= ((backslashes & LOW) + LOW) | backslashes
    plain &= ((word & LOW) + UP_TO_SPACE) | word
    return (plain & HIGH) == HIGH


@kernel
def _plain_end(data, words, position):
    """The first quote, backslash or byte below 0x20 from `position` on."""
    while position & 7:
        byte = data[position]
        if byte == 0x22 or byte == 0x5C or byte < 0x20:
            return position
        position += 1
    word = position >> 3
    while word < len(words) and _all_plain(words[word]):
        word += 1
    position = word << 3
    while data[position] != 0x22 and data[position] != 0x5C and data[position] >= 0x20:
        position += 1
    return position


@kernel
def _is_hex(byte):
    return 0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x46 or 0x61 <= byte <= 0x66


@kernel
def _escape_end(data, position):
    """The end of the escape whose backslash stands just before `position`."""
    byte = data[position]
    if byte == 0x75:  # u
        for i in range(1, 5):
            if not _is_hex(data[position + i]):
                return NOT_JSON
        return position + 5
    if byte == 0x22 or byte == 0x2F or byte == 0x5C:
        return position + 1
    if byte == 0x62 or byte == 0x66 or byte == 0x6E or byte == 0x72 or byte == 0x74:  # b f n r t
        return position + 1
    return NOT_JSON


@kernel
def _string_end(data, words, position):
    """The end of the string whose opening quote stands at `position`."""
    position += 1
    while True:
        position = _plain_end(data, words, position)
        byte = data[position]
        if byte == 0x22:
            return position + 1
        if byte == 0x0A:
            return NOT_JSON
        if byte != 0x5C:
            return CONTROL_BYTE
        position = _escape_end(data, position + 1)
        if position < 0:
            return position


@kernel
def _digits_end(data, position):
    while 0x30 <= data[position] <= 0x39:
        position += 1
    return position


@kernel
def _literal_end(data, position, literal):
    for i in range(len(literal)):
        if data[position + i] != literal[i]:
            return NOT_JSON
    return position + len(literal)


@kernel
def _number_end(data, position):
    """The end of a number of any size; -Infinity too, as Python writes it."""
    if data[position] == 0x2D:
        position += 1
        if data[position] == 0x49:
            return _literal_end(data, position, INFINITY)
    end = _digits_end(data, position)
    if end == position or (data[position] == 0x30 and end > position + 1):
        return NOT_JSON
    if data[end] == 0x2E:
        position = end + 1
        end = _digits_end(data, position)
        if end == position:
            return NOT_JSON
    if data[end] == 0x45 or data[end] == 0x65:
        position = end + 1
        if data[position] == 0x2B or data[position] == 0x2D:
            position += 1
        end = _digits_end(data, position)
        if end == position:
            return NOT_JSON
    return end


@kernel
def _scalar_end(data, words, position):
    """The end of a string, number, true, false, null, and of Python's NaN and Infinity."""
    byte = data[position]
    if byte == 0x22:
        return _string_end(data, words, position)
    if byte == 0x74:
        return _literal_end(data, position, TRUE)
    if byte == 0x66:
        return _literal_end(data, position, FALSE)
    if byte == 0x6E:
        return _literal_end(data, position, NULL)
    if byte == 0x4E:
        return _literal_end(data, position, NAN)
    if byte == 0x49:
        return _literal_end(data, position, INFINITY)
    return _number_end(data, position)


@kernel
def _space_end(data, position):
    while data[position] == 0x20 or data[position] == 0x09 or data[position] == 0x0D:
        position += 1
    return position


@kernel
def _key_end(data, words, position):
    """The end of a key (its quote stands at `position`) and where its value begins; the first is negative on a fault."""
    if data[position] != 0x22:
        return NOT_JSON, position
    end = _string_end(data, words, position)
    if end < 0:
        return end, position
    colon = _space_end(data, end)
    if data[colon] != 0x3A:
        return NOT_JSON, position
    return end, _space_end(data, colon + 1)


@kernel
def _value_end(data, words, position, stack):
    """The end of the value that begins at `position`, however it nests. stack: uint8, shape (MAX_DEPTH,), scratch."""
    depth = 0
    while True:
        opening = data[position]
        if opening == 0x7B or opening == 0x5B:
            if depth == len(stack):
                return TOO_DEEP
            stack[depth] = opening
            depth += 1
            position = _space_end(data, position + 1)
            more = data[position] != opening + 2  # } and ] come two after { and [
        else:
            position = _scalar_end(data, words, position)
            if position < 0:
                return position
            more = False
        while not more:
            if depth == 0:
                return position
            position = _space_end(data, position)
            if data[position] == stack[depth - 1] + 2:
                depth -= 1
                position += 1
            elif data[position] == 0x2C:
                position = _space_end(data, position + 1)
                more = True
            else:
                return NOT_JSON
        if stack[depth - 1] == 0x7B:
            end, position = _key_end(data, words, position)
            if end < 0:
                return end


@kernel
def _find_fields(data, words, position, members, row, stack):
    """The members of the object whose brace stands at `position`, written to `members` from `row` on.

    Returns the object's end (or a fault), the table (a larger one where it was full), and the row after the last.
    """
    limit = row + MAX_FIELDS
    position = _space_end(data, position + 1)
    if data[position] == 0x7D:
        return position + 1, members, row
    while True:
        key = position
        key_end, position = _key_end(data, words, position)
        if key_end < 0:
            return key_end, members, row
        end = _value_end(data, words, position, stack)
        if end < 0:
            return end, members, row
        if row == limit:
            return TOO_MANY_FIELDS, members, row
        if row == len(members):
            members = np.concatenate((members, np.empty_like(members)))
        members[row, 0] = key
        members[row, 1] = key_end
        members[row, 2] = position
        members[row, 3] = end
        row += 1
        position = _space_end(data, end)
        if data[position] == 0x7D:
            return position + 1, members, row
        if data[position] != 0x2C:
            return NOT_JSON, members, row
        position = _space_end(data, position + 1)


@kernel
def find_members(data, words, lines):
    """Every line of JSON Lines: what it is, and where the members of its object are.

    data: uint8, shape (n,), ends with a line feed; words: the same bytes as uint64, shape (n // 8,); lines: how many
    line feeds there are. Returns `starts` (int64, shape (lines + 1,), where each line begins), `status` (int8, shape
    (lines,), OBJECT, BLANK or a fault), `first` (int64, shape (lines + 1,), the row of each line's first member) and
    `members` (int64, shape (m, 4): start and end of the key with its quotes, start and end of the value).
    """
    starts = np.empty(lines + 1, np.int64)
    status = np.empty(lines, np.int8)
    first = np.empty(lines + 1, np.int64)
    members = np.empty((4 * lines + 8, 4), np.int64)
    stack = np.empty(MAX_DEPTH, np.uint8)
    position = 0
    row = 0
    for line in range(lines):
        starts[line] = position
        first[line] = row
        begin = _space_end(data, position)
        end = begin
        verdict = BLANK
        if data[begin] == 0x7B:
            verdict = OBJECT
            end, members, row = _find_fields(data, words, begin, members, row, stack)
        elif data[begin] != 0x0A:
            verdict = NOT_AN_OBJECT
            end = _value_end(data, words, begin, stack)
        if end >= 0:
            end = _space_end(data, end)
            if data[end] != 0x0A:
                end = NOT_JSON
        if end < 0:
            verdict = end
            end = begin
            while data[end] != 0x0A:
                end += 1
        if verdict < 0:
            row = first[line]
        status[line] = verdict
        position = end + 1
    starts[lines] = position
    first[lines] = row
    return starts, status, first, members[:row]


@kernel
def _hex_value(data, position):
    """The number that four hexadecimal digits write."""
    value = 0
    for i in range(4):
        byte = int(data[position + i])
        value = value * 16 + (byte - 0x30 if byte < 0x3A else (byte | 0x20) - 0x57)
    return value


@kernel
def _write_point(out, to, point):
    """Write a code point as UTF-8; returns the position after it."""
    if point < 0x80:
        out[to] = point
        return to + 1
    if point < 0x800:
        out[to] = 0xC0 | (point >> 6)
        out[to + 1] = 0x80 | (point & 0x3F)
        return to + 2
    if point < 0x10000:
        out[to] = 0xE0 | (point >> 12)
        out[to + 1] = 0x80 | ((point >> 6) & 0x3F)
        out[to + 2] = 0x80 | (point & 0x3F)
        return to + 3
    out[to] = 0xF0 | (point >> 18)
    out[to + 1] = 0x80 | ((point >> 12) & 0x3F)
    out[to + 2] = 0x80 | ((point >> 6) & 0x3F)
    out[to + 3] = 0x80 | (point & 0x3F)
    return to + 4


@kernel
def _read_escape(data, position, end):
    """The code point of the escape whose backslash stands at `position`, and its length; a lone surrogate gives -1."""
    byte = data[position + 1]
    if byte == 0x75:
        point = _hex_value(data, position + 2)
        if 0xD800 <= point < 0xDC00 and position + 12 <= end and data[position + 6] == 0x5C and data[position + 7] == 0x75:
            low = _hex_value(data, position + 8)
            if 0xDC00 <= low < 0xE000:
                return 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00), 12
        if 0xD800 <= point < 0xE000:
            return -1, 6
        return point, 6
    if byte == 0x62:
        return 0x08, 2
    if byte == 0x66:
        return 0x0C, 2
    if byte == 0x6E:
        return 0x0A, 2
    if byte == 0x72:
        return 0x0D, 2
    if byte == 0x74:
        return 0x09, 2
    return int(byte), 2


@kernel
def unescape(data, words, starts, ends):
    """The texts of strings, one after the other: `text` (uint8), `text_ends` and `replaced` (int64, shape (s,)).

    data, words: as for `find_members`, which found the strings sound; starts, ends: int64, shape (s,), the strings with
    their quotes. `replaced` counts the lone surrogates that became U+FFFD: they can not be written as UTF-8.
    """
    text = np.empty((ends - starts).sum(), np.uint8)
    text_ends = np.empty(len(starts), np.int64)
    replaced = np.zeros(len(starts), np.int64)
    to = 0
    for row in range(len(starts)):
        position = starts[row] + 1
        while True:
            plain_end = _plain_end(data, words, position)
            for i in range(plain_end - position):
                text[to + i] = data[position + i]
            to += plain_end - position
            position = plain_end
            if data[position] == 0x22:
                break
            point, length = _read_escape(data, position, ends[row])
            replaced[row] += point < 0
            to = _write_point(text, to, point if point >= 0 else 0xFFFD)
            position += length
        text_ends[row] = to
    return text[:to], text_ends, replaced


@kernel
def valid_utf8(data):
    """Whether a buffer is UTF-8 as the Unicode standard defines it (table 3-7). data: uint8, shape (n,).

    Every byte is looked at together with the three before it and nothing branches, so the compiler makes vector code.
    """
    n = len(data)
    wrong = False
    for i in range(3, n):
        byte = data[i]
        one = data[i - 1]
        follows = (one >= 0xC0) | (data[i - 2] >= 0xE0) | (data[i - 3] >= 0xF0)
        wrong |= ((byte & 0xC0) == 0x80) != follows
        wrong |= (byte == 0xC0) | (byte == 0xC1) | (byte >= 0xF5)
        wrong |= ((one == 0xE0) & (byte < 0xA0)) | ((one == 0xED) & (byte >= 0xA0))
        wrong |= ((one == 0xF0) & (byte < 0x90)) | ((one == 0xF4) & (byte >= 0x90))
    return not wrong
