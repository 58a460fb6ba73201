"""What the command says: plain lines, JSON for programs, and trouble as one sentence on stderr."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import typer
from typer.core import TyperGroup

from logistics.kit.disk import trouble_with
from logistics.kit.errors import LogisticsError
from logistics.kit.numbers import plain_decimal, plain_whole
from logistics.kit.wrong_values import words_of


class PlainGroup(TyperGroup):
    """Commands whose trouble is a sentence, never a traceback."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, which refuses what was typed in our words and takes numbers in plain digits only."""
        command = super().get_command(ctx, cmd_name)
        parameters: Sequence[Any] = command.params if command is not None else ()
        for parameter in parameters:
            parameter.process_value = _checked(parameter, _CHECKS.get(parameter.type_descriptor.annotation))
        return command

    def invoke(self, ctx: Any) -> Any:
        """Run the command; exit 1 with a sentence when one of our own errors or the disk's comes out of it."""
        try:
            return super().invoke(ctx)
        except LogisticsError as error:
            complain(error)
            raise typer.Exit(1) from None
        except BrokenPipeError:
            raise  # Whoever read what we print has left, which is no trouble of ours.
        except OSError as error:
            print(f"That cannot be done: {trouble_with(error)}.", file=sys.stderr)
            raise typer.Exit(1) from None


_CHECKS: dict[Any, Callable[[object], object]] = {int: plain_whole, float: plain_decimal}


def _checked(parameter: Any, check: Callable[[object], object] | None) -> Callable[[Any, Any], Any]:
    """How the parameter reads its value, but for text that only Python takes for a number."""
    process_value = parameter.process_value

    def process(ctx: Any, value: Any) -> Any:
        try:
            return process_value(ctx, check(value) if check else value)
        except ValueError as error:
            raise typer.BadParameter(f"{value!r} {error}.", ctx=ctx, param=parameter) from None
        except typer.BadParameter as error:
            # The framework repeats the words of the library that found the fault.
            if (faults := getattr(error.__cause__, "errors", None)) is None:
                raise
            words = words_of(faults()[0]).removesuffix(".")
            raise typer.BadParameter(f"{words}.", ctx=ctx, param=parameter) from None

    return process


def new_group(help_text: str) -> typer.Typer:
    """An empty group of commands that behaves as all of ours do."""
    return typer.Typer(
        cls=PlainGroup,
        help=help_text,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def say(line: str = "") -> None:
    """A line on the terminal; a terminal that has gone away is no reason to stop."""
    with suppress(OSError):
        print(line, flush=True)


def progress(line: str) -> None:
    """A line for the person who waits, beside the data on stdout."""
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def complain(error: LogisticsError) -> None:
    """The sentence of an error, and a line for each field that is wrong, unless the sentence is that line."""
    print(error.message, file=sys.stderr)
    for fault in error.errors:
        line = f"{fault.pointer or '/'}: {fault.message}"
        if line != error.message:
            print(f"  {line}", file=sys.stderr)


def print_json(data: Any) -> None:
    """Data for a program, as one JSON document."""
    import json

    print(json.dumps(data, indent=2, ensure_ascii=False))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
