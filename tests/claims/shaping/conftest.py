from __future__ import annotations

import pytest

from claims.models import Article
from tests import factories
from tests.claims.shaping.doing import ARTICLE


@pytest.fixture
def article(db: None) -> Article:
    return factories.article(ARTICLE)
