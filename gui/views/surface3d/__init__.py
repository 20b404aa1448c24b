"""What the relief is made of: camera, ground, paths and solids as arrays, and the one module that speaks OpenGL."""
