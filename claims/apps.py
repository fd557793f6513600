from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ClaimsConfig(AppConfig):
    """Articles, the claims in them, and the desk's judgement."""

    name = "claims"

    def ready(self) -> None:
        """Have groups, triggers, indexes and a scale stand after every migration."""
        from claims import fulltext, known_checks, roles, seeding, triggers, trigrams

        pre_migrate.connect(triggers.drop_before_migrating, sender=self)
        post_migrate.connect(triggers.install_after_migrating, sender=self)
        post_migrate.connect(fulltext.install_after_migrating, sender=self)
        post_migrate.connect(trigrams.install_after_migrating, sender=self)
        post_migrate.connect(known_checks.enter_after_migrating, sender=self)
        post_migrate.connect(roles.install_groups, sender=self)
        post_migrate.connect(seeding.install_scale, sender=self)
