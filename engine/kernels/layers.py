"""Matrix products of a block of samples, in tiles that stay in registers.

Activations lie in a 2-D array [rows, samples]: a row holds one neuron's values for all samples of the block, so the inner
loops are as long as the block however narrow a layer is.
"""

from __future__ import annotations

from typing import Any

from .compiler import part
from .vectors import WIDE, add, four_sums, gated, get_wide, lane, put, rectified, repeated_wide, spread_wide

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
        whole vectors: up to there, what lies behind the `m` samples is computed, too. Eight sums at a time keep the processor busy: of four
        neurons and two vectors of samples.
        """
        room, out_room, x, z, other = src.shape[1], dst.shape[1], src.reshape(-1), dst.reshape(-1), gates.reshape(-1)
        lanes = WIDE // w.itemsize
        whole, end = count - count % 4, (m + lanes - 1) // lanes * lanes
        pairs = end - end % (2 * lanes)
        for s in range(0, pairs, 2 * lanes):
            for j in range(0, whole, 4):
                p, at, to = first + j * step_out, src_row * room + s, (dst_row + j) * out_room + s
                a0, b0, c0, d0 = _bias(w, bias, j), _bias(w, bias, j + 1), _bias(w, bias, j + 2), _bias(w, bias, j + 3)
                a1, b1, c1, d1 = a0, b0, c0, d0
                for _ in range(width):
                    u, v = get_wide(x, at), get_wide(x, at + lanes)
                    q = repeated_wide(w, p)
                    a0, a1 = a0 + q * u, a1 + q * v
                    q = repeated_wide(w, p + step_out)
                    b0, b1 = b0 + q * u, b1 + q * v
                    q = repeated_wide(w, p + 2 * step_out)
                    c0, c1 = c0 + q * u, c1 + q * v
                    q = repeated_wide(w, p + 3 * step_out)
                    d0, d1 = d0 + q * u, d1 + q * v
                    p += step_in
                    at += room
                _let(z, to, a0, gate, other)
                _let(z, to + lanes, a1, gate, other)
                _let(z, to + out_room, b0, gate, other)
                _let(z, to + out_room + lanes, b1, gate, other)
                _let(z, to + 2 * out_room, c0, gate, other)
                _let(z, to + 2 * out_room + lanes, c1, gate, other)
                _let(z, to + 3 * out_room, d0, gate, other)
                _let(z, to + 3 * out_room + lanes, d1, gate, other)
        for s in range(pairs, end, lanes):
            for j in range(0, whole, 4):
                p, at, to = first + j * step_out, src_row * room + s, (dst_row + j) * out_room + s
                a0, b0, c0, d0 = _bias(w, bias, j), _bias(w, bias, j + 1), _bias(w, bias, j + 2), _bias(w, bias, j + 3)
                for _ in range(width):
                    u = get_wide(x, at)
                    a0 = a0 + repeated_wide(w, p) * u
                    b0 = b0 + repeated_wide(w, p + step_out) * u
                    c0 = c0 + repeated_wide(w, p + 2 * step_out) * u
                    d0 = d0 + repeated_wide(w, p + 3 * step_out) * u
                    p += step_in
                    at += room
                _let(z, to, a0, gate, other)
                _let(z, to + out_room, b0, gate, other)
                _let(z, to + 2 * out_room, c0, gate, other)
                _let(z, to + 3 * out_room, d0, gate, other)
        fours = end - end % (4 * lanes)
        for j in range(whole, count):
            for s in range(0, fours, 4 * lanes):
                p, at, to = first + j * step_out, src_row * room + s, (dst_row + j) * out_room + s
                a0 = _bias(w, bias, j)
                b0, c0, d0 = a0, a0, a0
                for _ in range(width):
                    q = repeated_wide(w, p)
                    a0 = a0 + q * get_wide(x, at)
                    b0 = b0 + q * get_wide(x, at + lanes)
                    c0 = c0 + q * get_wide(x, at + 2 * lanes)
                    d0 = d0 + q * get_wide(x, at + 3 * lanes)
                    p += step_in
                    at += room
                _let(z, to, a0, gate, other)
                _let(z, to + lanes, b0, gate, other)
                _let(z, to + 2 * lanes, c0, gate, other)
                _let(z, to + 3 * lanes, d0, gate, other)
            for s in range(fours, end, lanes):
                p, at = first + j * step_out, src_row * room + s
                a0 = _bias(w, bias, j)
                for _ in range(width):
                    a0 = a0 + repeated_wide(w, p) * get_wide(x, at)
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
        put(z, to, rectified(vector))
    else:
        put(z, to, gated(get_wide(gates, to), vector))


@part
def _bias(w: Any, bias: int, j: int) -> Any:
    """A vector of the bias of neuron j, or of zeros."""
    return repeated_wide(w, bias + j) if bias >= 0 else spread_wide(w.dtype.type(0))


@part
def add_gradient(g: Any, first: int, width: int, count: int, src: Any, src_row: int, delta: Any, delta_row: int, m: int) -> None:
    """Add a layer's gradient over a block: of weight (j, i) Σₛ delta[j, s] · src[i, s], and of bias j Σₛ delta[j, s].

    Behind `m`, up to a whole vector, `delta` has to be 0. Two neurons and four inputs at a time: eight sums that stay in registers. A
    neuron without another is taken as both of a pair, of which one is dropped: that takes no longer, for sums wait for each other.
    """
    lanes, room, x, e = WIDE // g.itemsize, src.shape[1], src.reshape(-1), delta.reshape(-1)
    none, bias, fours = spread_wide(g.dtype.type(0)), first + width * count, width - width % 4
    for j in range(0, count, 2):
        is_pair = j + 1 < count
        e0 = (delta_row + j) * delta.shape[1]
        e1 = e0 + delta.shape[1] if is_pair else e0
        p = first + j * width
        for i in range(0, fours, 4):
            x0 = (src_row + i) * room
            x1, x2, x3 = x0 + room, x0 + 2 * room, x0 + 3 * room
            a0, a1, a2, a3, b0, b1, b2, b3 = none, none, none, none, none, none, none, none
            for s in range(0, m, lanes):
                u, v = get_wide(e, e0 + s), get_wide(e, e1 + s)
                y = get_wide(x, x0 + s)
                a0, b0 = a0 + u * y, b0 + v * y
                y = get_wide(x, x1 + s)
                a1, b1 = a1 + u * y, b1 + v * y
                y = get_wide(x, x2 + s)
                a2, b2 = a2 + u * y, b2 + v * y
                y = get_wide(x, x3 + s)
                a3, b3 = a3 + u * y, b3 + v * y
            add(g, p + i, four_sums(a0, a1, a2, a3))
            if is_pair:
                add(g, p + width + i, four_sums(b0, b1, b2, b3))
        rest = width - fours  # up to three inputs; the bias is with them
        x0 = (src_row + min(fours, width - 1)) * room
        x1, x2 = x0 + room if rest > 1 else x0, x0 + 2 * room if rest > 2 else x0
        a0, a1, a2, a3, b0, b1, b2, b3 = none, none, none, none, none, none, none, none
        for s in range(0, m, lanes):
            u, v = get_wide(e, e0 + s), get_wide(e, e1 + s)
            y = get_wide(x, x0 + s)
            a0, b0 = a0 + u * y, b0 + v * y
            y = get_wide(x, x1 + s)
            a1, b1 = a1 + u * y, b1 + v * y
            y = get_wide(x, x2 + s)
            a2, b2 = a2 + u * y, b2 + v * y
            a3, b3 = a3 + u, b3 + v
        sums = four_sums(a0, a1, a2, a3)
        for i in range(rest):
            g[p + fours + i] += lane(sums, i)
        g[bias + j] += lane(sums, 3)
        if is_pair:
            sums = four_sums(b0, b1, b2, b3)
            for i in range(rest):
                g[p + width + fours + i] += lane(sums, i)
            g[bias + j + 1] += lane(sums, 3)
