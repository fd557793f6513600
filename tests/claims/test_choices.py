from claims.choices import Kind
from claims.reading.kinds import KINDS


def test_the_desk_knows_exactly_the_kinds_the_reading_names():
    assert tuple(Kind.values) == KINDS
