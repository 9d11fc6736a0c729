"""Which runs of short blocks go: points for every block, the page's bodies of text, and the stretches worth most."""

import numpy as np

from corpusclean.kernels import inner, kernel
from corpusclean.kernels.heads import read_head
from corpusclean.kernels.links import (
    AFTER,
    AT_EDGE,
    BETWEEN,
    CLOSED,
    FIGURE,
    INSIDE,
    KIND,
    KNOWN,
    MENU,
    NEUTRAL,
    NO_TWIN,
    ONE_TWIN,
    OWN,
    PAGE,
    PLACE,
    PLAIN,
    POINTS,
    PROSE,
    ROW_OF_TWINS,
    SIZE,
    TAKEN,
    TWIN,
)
from corpusclean.kernels.segments import BEFORE, START, STOP, UP_TO, best_segments
from corpusclean.kernels.shapes import BYLINE, DATE, LIKE_BYLINE, NAME, TITLE

# A body is a stretch where paragraphs, each worth its bytes, outweigh what stands between them.
MOST_OF_PARAGRAPH = 240
BETWEEN_PARAGRAPHS = -30
LEAST_BODY = 300
SHARE_OF_LARGEST = 4  # a body has at least one fourth of the largest one's weight

# Points for a block in a run of links.
EVIDENCE = 40  # residue, the phrase of a weak rule, one of a row of twins
LONE_TWIN = 10  # outside the bodies of text; inside one it may be a heading or a refrain
PLAIN_INSIDE, PLAIN_ELSEWHERE = -15, 0
PROSE_INSIDE, PROSE_ELSEWHERE = -1_000_000, -30
SOME_EVIDENCE = 15  # points for looks: a row of links, an address, a copyright line
MOST_WEDGED = 240  # bytes; a longer paragraph between residue may be an article
MOST_DEEP, DEEP = 400, 2  # bytes in one that may be longer, deep in a footer: so many rows of residue on either side
AROUND = 3  # rows before and after it in which there is no other
SHORT_LINK = 24  # bytes; a longer one without a menu may be a title, a place or a price
SHORT_SENTENCE = 60  # bytes; a shorter sentence may be one of a run: "Welcome!"

LEAST_BLOCKS = 4  # in a run
ENOUGH_INSIDE, ENOUGH, NEVER = 120, 90, 1 << 60
ENOUGH_AT_END = 65  # for the blocks of a shorter run that are evidence, if it begins or ends the page
HEAD = 8  # blocks above a body's paragraph among which its title, date and byline may be
NEAR = 3  # blocks above it where they may be though three in a row come again on the page


