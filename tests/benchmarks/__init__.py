"""What the product costs, beside a yardstick in the same run; no part of the suite.

Each module is run by itself: ``python -m tests.benchmarks.reading``. Those that write
do so under the settings of a deployment, on a database made for them and dropped.
"""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
