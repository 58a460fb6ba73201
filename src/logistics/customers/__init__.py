"""The people and companies whose goods we move."""
