"""One window for one user on one display: a second start hands what it was given to the first, and ends.

A lock file decides who is first, so that two starts at the same moment make one window. The socket lies beside it, in a folder that nobody
else may enter, and both ends check whose process the other one is.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import struct
import sys
import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from engine.folders import private_folder, settings_folder
from gui.look import timing

_LONGEST = 1 << 16  # bytes of a message
_ANSWER = b"ok"


def instance_name() -> str:
    """The name of this user's window on this display; users, homes and sessions differ in it."""
    session = [os.environ.get(name, "") for name in ("WAYLAND_DISPLAY", "DISPLAY", "SESSIONNAME")]
    return f"tridescent-{hashlib.sha256('|'.join([str(settings_folder()), *session]).encode()).hexdigest()[:16]}"


class SingleInstance(QObject):
    """This start among those of the same user on the same display.

    Args:
        folder: where lock and socket lie; by default one that only the user may enter.
        name: of the window that is asked for.

    Attributes:
        is_first: whether this start is the one that has the window.

    Signals:
        message_received: what a later start was given: a file, a preset's name, or nothing.
    """

    message_received = Signal(str)

    def __init__(self, folder: Path | None = None, name: str | None = None) -> None:
        super().__init__()
        folder, name = folder or private_folder(), name or instance_name()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)
        self.is_first = True
        if folder is None:  # nowhere to meet others
            return
        self._address = name if sys.platform == "win32" else str(folder / name)
        self._lock = QLockFile(str(folder / f"{name}.lock"))
        self._lock.setStaleLockTime(0)  # however long the other start has been running, it is running
        self.is_first = self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError
        if self.is_first:
            QLocalServer.removeServer(self._address)  # left by a start that broke off
            self._server.listen(self._address)

    def hand_over(self, message: str) -> bool:
        """Give a message to the first start; False when it does not answer."""
        deadline = time.monotonic() + timing.ANSWER_MS / 1000
        while time.monotonic() < deadline:
            connection = QLocalSocket()
            connection.connectToServer(self._address)
            if connection.waitForConnected(timing.RETRY_MS):
                if not _is_own(connection):
                    return False
                connection.write(f"{json.dumps(message)}\n".encode())
                answered = connection.waitForReadyRead(timing.ANSWER_MS)
                connection.disconnectFromServer()
                return answered
            time.sleep(timing.RETRY_MS / 1000)
        return False

    def close(self) -> None:
        """Answer no more, and let a later start be the first."""
        self._server.close()
        if self.is_first and hasattr(self, "_lock"):
            self._lock.unlock()

    def _accept(self) -> None:
        connection = self._server.nextPendingConnection()
        connection.disconnected.connect(connection.deleteLater)
        if not _is_own(connection):
            connection.abort()
            return
        connection.setReadBufferSize(_LONGEST)
        connection.readyRead.connect(lambda: self._read(connection))
        self._read(connection)  # it may have written already

    def _read(self, connection: QLocalSocket) -> None:
        if connection.canReadLine():
            try:
                message = json.loads(bytes(connection.readLine().data()))
            except ValueError:
                message = None
            if isinstance(message, str):
                connection.write(_ANSWER)
                connection.flush()
                self.message_received.emit(message)
                return
            connection.abort()
        elif connection.bytesAvailable() >= _LONGEST:
            connection.abort()


def _is_own(connection: QLocalSocket) -> bool:
    """Whether the process at the other end is the same user's; where the system does not tell, the folder or the pipe keeps others out."""
    if not sys.platform.startswith("linux"):
        return True
    with socket.socket(fileno=os.dup(connection.socketDescriptor())) as end:
        credentials = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return bool(user == os.getuid())
