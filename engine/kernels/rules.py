"""Optimizers: how a gradient becomes an update, as `torch.optim` has them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .compiler import part
from .vectors import difference, rarely

SGD, ADAGRAD, RMSPROP, ADADELTA, ADAM, ADAMW, NADAM = range(7)
# the inputs that an optimizer is set to, in the order of their places in an array of numbers
SETTINGS = ("momentum", "nesterov", "weight_decay", "alpha", "beta1", "beta2", "eps", "rho", "l1", "clip_value", "clip_norm")
MOMENTUM, NESTEROV, WEIGHT_DECAY, ALPHA, BETA1, BETA2, EPS, RHO, L1, CLIP_VALUE, CLIP_NORM = range(11)
PRODUCT, PLACES = 11, 12  # one more place, for what NAdam multiplies up

_MOMENTUM_DECAY = 4e-3  # of NAdam, torch's default
_ROUNDING = 1e-6  # added to a norm before a gradient is divided by it, as torch does

_AT_ONCE = 1024  # a sum of this many float32 squares is exact enough; longer ones are summed up in float64


@part
def norm(values: Any) -> float:
    """Euclidean norm; finite where the numbers are and it is below 1.8 · 10³⁰⁸."""
    total = 0.0
    for begin in range(0, len(values), _AT_ONCE):
        some, piece = values.dtype.type(0), values[begin : begin + _AT_ONCE]
        for p in range(len(piece)):
            some += piece[p] * piece[p]
        total += some
    return _large_norm(values) if rarely(not total < np.inf) else math.sqrt(total)


@part
def _large_norm(values: Any) -> float:
    """The same where squares overflow."""
    total = 0.0
    for p in range(len(values)):
        total = math.hypot(total, values[p])
    return total


@part
def apply_rule(rule: int, settings: Any, lr: float, step: int, w: Any, g: Any, state: Any) -> float:
    """Change the weights by one update and return how far they moved, Euclidean: by what rounding left of the update.

    Args:
        rule: one of the optimizers above.
        settings: its numbers, float64, by the places above; `PRODUCT` is changed.
        lr: the learning rate of this update.
        step: which update this is, from 1.
        w, g: weights and gradient; each number of the gradient gives place to how far its weight moved.
        state: [2, …], what the optimizer remembers; zeros at first. SGD keeps its momentum in row 0; AdaGrad and RMSProp a
            sum or mean of squares in row 0, RMSProp its momentum in row 1; Adadelta means of squared gradients and moves; Adam, AdamW and
            NAdam first and second moments.
    """
    if shapes_gradient(settings):
        _shape_gradient(settings, w, g)
    f = w.dtype.type
    total = 0.0
    first, second = state[0], state[1]
    rate, decay, eps, momentum = f(lr), f(settings[WEIGHT_DECAY]), f(settings[EPS]), f(settings[MOMENTUM])
    looks_ahead = settings[NESTEROV] != 0.0
    beta1, alpha = f(settings[BETA1]), f(settings[ALPHA])
    rest1, rest2, rest = f(1.0 - settings[BETA1]), f(1.0 - settings[BETA2]), f(1.0 - settings[ALPHA])
    beta2 = f(settings[BETA2])
    size = f(lr / (1.0 - settings[BETA1] ** step)) if rule >= ADAM else f(0)
    root = f(1.0 / math.sqrt(1.0 - settings[BETA2] ** step)) if rule >= ADAM else f(0)
    rho, rest_rho, ahead = f(settings[RHO]), f(1.0 - settings[RHO]), f(0)
    if rule == NADAM:
        own, following = _momentum(settings[BETA1], step), _momentum(settings[BETA1], step + 1)
        settings[PRODUCT] = np.float32(settings[PRODUCT]) * np.float32(own)  # rounded as torch does
        size = f(lr * (1.0 - own) / (1.0 - settings[PRODUCT]))
        ahead = f(lr * following / (1.0 - settings[PRODUCT] * following))
    for begin in range(0, len(w), _AT_ONCE):
        end = min(begin + _AT_ONCE, len(w))
        some = f(0)
        w_, g_, first_, second_ = w[begin:end], g[begin:end], first[begin:end], second[begin:end]
        if decay != f(0) and rule != ADAMW:
            for p in range(len(w_)):
                g_[p] += decay * w_[p]
        if rule == SGD and momentum == f(0):
            for p in range(len(w_)):
                change = rate * g_[p]
                some += _squared_move(w_, g_, p, change)
        elif rule == SGD:
            for p in range(len(w_)):
                first_[p] = momentum * first_[p] + g_[p]
                change = rate * (g_[p] + momentum * first_[p] if looks_ahead else first_[p])
                some += _squared_move(w_, g_, p, change)
        elif rule == ADAGRAD:
            for p in range(len(w_)):
                first_[p] += g_[p] * g_[p]
                change = rate * g_[p] / (np.sqrt(first_[p]) + eps)
                some += _squared_move(w_, g_, p, change)
        elif rule == RMSPROP:
            for p in range(len(w_)):
                first_[p] = alpha * first_[p] + rest * g_[p] * g_[p]
                scaled = g_[p] / (np.sqrt(first_[p]) + eps)
                second_[p] = momentum * second_[p] + scaled
                change = rate * second_[p]
                some += _squared_move(w_, g_, p, change)
        elif rule == ADADELTA:
            for p in range(len(w_)):
                first_[p] = rho * first_[p] + rest_rho * g_[p] * g_[p]
                moved = np.sqrt(second_[p] + eps) / np.sqrt(first_[p] + eps) * g_[p]
                second_[p] = rho * second_[p] + rest_rho * moved * moved
                change = rate * moved
                some += _squared_move(w_, g_, p, change)
        elif rule == NADAM:
            for p in range(len(w_)):
                first_[p] = beta1 * first_[p] + rest1 * g_[p]
                second_[p] = beta2 * second_[p] + rest2 * g_[p] * g_[p]
                change = (size * g_[p] + ahead * first_[p]) / (np.sqrt(second_[p]) * root + eps)
                some += _squared_move(w_, g_, p, change)
        else:
            shrink = rate * decay if rule == ADAMW else f(0)
            for p in range(len(w_)):
                first_[p] = beta1 * first_[p] + rest1 * g_[p]
                second_[p] = beta2 * second_[p] + rest2 * g_[p] * g_[p]
                change = shrink * w_[p] + size * first_[p] / (np.sqrt(second_[p]) * root + eps)
                some += _squared_move(w_, g_, p, change)
        total += some
    return _large_norm(g) if rarely(not total < np.inf) else math.sqrt(total)


@part
def _momentum(beta1: Any, step: int) -> Any:
    """NAdam's momentum at an update."""
    return beta1 * (1.0 - 0.5 * 0.96 ** (step * _MOMENTUM_DECAY))


