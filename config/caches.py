"""The cache: Redis, except for what keeps accounts safe."""

from typing import Any

from django.core.cache import caches
from django_redis.cache import RedisCache

# allauth counts failed sign-ins and remembers used codes under this prefix.
ACCOUNTS = "allauth"


class AccountsInDatabase(RedisCache):
    """Redis, which may be away, for all but allauth's keys: its limits must hold then too.

    They are few writes beside the hashing of a password, so they are always counted in the database rather
    than in two places.
    """

    def add(self, key: str, *args: Any, **options: Any) -> bool:
        return self._home_of(key).add(key, *args, **options)

    def get(self, key: str, *args: Any, **options: Any) -> Any:
        return self._home_of(key).get(key, *args, **options)

    def set(self, key: str, *args: Any, **options: Any) -> None:
        return self._home_of(key).set(key, *args, **options)

    def delete(self, key: str, *args: Any, **options: Any) -> bool:
        return self._home_of(key).delete(key, *args, **options)

    def _home_of(self, key: str) -> Any:
        return caches["database"] if str(key).startswith(ACCOUNTS) else super()
