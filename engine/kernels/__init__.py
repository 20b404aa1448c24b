"""Compiled kernels for dense nets on the CPU: training, measuring and surfaces, without the interpreter lock.

Import of this package's modules is import of Numba. Nothing here knows PyTorch.
"""