@part
def shapes_gradient(settings: Any) -> Any:
    """Whether an optimizer changes the gradient before all that its rule does."""
    return settings[L1] > 0.0 or settings[CLIP_VALUE] > 0.0 or settings[CLIP_NORM] > 0.0


@part
def _shape_gradient(settings: Any, w: Any, g: Any) -> None:
    """Add the gradient of the L1 penalty; then clip each number of the gradient, and then its norm."""
    f = w.dtype.type
    if settings[L1] > 0.0:
        pull = f(settings[L1])
        for p in range(len(w)):
            g[p] += pull if w[p] > f(0) else -pull if w[p] < f(0) else f(0)
    if settings[CLIP_VALUE] > 0.0:
        most = f(settings[CLIP_VALUE])
        for p in range(len(g)):
            g[p] = most if g[p] > most else -most if g[p] < -most else g[p]
    if settings[CLIP_NORM] > 0.0:
        share = f(settings[CLIP_NORM] / (norm(g) + _ROUNDING))
        if share < f(1):
            for p in range(len(g)):
                g[p] *= share


@part
def _squared_move(w: Any, moves: Any, p: int, change: Any) -> Any:
    """Subtract a change from weight `p`, note how far it moved, and return that squared."""
    after = w[p] - change
    moved = difference(w[p], after)
    w[p] = after
    moves[p] = moved
    return moved * moved
