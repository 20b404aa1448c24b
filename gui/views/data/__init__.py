"""The samples: as points or images, with the batches that are lit and what a lane makes of them."""
