"""The fast room: compiled kernels on integer arrays. Nothing here knows pieces by name, raises or logs."""
