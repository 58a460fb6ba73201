"""A campaign of faults: clients at work on a whole system while its processes die and its messages go astray."""
