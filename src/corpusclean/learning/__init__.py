"""Learning what stands on page after page of a site, or of a corpus, and is no part of any story."""
