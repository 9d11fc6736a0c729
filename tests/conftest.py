"""Settings for all tests."""

from hypothesis import settings

# A kernel is compiled at its first call, which may take seconds: a deadline would measure the compiler.
settings.register_profile("kernels", deadline=None)
settings.load_profile("kernels")
