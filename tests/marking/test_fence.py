"""What learners' code gets at from within bubblewrap, tried from there."""

import json
import subprocess

import pytest

from helpers.grade import fence
from helpers.grade.own_folder import own_folder

pytestmark = pytest.mark.skipif(
    not fence.is_fenced(), reason="needs bubblewrap"
)

LOOK = """
import json, sys
sys.path += json.loads(sys.argv[1])
import os, socket
from helpers.grade import family
from helpers.grade.apart import Apart

def works(action, *args):
    try:
        action(*args)
        return True
    except OSError:
        return False

def write(path):
    with open(path, "w"):
        pass

def look(tell):
    parent = f"/proc/{os.getppid()}"
    tell({
        "read": [x for x in ("mem", "fd/1", "environ")
                 if works(open, f"{parent}/{x}", "rb")],
        "write": [x for x in ("/x", "/dev/x", "/usr/x", "/tmp/x",
                              "/dev/shm/x", "x") if works(write, x)],
        "network": works(socket.create_connection, ("192.0.2.1", 80), 1),
        "processes": len([x for x in os.listdir("/proc") if x.isdigit()]),
    })

family.keep_to_itself()
print(*(line.decode() for line in Apart(look).lines()))
"""


@pytest.fixture(scope="module")
def seen():
    """Return what was found, and what lay in the folder afterwards."""
    with own_folder() as folder:
        fence.furnish(folder)
        command = [
            LOOK if word == fence.START else word
            for word in fence.command(folder)
        ]
        done = subprocess.run(
            command,
            env=fence.environ(folder),
            cwd=folder,
            capture_output=True,
            text=True,
        )
        assert done.stdout, done.stderr
        return json.loads(done.stdout)


def test_the_judge_cannot_be_looked_into(seen):
    assert seen["read"] == []


def test_only_the_folder_can_be_written_to(seen):
    assert seen["write"] == ["/tmp/x", "/dev/shm/x", "x"]


def test_there_is_no_network_and_nobody_else(seen):
    assert not seen["network"]
    assert seen["processes"] <= 4  # bubblewrap's own, the judge and this one
