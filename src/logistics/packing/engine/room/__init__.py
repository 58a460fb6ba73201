"""The room that is left: free rectangles where bases are fully supported, free spaces where they need not be."""
