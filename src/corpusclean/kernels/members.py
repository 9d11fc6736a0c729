"""JSON Lines in a buffer: which lines are JSON objects, and where their members stand.

A position is an index into the buffer; a function that looks for an end returns the position after it, or one of the
negative codes below. The buffer always ends with a line feed, and no token of JSON may hold one, so nothing runs over.
Bytes from 0x80 on are letters like any other here; whether they are UTF-8 is the question of `valid_utf8` alone.
"""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.copying import copy_bytes
from corpusclean.kernels.scanning import scanner
from corpusclean.kernels.strings import plain_end

OBJECT = 0  # the line is a JSON object
BLANK = 1  # the line holds nothing but white space
NOT_JSON = -1
NOT_AN_OBJECT = -2  # JSON, but a list, a string, a number ...
CONTROL_BYTE = -3  # a byte below 0x20 in a string, where JSON wants an escape; the rest of the line is not looked at
TOO_DEEP = -4
TOO_MANY_FIELDS = -5

MAX_DEPTH = 512  # Python's own json gives up at about 990
MAX_FIELDS = 1 << 16  # an object of 64 MiB could hold 13 million, and would cost gigabytes

count_feeds = scanner((0x0A, 0x0A)).count

TRUE = np.frombuffer(b"true", np.uint8)
FALSE = np.frombuffer(b"false", np.uint8)
NULL = np.frombuffer(b"null", np.uint8)


@inner
def _is_hex(byte):
    return 0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x46 or 0x61 <= byte <= 0x66


@inner
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


@inner
def _string_end(data, position):
    """The end of the string whose opening quote stands at `position`."""
    position += 1
    while True:
        position = plain_end(data, position, len(data))
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


@inner
def _digits_end(data, position):
    while 0x30 <= data[position] <= 0x39:
        position += 1
    return position


@inner
def _literal_end(data, position, literal):
    for i in range(len(literal)):
        if data[position + i] != literal[i]:
            return NOT_JSON
    return position + len(literal)


@inner
def _number_end(data, position):
    """The end of a number of any size and precision."""
    if data[position] == 0x2D:
        position += 1
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


@inner
def _scalar_end(data, position):
    """The end of a string, a number, true, false or null. NaN and Infinity, as Python writes them, are not JSON."""
    byte = data[position]
    if byte == 0x22:
        return _string_end(data, position)
    if byte == 0x74:
        return _literal_end(data, position, TRUE)
    if byte == 0x66:
        return _literal_end(data, position, FALSE)
    if byte == 0x6E:
        return _literal_end(data, position, NULL)
    return _number_end(data, position)


@inner
def _space_end(data, position):
    while data[position] == 0x20 or data[position] == 0x09 or data[position] == 0x0D:
        position += 1
    return position


@inner
def _key_end(data, position):
    """The end of a key (its quote stands at `position`), which is negative on a fault, and where its value begins."""
    if data[position] != 0x22:
        return NOT_JSON, position
    end = _string_end(data, position)
    if end < 0:
        return end, position
    colon = _space_end(data, end)
    if data[colon] != 0x3A:
        return NOT_JSON, position
    return end, _space_end(data, colon + 1)


@inner
def _value_end(data, position, stack):
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
            position = _scalar_end(data, position)
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
            end, position = _key_end(data, position)
            if end < 0:
                return end


@kernel
def _find_fields(data, position, members, row, stack):
    """The members of the object whose brace stands at `position`, written to `members` from `row` on.

    Returns the object's end (or a fault), the table (a larger one where it was full), and the row after the last.
    """
    limit = row + MAX_FIELDS
    position = _space_end(data, position + 1)
    if data[position] == 0x7D:
        return position + 1, members, row
    while True:
        key = position
        key_end, position = _key_end(data, position)
        if key_end < 0:
            return key_end, members, row
        end = _value_end(data, position, stack)
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
def _scan_line(data, begin, members, row, stack):
    """What the line that begins at `begin` is; its end; the table of members, and the row after the line's last."""
    verdict = BLANK
    end = begin = _space_end(data, begin)
    after = row
    if data[begin] == 0x7B:
        verdict = OBJECT
        end, members, after = _find_fields(data, begin, members, row, stack)
    elif data[begin] != 0x0A:
        verdict = NOT_AN_OBJECT
        end = _value_end(data, begin, stack)
    if end >= 0:
        end = _space_end(data, end)
        if data[end] == 0x0A:
            return verdict, end, members, after
        end = NOT_JSON
    verdict = end
    while data[begin] != 0x0A:
        begin += 1
    return verdict, begin, members, row


@inner
def _same_keys(data, members, one, other, count):
    """Whether `count` members from row `one` on have the keys of those from row `other` on, byte for byte."""
    for i in range(count):
        start, end = members[one + i, 0], members[one + i, 1]
        there = members[other + i, 0]
        if members[other + i, 1] - there != end - start:
            return False
        for k in range(end - start):
            if data[start + k] != data[there + k]:
                return False
    return True


@kernel
def find_members(data):
    """Every line of JSON Lines: what it is, and where the members of its object are.

    data: uint8, shape (n,), ends with a line feed, and has l of them. Returns `status` (int8, shape (l,), OBJECT, BLANK
    or a fault), `alike` (bool, shape (l,), whether an object has the keys of the object before it, in the same order),
    `first` (int64, shape (l + 1,), the row of each line's first member) and `members` (int64, shape (m, 4): start and
    end of the key with its quotes, start and end of the value).
    """
    lines = count_feeds(data, 0, len(data))
    status = np.empty(lines, np.int8)
    alike = np.zeros(lines, np.bool_)
    first = np.empty(lines + 1, np.int64)
    members = np.empty((4 * lines + 8, 4), np.int64)
    stack = np.empty(MAX_DEPTH, np.uint8)
    position = 0
    row = 0
    before, fields_before = 0, -1
    for line in range(lines):
        first[line] = row
        status[line], position, members, after = _scan_line(data, position, members, row, stack)
        position += 1
        if status[line] == OBJECT:
            alike[line] = after - row == fields_before and _same_keys(data, members, row, before, fields_before)
            before, fields_before = row, after - row
        row = after
    first[lines] = row
    return status, alike, first, members[:row]


@kernel
def join_members(data, members, counts, keys, names):
    """Members of pages, joined by `, `: uint8, and where those of each page end (int64, shape (p,)).

    data: uint8, shape (n,); members: int64, shape (m, 4), as from `find_members`, those of one page after those of
    another; counts: int64, shape (p,), how many each page has; keys: int64, shape (m,), the number of a new key, 0: a
    member keeps its own; names: the new keys with their colons, one after the other, and where each ends.
    """
    letters, name_ends = names
    size = 0
    for row in range(len(members)):
        size += members[row, 3] - members[row, 0] + 2
        if keys[row] > 0:
            size += name_ends[keys[row]] - name_ends[keys[row] - 1]
    out = np.empty(size, np.uint8)
    ends = np.empty(len(counts), np.int64)
    to = row = 0
    for page in range(len(counts)):
        for number in range(counts[page]):
            if number > 0:
                out[to] = 0x2C
                out[to + 1] = 0x20
                to += 2
            start, key = members[row, 0], keys[row]
            if key > 0:
                start = members[row, 2]
                copy_bytes(letters, name_ends[key - 1], name_ends[key] - name_ends[key - 1], out, to)
                to += name_ends[key] - name_ends[key - 1]
            copy_bytes(data, start, members[row, 3] - start, out, to)
            to += members[row, 3] - start
            row += 1
        ends[page] = to
    return out[:to], ends
