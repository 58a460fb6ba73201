"""The shapes that cross a process boundary. They only grow."""
