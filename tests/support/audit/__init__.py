"""An auditor who believes nobody: reads the databases and the files of a system, and says what is wrong with them.

Nothing of the services is used, not even to read a row; only the packing room's checker, which is an auditor itself.
"""
