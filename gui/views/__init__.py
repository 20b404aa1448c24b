"""One file per view. A view takes frames, draws, and changes nothing."""
