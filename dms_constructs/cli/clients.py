"""The clients that the command line has for database servers, by the scheme of a URL."""

from __future__ import annotations

from dataclasses import dataclass

from dms_constructs.engines import EngineName

__all__ = ["CLIENTS", "MYSQL", "POSTGRESQL", "Client"]


@dataclass(frozen=True, kw_only=True)
class Client:
    """What connects to a server."""

    driver: str
    """The SQLAlchemy dialect and driver."""
    engine: EngineName
    """The engine whose port and system schemas are taken for granted before the server has told its own."""
    password_variable: str
    """The environment variable that the engine's own client reads."""
    limit_locks: str
    """The statement that ends waiting for a lock after a number of seconds."""
    tls_option: str
    """An option of the URL that turns TLS on."""
    needs_database: bool
    """Whether a connection is to one database."""


POSTGRESQL = Client(
    driver="postgresql+psycopg",
    engine=EngineName.POSTGRESQL,
    password_variable="PGPASSWORD",  # noqa: S106  # the name of a variable
    limit_locks="set lock_timeout = '{}s'",
    tls_option="?sslmode=require",
    needs_database=True,
)
MYSQL = Client(
    driver="mysql+pymysql",
    engine=EngineName.MYSQL,
    password_variable="MYSQL_PWD",  # noqa: S106  # the name of a variable
    limit_locks="set session lock_wait_timeout = {}",
    tls_option="?ssl_ca=FILE",
    needs_database=False,
)
CLIENTS = {"postgresql": POSTGRESQL, "postgres": POSTGRESQL, "mysql": MYSQL, "mariadb": MYSQL}
