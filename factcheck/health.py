"""What a monitor asks: is it alive, and may it be given readers?"""

from __future__ import annotations

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claims.models import SiteStatement
from claims.triggers import missing_triggers

UNCOLLECTED = "Static files are not collected; run collectstatic."


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """Answer that the process serves, asking nothing of the database."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 if readers may be sent here, else 503 and what is missing.

    An empty site statement keeps nobody out: it is named under ``notes``.
    """
    problems = [] if _static_files_collected() else [UNCOLLECTED]
    notes: list[str] = []
    try:
        if _migrations_outstanding():
            problems.append("Migrations are not applied; run migrate.")
        else:
            problems += [
                f"The trigger {name} is missing; run migrate."
                for name in missing_triggers(connection)
            ]
            notes += [
                f"The public statement “{statement}” is empty."
                for statement in SiteStatement.objects.missing()
            ]
    except DatabaseError:
        problems.append("The database does not answer.")
    return JsonResponse(
        {"ready": not problems, "problems": problems, "notes": notes},
        status=503 if problems else 200,
    )


def _static_files_collected() -> bool:
    """Return whether pages will find the hashed names of their static files."""
    return settings.DEBUG or bool(getattr(staticfiles_storage, "hashed_files", True))


def _migrations_outstanding() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
