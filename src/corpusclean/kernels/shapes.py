"""What short blocks can look like: their shapes and their traits."""

# What a block looks like. Everything from NAME on may stand in the head of an article.
RESIDUE, PROSE, SHORT, NAME, TITLE, DATE, BYLINE, SOURCE, CREDIT = range(9)

# Traits of a short block, as bits.
UPPER = 1  # all its letters are capitals
ASKS = 2  # it ends with a question or exclamation mark or an ellipsis, as a title may and prose does as well
CLOCK = 4  # it tells the time of day, as the dates of comments do
SEVERAL = 8  # it has several words
ITEM = 16  # it begins as an item of a list or a line of dialogue does
MIXED = 32  # it is a date and holds other words as well
CAPITALISED = 64  # its longer words begin with capitals, as those of English titles do
BRIEF, WORDY = 128, 256  # fewer words than most titles have, and more
PLAIN = 512  # it holds letters only, and what stands between and inside names
LIKE_BYLINE = 1024  # it opens as a byline does, and is one if a title stands over it
PHRASE = 2048  # it has longer words in small letters, as the names of people have not
OLD = 4096  # it tells a year before there were pages to post
STAMPED = 8192  # it is a date and says that something was published or changed then
EXACT = 16384  # it is a date with a time of day to the minute, as nobody fixes it beforehand
