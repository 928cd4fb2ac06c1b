"""Stories about accounts are many; here each password costs next to nothing to hash, on the same path."""

from collections.abc import Iterator

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from larum.auth import passwords


@pytest.fixture(autouse=True, scope="package")
def cheap_hashing() -> Iterator[None]:
    full, passwords._HASHER = (
        passwords._HASHER,
        PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)),
    )
    yield
    passwords._HASHER = full
