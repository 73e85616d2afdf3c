"""How property tests are drawn: the same cases each time, and no clock, since a busy machine is no fault of a rule."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
