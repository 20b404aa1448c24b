"""What views draw with: plots, paths, labels, colour norms, and files of pictures."""
