from tests.databases.fixtures import mariadb, postgresql

__all__ = ["mariadb", "postgresql"]
