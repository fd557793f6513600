"""From article text to claims: pure Python, offline, without Django.

`claims.reading.reading.read` is the one door; the other modules are its rooms.
"""
