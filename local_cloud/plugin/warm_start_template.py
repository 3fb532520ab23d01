"""The process that functions are forked from. It has boto3 and the models of some services loaded, and one thread."""

import json
import os
import random
import runpy
import socket
import sys
from pathlib import Path
from typing import Any

import boto3

_MODELS = ("cloudformation", "dms", "lambda", "s3")
_DESCRIPTORS = 3


def _prepare(bootstrap: str) -> None:
    """Load what functions will need; `bootstrap` is what MiniStack runs before it makes sessions."""
    names: dict[str, Any] = {}
    exec(bootstrap, names)
    names["_ms_install_invoke_depth"]()
    boto3.setup_default_session()
    session = vars(boto3.DEFAULT_SESSION)["_session"]
    for name in _MODELS:
        session.get_service_model(name)
    loader = session.get_component("data_loader")
    for name in ("endpoints", "partitions", "sdk-default-configuration"):
        loader.load_data(name)


def _read(connection: socket.socket, length: int) -> bytes:
    found = b""
    while len(found) < length:
        found += connection.recv(length - len(found))
    return found


def _serve(connection: socket.socket) -> None:
    while True:
        head, descriptors, _, _ = socket.recv_fds(connection, 4, _DESCRIPTORS)
        if not head:
            return
        wanted = json.loads(_read(connection, int.from_bytes(head, "big")))
        _forget_the_dead()
        if (pid := os.fork()) == 0:
            connection.close()
            _become(wanted, descriptors)
        for each in descriptors:
            os.close(each)
        connection.sendall(pid.to_bytes(4, "big"))


def _forget_the_dead() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        return  # there are none at all


def _become(wanted: dict[str, Any], descriptors: list[int]) -> None:
    """Be the function's process, as if started afresh."""
    try:
        for number, each in enumerate(descriptors):
            os.dup2(each, number)
            os.close(each)
        os.chdir(wanted["folder"])
        os.environ.clear()
        os.environ.update(wanted["environment"])
        random.seed()
        sys.argv = [wanted["script"]]
        sys.path[0] = str(Path(wanted["script"]).parent)
        runpy.run_path(wanted["script"], run_name="__main__")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as parent:
        text = b""
        while not text.endswith(b"\0"):
            text += parent.recv(1)
        _prepare(text[:-1].decode())
        _serve(parent)
