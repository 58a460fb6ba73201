"""What makes pieces interchangeable to the engine."""

from __future__ import annotations

from dataclasses import dataclass

from logistics.packing.model import CargoSpace, Item

MM2_PER_M2 = 1_000_000

Size = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Traits:
    """Pieces with equal traits are of one kind.

    `strength_g` is what one carries in all, `pressure_g_per_m2` what it bears anywhere on its top; None: no limit.
    """

    sizes: tuple[Size, ...]
    weight_g: int
    bare: bool
    bottom_only: bool
    strength_g: int | None
    pressure_g_per_m2: int | None
    max_layers: int | None
    stack_code: str | None
    carries_codes: frozenset[str] | None
    stop: int

    @property
    def family(self) -> tuple[list[int], int]:
        """What like pieces, that count as layers of each other, have in common."""
        return sorted(self.sizes[0]), self.weight_g

    @property
    def is_weak(self) -> bool:
        """Whether it bears something, but not everything."""
        return self.strength_g is not None or self.pressure_g_per_m2 is not None

    def layers(self, pieces: int) -> int:
        """How many of a kind may stand on each other, of so many."""
        if self.bare or self.bottom_only or not self.carries(self):
            return 1
        layers = pieces if self.max_layers is None else min(pieces, self.max_layers)
        if self.weight_g == 0:
            return layers
        if self.strength_g is not None:
            layers = min(layers, 1 + self.strength_g // self.weight_g)
        if self.pressure_g_per_m2 is not None:
            base_mm2 = max((size[0] * size[1] for size in self.sizes), default=0)
            layers = min(layers, 1 + self.pressure_g_per_m2 * base_mm2 // (MM2_PER_M2 * self.weight_g))
        return layers

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
        pressure_g_per_m2=None if bare else item.max_pressure_g_per_m2,
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
