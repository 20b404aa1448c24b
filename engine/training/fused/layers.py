"""Matrix products of a block of samples, in tiles that stay in registers.

Activations lie in a 2-D array [rows, samples]: a row holds one neuron's values for all samples of the block, so the inner
loops are as long as the block however narrow a layer is. On blocks of 64 samples and more these loops reach half to
nine tenths of what one thread of OpenBLAS does, and surpass it for layers of a few neurons (`benchmarks/`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .compiler import part


@part
def combine(
    w: Any,
    first: int,
    step_out: int,
    step_in: int,
    bias: int,
    width: int,
    count: int,
    src: Any,
    src_row: int,
    dst: Any,
    dst_row: int,
    m: int,
) -> None:
    """Rows `dst_row + j` become bias j + Σᵢ w[first + j·step_out + i·step_in] · row `src_row + i`, for `count` j and `width` i.

    `bias` is where the biases begin in `w`; below 0 there are none.
    """
    begin = (width - 1) % 4 + 1  # inputs in the first pass, which also brings in the bias; all others take four
    j: Any = np.int64(0)  # typed, as all that is handed on to a part
    while j + 3 < count:
        z0, z1, z2, z3 = dst[dst_row + j], dst[dst_row + j + 1], dst[dst_row + j + 2], dst[dst_row + j + 3]
        p0 = first + j * step_out
        p1 = p0 + step_out
        p2 = p1 + step_out
        p3 = p2 + step_out
        e0, e1, e2, e3 = _bias(w, bias, j), _bias(w, bias, j + 1), _bias(w, bias, j + 2), _bias(w, bias, j + 3)
        if begin == 1:
            x0 = src[src_row]
            a0 = w[p0]
            b0 = w[p1]
            c0 = w[p2]
            d0 = w[p3]
            for s in range(m):
                v0 = x0[s]
                z0[s] = e0 + a0 * v0
                z1[s] = e1 + b0 * v0
                z2[s] = e2 + c0 * v0
                z3[s] = e3 + d0 * v0
        elif begin == 2:
            x0, x1 = src[src_row], src[src_row + 1]
            a0, a1 = w[p0], w[p0 + step_in]
            b0, b1 = w[p1], w[p1 + step_in]
            c0, c1 = w[p2], w[p2 + step_in]
            d0, d1 = w[p3], w[p3 + step_in]
            for s in range(m):
                v0, v1 = x0[s], x1[s]
                z0[s] = e0 + a0 * v0 + a1 * v1
                z1[s] = e1 + b0 * v0 + b1 * v1
                z2[s] = e2 + c0 * v0 + c1 * v1
                z3[s] = e3 + d0 * v0 + d1 * v1
        elif begin == 3:
            x0, x1, x2 = src[src_row], src[src_row + 1], src[src_row + 2]
            a0, a1, a2 = w[p0], w[p0 + step_in], w[p0 + 2 * step_in]
            b0, b1, b2 = w[p1], w[p1 + step_in], w[p1 + 2 * step_in]
            c0, c1, c2 = w[p2], w[p2 + step_in], w[p2 + 2 * step_in]
            d0, d1, d2 = w[p3], w[p3 + step_in], w[p3 + 2 * step_in]
            for s in range(m):
                v0, v1, v2 = x0[s], x1[s], x2[s]
                z0[s] = e0 + a0 * v0 + a1 * v1 + a2 * v2
                z1[s] = e1 + b0 * v0 + b1 * v1 + b2 * v2
                z2[s] = e2 + c0 * v0 + c1 * v1 + c2 * v2
                z3[s] = e3 + d0 * v0 + d1 * v1 + d2 * v2
        else:
            x0, x1, x2, x3 = src[src_row], src[src_row + 1], src[src_row + 2], src[src_row + 3]
            a0, a1, a2, a3 = w[p0], w[p0 + step_in], w[p0 + 2 * step_in], w[p0 + 3 * step_in]
            b0, b1, b2, b3 = w[p1], w[p1 + step_in], w[p1 + 2 * step_in], w[p1 + 3 * step_in]
            c0, c1, c2, c3 = w[p2], w[p2 + step_in], w[p2 + 2 * step_in], w[p2 + 3 * step_in]
            d0, d1, d2, d3 = w[p3], w[p3 + step_in], w[p3 + 2 * step_in], w[p3 + 3 * step_in]
            for s in range(m):
                v0, v1, v2, v3 = x0[s], x1[s], x2[s], x3[s]
                z0[s] = e0 + a0 * v0 + a1 * v1 + a2 * v2 + a3 * v3
                z1[s] = e1 + b0 * v0 + b1 * v1 + b2 * v2 + b3 * v3
                z2[s] = e2 + c0 * v0 + c1 * v1 + c2 * v2 + c3 * v3
                z3[s] = e3 + d0 * v0 + d1 * v1 + d2 * v2 + d3 * v3
        for i in range(begin, width, 4):
            x0, x1, x2, x3 = src[src_row + i], src[src_row + i + 1], src[src_row + i + 2], src[src_row + i + 3]
            i0 = i * step_in
            i1 = i0 + step_in
            i2 = i1 + step_in
            i3 = i2 + step_in
            a0, a1, a2, a3 = w[p0 + i0], w[p0 + i1], w[p0 + i2], w[p0 + i3]
            b0, b1, b2, b3 = w[p1 + i0], w[p1 + i1], w[p1 + i2], w[p1 + i3]
            c0, c1, c2, c3 = w[p2 + i0], w[p2 + i1], w[p2 + i2], w[p2 + i3]
            d0, d1, d2, d3 = w[p3 + i0], w[p3 + i1], w[p3 + i2], w[p3 + i3]
            for s in range(m):
                v0, v1, v2, v3 = x0[s], x1[s], x2[s], x3[s]
                z0[s] += a0 * v0 + a1 * v1 + a2 * v2 + a3 * v3
                z1[s] += b0 * v0 + b1 * v1 + b2 * v2 + b3 * v3
                z2[s] += c0 * v0 + c1 * v1 + c2 * v2 + c3 * v3
                z3[s] += d0 * v0 + d1 * v1 + d2 * v2 + d3 * v3
        j += 4
    while j < count:
        z0 = dst[dst_row + j]
        p0 = first + j * step_out
        e0 = _bias(w, bias, j)
        if begin == 1:
            x0 = src[src_row]
            a0 = w[p0]
            for s in range(m):
                v0 = x0[s]
                z0[s] = e0 + a0 * v0
        elif begin == 2:
            x0, x1 = src[src_row], src[src_row + 1]
            a0, a1 = w[p0], w[p0 + step_in]
            for s in range(m):
                v0, v1 = x0[s], x1[s]
                z0[s] = e0 + a0 * v0 + a1 * v1
        elif begin == 3:
            x0, x1, x2 = src[src_row], src[src_row + 1], src[src_row + 2]
            a0, a1, a2 = w[p0], w[p0 + step_in], w[p0 + 2 * step_in]
            for s in range(m):
                v0, v1, v2 = x0[s], x1[s], x2[s]
                z0[s] = e0 + a0 * v0 + a1 * v1 + a2 * v2
        else:
            x0, x1, x2, x3 = src[src_row], src[src_row + 1], src[src_row + 2], src[src_row + 3]
            a0, a1, a2, a3 = w[p0], w[p0 + step_in], w[p0 + 2 * step_in], w[p0 + 3 * step_in]
            for s in range(m):
                v0, v1, v2, v3 = x0[s], x1[s], x2[s], x3[s]
                z0[s] = e0 + a0 * v0 + a1 * v1 + a2 * v2 + a3 * v3
        for i in range(begin, width, 4):
            x0, x1, x2, x3 = src[src_row + i], src[src_row + i + 1], src[src_row + i + 2], src[src_row + i + 3]
            i0 = i * step_in
            i1 = i0 + step_in
            i2 = i1 + step_in
            i3 = i2 + step_in
            a0, a1, a2, a3 = w[p0 + i0], w[p0 + i1], w[p0 + i2], w[p0 + i3]
            for s in range(m):
                v0, v1, v2, v3 = x0[s], x1[s], x2[s], x3[s]
                z0[s] += a0 * v0 + a1 * v1 + a2 * v2 + a3 * v3
        j += 1


@part
def _bias(w: Any, bias: int, j: int) -> Any:
    return w[bias + j] if bias >= 0 else w.dtype.type(0)


@part
def add_gradient(g: Any, first: int, width: int, count: int, src: Any, src_row: int, delta: Any, delta_row: int, m: int) -> None:
    """Add a layer's gradient over a block: of weight (j, i) Σₛ delta[j, s] · src[i, s], and of bias j Σₛ delta[j, s]."""
    bias = first + width * count
    zero = g.dtype.type(0)
    whole, paired = width - width % 4, width - width % 2
    j = 0
    while j + 1 < count:
        e0, e1 = delta[delta_row + j], delta[delta_row + j + 1]
        p, q = first + j * width, first + j * width + width
        for i in range(0, whole, 4):
            x0, x1, x2, x3 = src[src_row + i], src[src_row + i + 1], src[src_row + i + 2], src[src_row + i + 3]
            a0, a1, a2, a3 = zero, zero, zero, zero
            b0, b1, b2, b3 = zero, zero, zero, zero
            for s in range(m):
                u, v = e0[s], e1[s]
                v0, v1, v2, v3 = x0[s], x1[s], x2[s], x3[s]
                a0 += u * v0
                a1 += u * v1
                a2 += u * v2
                a3 += u * v3
                b0 += v * v0
                b1 += v * v1
                b2 += v * v2
                b3 += v * v3
            g[p + i] += a0
            g[p + i + 1] += a1
            g[p + i + 2] += a2
            g[p + i + 3] += a3
            g[q + i] += b0
            g[q + i + 1] += b1
            g[q + i + 2] += b2
            g[q + i + 3] += b3
        for i in range(whole, paired, 2):
            x0, x1 = src[src_row + i], src[src_row + i + 1]
            a0, a1, b0, b1 = zero, zero, zero, zero
            for s in range(m):
                u, v = e0[s], e1[s]
                v0, v1 = x0[s], x1[s]
                a0 += u * v0
                a1 += u * v1
                b0 += v * v0
                b1 += v * v1
            g[p + i] += a0
            g[p + i + 1] += a1
            g[q + i] += b0
            g[q + i + 1] += b1
        for i in range(paired, width):
            x0 = src[src_row + i]
            a0, b0 = zero, zero
            for s in range(m):
                a0 += e0[s] * x0[s]
                b0 += e1[s] * x0[s]
            g[p + i] += a0
            g[q + i] += b0
        a0, b0 = zero, zero
        for s in range(m):
            a0 += e0[s]
            b0 += e1[s]
        g[bias + j] += a0
        g[bias + j + 1] += b0
        j += 2
    if j < count:
        e0 = delta[delta_row + j]
        p = first + j * width
        for i in range(0, whole, 4):
            x0, x1, x2, x3 = src[src_row + i], src[src_row + i + 1], src[src_row + i + 2], src[src_row + i + 3]
            a0, a1, a2, a3 = zero, zero, zero, zero
            for s in range(m):
                u = e0[s]
                a0 += u * x0[s]
                a1 += u * x1[s]
                a2 += u * x2[s]
                a3 += u * x3[s]
            g[p + i] += a0
            g[p + i + 1] += a1
            g[p + i + 2] += a2
            g[p + i + 3] += a3
        for i in range(whole, width):
            x0 = src[src_row + i]
            a0 = zero
            for s in range(m):
                a0 += e0[s] * x0[s]
            g[p + i] += a0
        a0 = zero
        for s in range(m):
            a0 += e0[s]
        g[bias + j] += a0
