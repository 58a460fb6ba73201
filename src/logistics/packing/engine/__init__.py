"""The fast room: compiled kernels on integer arrays. Nothing here knows pieces by name, raises or logs.

One search serves every support of bases; only the room that is left differs (`room.free`). `search` builds loads with
it, `blocks` says what may be placed and which block is best, `rules` what the dock forbids, `loading` whether a load
can be put in. `bins` shares pieces out among many spaces at once, with the same free spaces and support.
"""
