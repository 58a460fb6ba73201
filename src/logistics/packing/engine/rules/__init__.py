"""What the dock forbids: asked for each block, at one place (`neighbours.allowed`)."""
