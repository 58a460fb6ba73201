"""3D packing: pure computation, no I/O. `pack` and `pack_fleet` place pieces, `check` judges any plan."""
