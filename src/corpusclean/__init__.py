"""corpusclean turns scraped web pages into a clean, deduplicated JSONL corpus."""
