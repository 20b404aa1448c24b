"""One window for one user: a second start hands what it was given to the first, and ends."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from engine.folders import settings_folder

_PATIENCE_MS = 2000  # a first window that does not answer for so long is busy or broken: the second one opens
_ANSWER = b"ok"


def door_name() -> str:
    """The name under which this user's window answers; users and homes differ in it."""
    return f"tridescent-{hashlib.sha256(str(settings_folder()).encode()).hexdigest()[:16]}"


def hand_over(message: str, name: str | None = None) -> bool:
    """Give a message to the window that is open already; False when there is none."""
    socket = QLocalSocket()
    socket.connectToServer(name or door_name())
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(f"{message}\n".encode())
    answered = socket.waitForReadyRead(_PATIENCE_MS)
    socket.disconnectFromServer()
    return answered


class Door(QObject):
    """Where later starts knock.

    Signals:
        knocked: what a later start was given: a file, a preset's name, or nothing.
    """

    knocked = Signal(str)

    def __init__(self, parent: QObject | None = None, name: str | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._let_in)
        name = name or door_name()
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # left by a start that broke off
            self._server.listen(name)

    def close(self) -> None:
        """Answer no more."""
        self._server.close()

    def _let_in(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(lambda: self._listen(socket))
        self._listen(socket)  # it may have spoken already

    def _listen(self, socket: QLocalSocket) -> None:
        if socket.canReadLine():
            message = bytes(socket.readLine().data()).decode(errors="replace").rstrip("\n")
            socket.write(_ANSWER)
            socket.flush()
            self.knocked.emit(message)
