"""Things with good defaults, of which a test names only what it is about.

    bodies    what people and programs send: JSON
    reads     what the services answer: contracts
    models    what the Transport API decides with: its own model
    layouts   loads made by hand, and what their price is asked with

All of them speak of the same company: crates of 85.5 kg, from Hamburg, on a 7.5 t truck.
"""
