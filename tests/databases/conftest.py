from tests.databases.fixtures import bare_mariadb, bare_postgresql, bare_postgresql_18, mariadb, postgresql

__all__ = ["bare_mariadb", "bare_postgresql", "bare_postgresql_18", "mariadb", "postgresql"]
