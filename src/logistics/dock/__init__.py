"""What is said at a loading dock, once: the rules of goods and the body of a vehicle, with the words for each field.

The wire, the database, the neutral JSON, the packing room and the documentation are derived from it.
"""
