"""What makes pieces interchangeable to the engine."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.packing.model import CargoSpace, Item

Size = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Traits:
    """Pieces with equal traits are of one kind. `strength_g` is what one carries, None if there is no limit."""

    sizes: tuple[Size, ...]
    weight_g: int
    bare: bool
    bottom_only: bool
    strength_g: int | None
    max_layers: int | None
    stack_code: str | None
    carries_codes: frozenset[str] | None
    stop: int

    @property
    def family(self) -> tuple[list[int], int]:
        """What like pieces, that count as layers of each other, have in common."""
        return sorted(self.sizes[0]), self.weight_g

    def layers(self, pieces: int) -> int:
        """How many of a kind may stand on each other, of so many."""
        if self.bare or self.bottom_only or not self.carries(self):
            return 1
        layers = pieces if self.max_layers is None else min(pieces, self.max_layers)
        if self.strength_g is None or self.weight_g == 0:
            return layers
        return min(layers, 1 + self.strength_g // self.weight_g)

    def carries(self, upper: Traits) -> bool:
        """Whether the stack codes let a piece rest on one of these."""
        return self.carries_codes is None or upper.stack_code in self.carries_codes


def traits_of(space: CargoSpace, item: Item) -> Traits:
    """Traits of a piece in this space."""
    bare = item.bears_nothing or item.max_load_on_top_g == 0
    return Traits(
        sizes=usable_sizes(space, item),
        weight_g=item.weight_g,
        bare=bare,
        bottom_only=item.bottom_only,
        strength_g=None if bare else item.max_load_on_top_g,
        max_layers=item.max_layers,
        stack_code=item.stack_code,
        carries_codes=item.carries_codes,
        stop=item.stop,
    )


def usable_sizes(space: CargoSpace, item: Item) -> tuple[Size, ...]:
    """Permitted sizes in which the piece fits the empty space and passes the doors."""
    left, right, sill, lintel = space.opening
    most = space.length_mm, right - left, lintel - sill
    return tuple(
        sorted(size for size in item.permitted_sizes() if all(a <= b for a, b in zip(size, most, strict=True)))
    )
