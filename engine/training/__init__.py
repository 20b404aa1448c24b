"""PyTorch lives here: model, batches, steppers, lanes in turns, and the thread that runs them."""
