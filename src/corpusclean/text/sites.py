"""The site of a page: the host in its address."""

import hashlib
from urllib.parse import urlsplit

import numpy as np


def site_of(url: str) -> str:
    """The host of an address in small letters, without `www.`; "" where there is none.

    >>> site_of("https://www.Example.com:8080/news?p=1"), site_of("example.com/news"), site_of("no address")
    ('example.com', 'example.com', '')
    """
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:  # brackets that hold no IPv6 address
        return ""
    return host.lower().removeprefix("www.") if "." in host or ":" in host else ""


def site_key(site: str) -> np.uint64:
    """A hash of the site, by which the hashes of its own lines differ from those of all others; 0 for none."""
    if not site:
        return np.uint64(0)
    return np.uint64(int.from_bytes(hashlib.blake2b(site.encode(), digest_size=8).digest()))
