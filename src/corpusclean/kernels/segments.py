"""The stretches of a row of points that are worth most: Ruzzo and Tompa's algorithm, in linear time."""

from corpusclean.kernels import inner

START, STOP, BEFORE, UP_TO, LOWER = range(5)  # the rows of `found`


@inner
def best_segments(points, first, last, found):
    """All stretches of points[first:last] whose sum neither grows nor stays by cutting or extending them.

    They are disjoint, begin and end with points above 0, and hold every such entry (W. L. Ruzzo, M. Tompa, "A linear
    time algorithm for finding all maximal scoring subsequences", 1999). points: int64, shape (b,); found: int64, shape
    (5, last - first or more), gets a column a stretch, in order: its START and STOP, and the sums of all points BEFORE
    it and UP_TO its end; LOWER is the last stretch before it that has less before it. Returns how many there are.
    """
    count = 0
    total = 0
    for i in range(first, last):
        if points[i] <= 0:
            total += points[i]
            continue
        start, before = i, total
        total += points[i]
        other = count - 1
        while True:
            while other >= 0 and found[BEFORE, other] >= before:
                other = found[LOWER, other]
            if other < 0 or found[UP_TO, other] >= total:
                break
            start, before = found[START, other], found[BEFORE, other]
            count = other
            other = found[LOWER, other]
        found[START, count], found[STOP, count] = start, i + 1
        found[BEFORE, count], found[UP_TO, count] = before, total
        found[LOWER, count] = other
        count += 1
    return count
