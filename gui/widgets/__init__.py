"""Small painted controls that know a `Theme` and nothing of training; each file holds one of them."""
