"""Samples that are larger than memory: read from their files while one trains."""
