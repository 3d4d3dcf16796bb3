"""A click group that is itself a command: `extract report.pdf` beside `extract schema`."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import Any

import click

from extractor.errors import ArgumentError, ExtractError

NEAR = 0.7
"""How like a command's name a word must be to be taken for it."""


class _WrongLine(click.ClickException):
    """The command line is wrong, and the message says how: no usage line is needed above it."""

    exit_code = click.UsageError.exit_code


class FilesOrCommand(click.Group):
    """Runs a subcommand where the first argument names one, else its own callback.

    Only the very first argument is looked at: `extract -o out.json schema` and `extract ./schema`
    read a file called schema.
    """

    allow_interspersed_args = True  # unlike a plain group: `extract report.pdf --format table`

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The parameters; without FILE... for a subcommand's usage line, which quotes them."""
        params = super().get_params(ctx)
        if ctx.command is self:
            return params
        return [p for p in params if not isinstance(p, click.Argument)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in self.commands:
            ctx.args = list(args)
            return ctx.args
        if args and not os.path.exists(args[0]):
            self._refuse_mistyped(ctx, args)
        return click.Command.parse_args(self, ctx, args)

    def _refuse_mistyped(self, ctx: click.Context, args: list[str]) -> None:
        """End the command where a file that is not there is called much like a command."""
        first, *rest = args
        if first == "help":
            command = f"{rest[0]} " if rest and rest[0] in self.commands else ""
            raise click.UsageError(f"did you mean 'extract {command}--help'?", ctx)
        if not first.replace("-", "").isalpha():  # reports have an ending
            return
        for near in get_close_matches(first.lower(), self.commands, 1, NEAR):
            problem = f"{first}: no such file; did you mean the command '{near}'?"
            raise click.UsageError(problem, ctx)

    def invoke(self, ctx: click.Context) -> Any:
        if not ctx.args:
            return click.Command.invoke(self, ctx)
        name, *rest = ctx.args
        command = self.commands[name]
        try:
            with command.make_context(name, rest, parent=ctx) as inner:
                return inner.command.invoke(inner)
        except ExtractError as error:  # of no one file: a wrong framework file, a missing model
            wrong = isinstance(error, ArgumentError)
            raise (_WrongLine if wrong else click.ClickException)(str(error)) from error

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[OPTIONS] FILE...")
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]...", prefix="       ")
