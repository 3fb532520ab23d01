"""URLs of servers, and passwords that must not be in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dms_constructs.cli.address import Address, parse
from dms_constructs.cli.clients import MYSQL, POSTGRESQL
from dms_constructs.cli.trouble import Trouble
from tests.cli.conftest import Cli
from tests.cli.documents import SHOP

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("postgresql://dms@db:6543/shop", Address(POSTGRESQL, "db", 6543, "dms", "shop", {})),
        ("postgres://dms@db/shop", Address(POSTGRESQL, "db", 5432, "dms", "shop", {})),
        ("POSTGRESQL://db/shop", Address(POSTGRESQL, "db", 5432, None, "shop", {})),
        ("mysql://dms@db", Address(MYSQL, "db", 3306, "dms", None, {})),
        ("mysql://dms:@db:/", Address(MYSQL, "db", 3306, "dms", None, {})),
        ("mariadb://dms@db/shop", Address(MYSQL, "db", 3306, "dms", "shop", {})),
        ("mysql:///", Address(MYSQL, "localhost", 3306, None, None, {})),
        ("mysql://dms@[::1]:3307/", Address(MYSQL, "::1", 3307, "dms", None, {})),
        ("postgresql://a%40b%3A@db/x%2Fy", Address(POSTGRESQL, "db", 5432, "a@b:", "x/y", {})),
        (
            "postgresql://dms@db/shop?sslmode=require&sslrootcert=%2Fca.pem&passfile=x",
            Address(
                POSTGRESQL,
                "db",
                5432,
                "dms",
                "shop",
                {"sslmode": "require", "sslrootcert": "/ca.pem", "passfile": "x"},
            ),
        ),
    ],
)
def test_a_url_says_where_and_who(url: str, address: Address) -> None:
    assert parse(url) == address


@pytest.mark.parametrize(
    ("host", "shown"), [("db", "db:5432"), ("[::1]", "[::1]:5432"), ("[fe80::1%25eth0]", "[fe80::1%eth0]:5432")]
)
def test_a_server_is_shown_by_host_and_port(host: str, shown: str) -> None:
    assert str(parse(f"postgresql://dms@{host}/shop")) == shown


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("oracle://dms@db/shop", "must start with postgresql://, postgres://, mysql://, mariadb://"),
        ("postgresql+psycopg2://dms@db/shop", "must start with postgresql://"),
        ("shop.json", "must start with postgresql://"),
        ("postgresql://dms@db", "must name a database"),
        ("postgresql://dms@db/", "must name a database"),
        ("mysql://dms@db:port/", "must name host and port"),
        ("mysql://dms@db:0/", "must name host and port"),
        ("mysql://dms@db:65536/", "must name host and port"),
        ("mysql://dms@::1/", "must name host and port"),
    ],
)
def test_a_url_that_is_none_is_refused(url: str, message: str) -> None:
    with pytest.raises(Trouble, match=message):
        parse(url)


WITH_SECRET = [
    f"postgresql://dms:{SECRET}@db/shop",
    f"postgresql://:{SECRET}@db/shop",
    f"mysql://dms:p@{SECRET}@db/",
    f"mysql://dms:p/{SECRET}@db/",
    f"mysql://dms:12/{SECRET}@db/",
    f"mysql://dms:12?{SECRET}@db/",
    f"oracle://dms:{SECRET}@db/shop",
    f"postgresql://dms@db/shop?password={SECRET}",
    f"postgresql://dms@db/shop?sslmode=require&sslpassword={SECRET}",
    f"mysql://dms@db/?passwd={SECRET}",
    f"mysql://dms@db/?PWD={SECRET}",
]


@pytest.mark.parametrize("url", WITH_SECRET)
@pytest.mark.parametrize(
    "arguments",
    [
        lambda url, _: ["catalog", url],
        lambda url, _: [url],
        lambda url, _: ["catalog", "mysql://db", url],
        lambda url, file: ["mappings", "explain", file, "--catalog", url],
        lambda url, file: ["mappings", "explain", file, f"--catalog={url}"],
        lambda url, file: ["mappings", "check", url],
    ],
    ids=["catalog", "command", "extra", "option", "equals", "file"],
)
def test_a_password_in_a_url_is_refused_and_never_repeated(
    arguments: Callable[[str, Path], list[str]], url: str, cli: Cli, write: Callable[..., Path]
) -> None:
    ran = cli(*arguments(url, write("shop.json", SHOP)))

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: the URL holds a password")
    assert "DMS_CONSTRUCTS_PASSWORD" in ran.err
    assert SECRET not in ran.err


@pytest.mark.parametrize("url", WITH_SECRET)
def test_parsing_alone_refuses_a_password_too(url: str) -> None:
    with pytest.raises(Trouble) as caught:
        parse(url)

    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("text", [f"dms:{SECRET}@db/shop", f"postgresql:/dms:{SECRET}@db/shop"])
def test_what_may_be_a_url_with_an_error_is_not_repeated_as_a_file(
    text: str, cli: Cli, write: Callable[..., Path]
) -> None:
    ran = cli("mappings", "explain", write("shop.json", SHOP), "--catalog", text)

    assert (ran.code, ran.err) == (2, "Error: there is no such file\n")
