"""One feature a file: translate, ask, translate."""
