"""A real server of ssh for the tests: sshd itself, of this account, for one connection at a time and on no port."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.needed import needed

CONFIG = """\
HostKey {home}/host
AuthorizedKeysFile {home}/person.pub
StrictModes no
UsePAM no
PidFile none
LogLevel ERROR
AcceptEnv LC_* LANG
"""


def command(home: Path) -> str:
    """Make keys and a server in a folder, and return the command that connects to it, as GIT_SSH_COMMAND has it."""
    os.environ["PATH"] += ":/usr/sbin"
    needed("sshd", "ssh", "ssh-keygen")
    home.mkdir()
    for name in ("host", "person"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / name], check=True)
    (home / "config").write_text(CONFIG.format(home=home))
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # which it wants where it runs as root
    sshd = f"{shutil.which('sshd')} -i -f {home}/config"
    options = f"-F none -i {home}/person -o UserKnownHostsFile={home}/known -o StrictHostKeyChecking=accept-new"
    return f"ssh {options} -o BatchMode=yes -o 'ProxyCommand={sshd}'"
