"""The window: theme, widgets and views. It reads the engine's recordings and never trains anything itself."""

import os

os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"  # before pyqtgraph is imported: a user's choice for other programs would leave our window empty
