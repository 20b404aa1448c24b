"""Compiled kernels for dense nets and functions on the CPU: training, measuring and surfaces, without the interpreter lock.

Import of this package's modules is import of Numba. Nothing here knows PyTorch.
"""
