"""Matrix products of a block of samples, in tiles that stay in registers.

Activations lie in a 2-D array [rows, samples]: a row holds one neuron's values for all samples of the block, so the inner
loops are as long as the block however narrow a layer is.
"""

from __future__ import annotations

from typing import Any

from .compiler import part
from .vectors import LANES, gated, get, put, spread

OPEN, OWN, OTHER = range(3)  # gates


def _combining(gate: int) -> Any:
    """The matrix product with one of the gates: a gate that is not known when a product is compiled takes up to half of its time."""

    @part
    def combine(
        w: Any, first: int, step_out: int, step_in: int, bias: int, width: int, count: int,
        src: Any, src_row: int, dst: Any, dst_row: int, m: int, gates: Any,
    ) -> None:  # fmt: skip
        """Rows `dst_row + j` become bias j + Σᵢ w[first + j·step_out + i·step_in] · row `src_row + i`, for `count` j and `width` i.

        `bias` is where the biases begin in `w`; below 0 there are none. Results pass the gate: `OPEN`; `OWN`, which makes 0 of those
        below it (ReLU); or `OTHER`, which makes 0 of them where `gates` [as dst] are not above it (its derivative). Rows are as long as
        whole vectors: up to there, what lies behind the `m` samples is computed, too. Eight sums at a time keep the processor busy: four
        neurons and two vectors of samples where numbers are short, one where they are long and a vector takes two registers.
        """
        room, out_room, x, z, other = src.shape[1], dst.shape[1], src.reshape(-1), dst.reshape(-1), gates.reshape(-1)
        whole, end = count - count % 4, (m + LANES - 1) // LANES * LANES
        pairs = end - end % (2 * LANES) if w.itemsize == 4 else 0
        for s in range(0, pairs, 2 * LANES):
            for j in range(0, whole, 4):
                p, at, to = first + j * step_out, src_row * room + s, (dst_row + j) * out_room + s
                a0, b0, c0, d0 = _bias(w, bias, j), _bias(w, bias, j + 1), _bias(w, bias, j + 2), _bias(w, bias, j + 3)
                a1, b1, c1, d1 = a0, b0, c0, d0
                for _ in range(width):
                    u, v = get(x, at), get(x, at + LANES)
                    q = spread(w[p])
                    a0, a1 = a0 + q * u, a1 + q * v
                    q = spread(w[p + step_out])
                    b0, b1 = b0 + q * u, b1 + q * v
                    q = spread(w[p + 2 * step_out])
                    c0, c1 = c0 + q * u, c1 + q * v
                    q = spread(w[p + 3 * step_out])
                    d0, d1 = d0 + q * u, d1 + q * v
                    p += step_in
                    at += room
                _let(z, to, a0, gate, other)
                _let(z, to + LANES, a1, gate, other)
                _let(z, to + out_room, b0, gate, other)
                _let(z, to + out_room + LANES, b1, gate, other)
                _let(z, to + 2 * out_room, c0, gate, other)
                _let(z, to + 2 * out_room + LANES, c1, gate, other)
                _let(z, to + 3 * out_room, d0, gate, other)
                _let(z, to + 3 * out_room + LANES, d1, gate, other)
        for s in range(pairs, end, LANES):
            for j in range(0, whole, 4):
                p, at, to = first + j * step_out, src_row * room + s, (dst_row + j) * out_room + s
                a0, b0, c0, d0 = _bias(w, bias, j), _bias(w, bias, j + 1), _bias(w, bias, j + 2), _bias(w, bias, j + 3)
                for _ in range(width):
                    u = get(x, at)
                    a0 = a0 + spread(w[p]) * u
                    b0 = b0 + spread(w[p + step_out]) * u
                    c0 = c0 + spread(w[p + 2 * step_out]) * u
                    d0 = d0 + spread(w[p + 3 * step_out]) * u
                    p += step_in
                    at += room
                _let(z, to, a0, gate, other)
                _let(z, to + out_room, b0, gate, other)
                _let(z, to + 2 * out_room, c0, gate, other)
                _let(z, to + 3 * out_room, d0, gate, other)
        fours = end - end % (4 * LANES)
        for j in range(whole, count):
            for s in range(0, fours, 4 * LANES):
                p, at, to = first + j * step_out, src_row * room + s, (dst_row + j) * out_room + s
                a0 = _bias(w, bias, j)
                b0, c0, d0 = a0, a0, a0
                for _ in range(width):
                    q = spread(w[p])
                    a0 = a0 + q * get(x, at)
                    b0 = b0 + q * get(x, at + LANES)
                    c0 = c0 + q * get(x, at + 2 * LANES)
                    d0 = d0 + q * get(x, at + 3 * LANES)
                    p += step_in
                    at += room
                _let(z, to, a0, gate, other)
                _let(z, to + LANES, b0, gate, other)
                _let(z, to + 2 * LANES, c0, gate, other)
                _let(z, to + 3 * LANES, d0, gate, other)
            for s in range(fours, end, LANES):
                p, at = first + j * step_out, src_row * room + s
                a0 = _bias(w, bias, j)
                for _ in range(width):
                    a0 = a0 + spread(w[p]) * get(x, at)
                    p += step_in
                    at += room
                _let(z, (dst_row + j) * out_room + s, a0, gate, other)

    return combine


combine, combine_own, combine_other = _combining(OPEN), _combining(OWN), _combining(OTHER)


@part
def _let(z: Any, to: int, vector: Any, gate: int, gates: Any) -> None:
    """Write a vector through a gate. (What has to be read for that is slow: LLVM writes by a mask, which takes AMD's processors long.)"""
    if gate == OPEN:
        put(z, to, vector)
    elif gate == OWN:
        put(z, to, gated(vector, vector))
    else:
        put(z, to, gated(get(gates, to), vector))


@part
def _bias(w: Any, bias: int, j: int) -> Any:
    """A vector of the bias of neuron j, or of zeros."""
    return spread(w[bias + j] if bias >= 0 else w.dtype.type(0))


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
