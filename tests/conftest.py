"""Settings for all tests."""

import os

from hypothesis import settings

# A kernel is compiled at its first call, which may take seconds: a deadline would measure the compiler. CI tries the
# same examples every time, so that a change is judged by what it changes; elsewhere new ones are tried.
settings.register_profile("kernels", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("kernels")