@inner
def mark_bodies(rows, first, last, found):
    """Fill in PLACE of the rows [first, last) of a page. Returns whether the page has a body of text.

    found: int64, shape (5, b), room for stretches; so are the rows' POINTS.
    """
    points = rows[POINTS]
    for row in range(first, last):
        prose = rows[KIND, row] == PROSE
        points[row] = min(rows[SIZE, row], MOST_OF_PARAGRAPH) if prose else BETWEEN_PARAGRAPHS
    count = best_segments(points, first, last, found)
    largest = 0
    for i in range(count):
        largest = max(largest, found[UP_TO, i] - found[BEFORE, i])
    end = -1  # of the body before
    for i in range(count):
        weight = found[UP_TO, i] - found[BEFORE, i]
        if weight >= max(LEAST_BODY, largest // SHARE_OF_LARGEST):
            if end >= 0:
                rows[PLACE, end : found[START, i]] = BETWEEN
            end = found[STOP, i]
            rows[PLACE, found[START, i] : end] = INSIDE
    if end >= 0:
        rows[PLACE, end:last] = AFTER
    return end >= 0


@inner
def _points_of(kind, own, twin, inside):
    """The points for a block of this kind, looks and TWIN, inside a body of text or elsewhere."""
    if kind == TAKEN:
        return EVIDENCE
    if kind == PROSE:
        return PROSE_INSIDE if inside else PROSE_ELSEWHERE
    known = kind == KNOWN and own != FIGURE  # "* yes" is an item of a list
    points = EVIDENCE if known else own + (PLAIN_INSIDE if inside else PLAIN_ELSEWHERE)
    if own < NEUTRAL:
        return points
    if twin == ROW_OF_TWINS:
        return points + EVIDENCE
    return points + LONE_TWIN if twin == ONE_TWIN and not inside else points


@inner
def _has_own_evidence(kind, own, twin):
    """Whether a block would be evidence of a run by itself."""
    return kind == KNOWN or (kind == PLAIN and (own >= SOME_EVIDENCE or (twin == ROW_OF_TWINS and own >= NEUTRAL)))


@inner
def _is_neutral(kind, own, size):
    """Whether a block may be a link that nothing gives away but its neighbours: no wrapped line, no long sentence."""
    return kind == PLAIN and (own > FIGURE or (own == CLOSED and size < SHORT_SENTENCE))


@inner
def _is_of_menu(rows, row, stop):
    """Whether a block above `stop` gives away a menu or a footer, by its rule or its looks.

    What shares a story or asks for comments does not: it stands between the news of a day as well.
    """
    if row >= stop:
        return False
    kind, own = rows[KIND, row], rows[OWN, row]
    return rows[MENU, row] != 0 or (kind == PLAIN and _has_own_evidence(kind, own, rows[TWIN, row]))


@inner
def _is_residue(rows, row, taken):
    """Whether a block is residue, by a rule or as one of its run."""
    return rows[KIND, row] == TAKEN or taken[row]


@inner
def _is_sentence(rows, row):
    """Whether a block is a paragraph, or so unlike a link that it may be a short one."""
    kind = rows[KIND, row]
    return kind == PROSE or (kind == PLAIN and rows[OWN, row] <= CLOSED)


@inner
def _is_deep(rows, row, start, stop, taken):
    """Whether DEEP blocks of residue stand on either side of a row."""
    if row - DEEP < start or row + DEEP >= stop:
        return False
    deep = True
    for steps in range(1, DEEP + 1):
        deep &= _is_residue(rows, row - steps, taken) and _is_residue(rows, row + steps, taken)
    return deep


@inner
def _is_wedged(rows, row, start, stop, taken):
    """Whether a block stands right between two of residue, but inside no body of text: what a form or a box says.

    A sentence stands there alone: steps of a recipe and comments come in numbers. It is residue if a rule took one of
    its neighbours, or deep in a footer, below all text.
    """
    if taken[row] or rows[PLACE, row] == INSIDE or row == start or row + 1 == stop:
        return False
    if not (_is_residue(rows, row - 1, taken) and _is_residue(rows, row + 1, taken)):
        return False
    if not _is_sentence(rows, row):
        return rows[KIND, row] == PLAIN
    if rows[PLACE, row] == AFTER and _is_deep(rows, row, start, stop, taken):
        if rows[SIZE, row] > MOST_DEEP:
            return False
    elif not (rows[KIND, row - 1] == TAKEN or rows[KIND, row + 1] == TAKEN) or rows[SIZE, row] > MOST_WEDGED:
        return False
    sentences = 0
    for other in range(max(0, row - AROUND), min(rows.shape[1], row + AROUND + 1)):
        sentences += rows[PAGE, other] == rows[PAGE, row] and _is_sentence(rows, other)
    return sentences == 1


@inner
def _take_run(rows, start, stop, reader, taken):
    """Set `taken` for the links of a run: what is evidence, and what nothing but the run gives away.

    Inside a body of text that is nothing: captions, sources and titles stand there between residue as well. Nor is
    it anything where no menu began since the last paragraph, and none begins right below.
    """
    _mark_menus(rows, start, stop, taken)
    menu = False
    for row in range(start, stop):
        kind, own, size = rows[KIND, row], rows[OWN, row], rows[SIZE, row]
        menu |= _is_of_menu(rows, row, stop)
        far = taken[row] or size < SHORT_LINK
        taken[row] = _has_own_evidence(kind, own, rows[TWIN, row])
        if rows[PLACE, row] != INSIDE and _is_neutral(kind, own, size):
            taken[row] |= menu or (_is_of_menu(rows, row + 1, stop) if own <= CLOSED else far)
        menu &= kind != PROSE
    menu = False
    for row in range(start, stop):
        menu |= _is_of_menu(rows, row, stop)
        if _is_wedged(rows, row, start, stop, taken):
            told = _is_sentence(rows, row) and _spare_article(rows, row, start, reader, taken)
            taken[row] = not told and (menu or _is_of_menu(rows, row + 1, stop))
        menu &= rows[KIND, row] != PROSE or taken[row]


@inner
def _mark_menus(rows, start, stop, taken):
    """Set `taken`, for now, where something of a menu stands below a row of a run, before the next paragraph."""
    menu = False
    for row in range(stop - 1, start - 1, -1):
        taken[row] = menu
        menu = rows[KIND, row] != PROSE and (menu or _is_of_menu(rows, row, stop))


@inner
def _take_evidence(rows, start, stop, taken):
    """Set `taken` for what is evidence of links by itself."""
    for row in range(start, stop):
        taken[row] = _has_own_evidence(rows[KIND, row], rows[OWN, row], rows[TWIN, row])


@inner
def _spare_article(rows, row, start, reader, taken):
    """Unset `taken` for what stands over a sentence, up to residue, if a date or a byline is there: a short article.

    Returns whether there is one.
    """
    headed = False
    above = row - 1
    while above >= max(start, row - HEAD) and rows[KIND, above] == PLAIN:
        if _has_own_evidence(PLAIN, rows[OWN, above], rows[TWIN, above]):
            break
        shape, traits, _, _ = read_head(reader, above)
        headed |= shape in (BYLINE, DATE) or traits & LIKE_BYLINE != 0
        above -= 1
    if headed:
        taken[above + 1 : row] = False
    return headed


@inner
def _points_enough(rows, start, stop):
    """How many points make a run of these rows.

    Weak phrases alone make one before the first body of text or after the last: "OK", "Thanks", "No" can be a chat.
    Lone twins alone never do: "[missing]" again and again.
    """
    place = AT_EDGE
    sure = hinted = False
    for row in range(start, stop):
        kind, own, twin = rows[KIND, row], rows[OWN, row], rows[TWIN, row]
        place = max(place, rows[PLACE, row])
        sure |= kind == TAKEN or twin == ROW_OF_TWINS
        hinted |= _has_own_evidence(kind, own, twin)
    if not sure and (place != AT_EDGE or not hinted):
        return NEVER
    return ENOUGH_INSIDE if place == INSIDE else ENOUGH


@inner
def _take_runs(rows, first, last, found, reader, taken):
    """Set `taken` for the links in the stretches of a page that have enough points. Returns whether any have."""
    any_taken = False
    count = best_segments(rows[POINTS], first, last, found)
    for i in range(count):
        start, stop = found[START, i], found[STOP, i]
        worth = found[UP_TO, i] - found[BEFORE, i]
        if stop - start >= LEAST_BLOCKS and worth >= _points_enough(rows, start, stop):
            _take_run(rows, start, stop, reader, taken)
            any_taken = True
        elif (start == first or stop == last) and worth >= ENOUGH_AT_END:
            _take_evidence(rows, start, stop, taken)
            any_taken = True
    return any_taken


@inner
def _top_taken(rows, row, first, taken):
    """The uppermost block to go of those above the paragraph at `row` that may be its head; `row` if there is none."""
    found = row
    for above in range(row - 1, max(first, row - HEAD) - 1, -1):
        if rows[KIND, above] == PROSE:
            break
        if taken[above]:
            found = above
    return found


@inner
def _spare_head(rows, row, first, reader, taken):
    """Unset `taken` for what may be the title, date and byline of the paragraph at `row`, above it.

    A name is the title only if there is no better one below it, and if it does not come again on the page.
    """
    titled = False
    for above in range(row - 1, _top_taken(rows, row, first, taken) - 1, -1):
        twin = rows[TWIN, above]
        if rows[KIND, above] != PLAIN or (twin == ROW_OF_TWINS and row - above > NEAR):
            continue
        shape, traits, _, _ = read_head(reader, above)
        byline = shape == BYLINE or traits & LIKE_BYLINE != 0
        if byline or shape in (TITLE, DATE) or (shape == NAME and not titled and twin == NO_TWIN):
            taken[above] = False
            titled |= not byline and shape in (TITLE, NAME)


@kernel
def find_runs(rows, reader):
    """Which blocks are links in runs of them: bool, shape (b,).

    rows: int64, shape (COLUMNS, b), see kernels.links, with all but POINTS and PLACE filled in; reader:
    kernels.heads.Reader.
    """
    count = rows.shape[1]
    taken = np.zeros(count, np.bool_)
    found = np.empty((5, count), np.int64)
    points = rows[POINTS]
    first = 0
    while first < count:
        last = first + 1
        while last < count and rows[PAGE, last] == rows[PAGE, first]:
            last += 1
        if mark_bodies(rows, first, last, found):
            for row in range(first, last):
                points[row] = _points_of(rows[KIND, row], rows[OWN, row], rows[TWIN, row], rows[PLACE, row] == INSIDE)
            any_taken = _take_runs(rows, first, last, found, reader, taken)
            for row in range(first + 1, last if any_taken else first):
                if rows[KIND, row] == PROSE and rows[PLACE, row] == INSIDE and rows[KIND, row - 1] != PROSE:
                    _spare_head(rows, row, first, reader, taken)
        first = last
    return taken
