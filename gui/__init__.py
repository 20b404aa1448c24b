"""The window: theme, widgets and views. It reads the engine's recordings and never trains anything itself."""
