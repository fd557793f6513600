"""Files from outside are opened here and nowhere else.

:mod:`.running` starts a process of its own for each file; in it :mod:`.limits` shuts
the doors and calls the one reader that was asked for. Nothing else may import the
readers: they load libraries that a hostile file can make crash, hang or swell.
"""
