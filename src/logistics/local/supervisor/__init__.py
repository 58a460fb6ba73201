"""Everything on one machine: the processes of `logistics up`, started, watched and stopped together."""
