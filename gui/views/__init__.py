"""One folder per view. A view takes frames, draws, and changes nothing."""
