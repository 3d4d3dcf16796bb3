"""`extract train`"""

from importlib.util import find_spec
from pathlib import Path

import click

from extractor.errors import ExtractError, ModelError, extra
from extractor.learning.names import FAST

ANNOTATIONS = "annotations"
MODEL_HELP = "fast, accurate, or the NAME of one that `extract train -o NAME` wrote."
NEEDED = {"joblib": "joblib", "sklearn": "scikit-learn", "scipy": "scipy"}
"""What both ways of training import, and what it is called where it is installed from."""


def weights(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> dict[str, float]:
    """The weight of each annotator named as NAME=WEIGHT."""
    found = {}
    for text in given:
        name, _, weight = text.rpartition("=")
        try:
            found[name] = float(weight)
        except ValueError:
            found[name] = 0.0
        if not name or not 0 < found[name] <= 100:
            raise click.BadParameter(f"{text!r} is not NAME=WEIGHT, with a weight above 0, to 100")
    return found


@click.command()
@click.option("--corpus", required=True, type=click.Path(exists=True, file_okay=False),
              help="Folder with the annotated reports.")  # fmt: skip
@click.option("--annotations", multiple=True, type=click.Path(exists=True),
              help="Annotation files or folders (default: annotations).")  # fmt: skip
@click.option("--config", type=click.Path(exists=True, dir_okay=False),
              help="Features, weights, seed (default: the shipped config).")  # fmt: skip
@click.option("--trust", multiple=True, metavar="NAME=WEIGHT", callback=weights,
              help="How much an annotator's labels count beside others' 1 (say jo=5).")
@click.option("--encoder", is_flag=True,
              help="Train the accurate model, beside a linear one: about an hour of two cores.")
@click.option("--linear", metavar="NAME", default=FAST, show_default=True,
              help="With --encoder: that linear model.")
@click.option("--work", metavar="FOLDER",
              help="With --encoder: where a run that is stopped goes on (default: OUTPUT.work).")
@click.option("--no-test", is_flag=True, help="Do not score on held-out councils: half the time.")
@click.option("-o", "--output", required=True, metavar="NAME",
              help="The model: NAME.npz, NAME.json, NAME.card.md.")  # fmt: skip
def train(
    corpus: str, annotations: tuple[str, ...], config: str | None, trust: dict[str, float],
    no_test: bool, output: str, encoder: bool, linear: str, work: str | None,
) -> None:
    """Train the classifiers of findings from annotations and the reports they are of.

    The same reports, annotations and config give the same bytes. Needs the extra [train], with
    --encoder the extra [encoder]; from a clone: pip install '.[train]'.

    \b
    Examples:
      extract train --corpus reports/ -o models/mine
      extract train --corpus reports/ --annotations annotations/ --trust jo=5 -o models/mine
      extract train --corpus reports/ --encoder --linear models/mine -o models/mine-accurate
    """  # fmt: skip
    check_installed("encoder" if encoder else "train")
    with told():
        known = annotation_paths(annotations)
    if encoder:
        version = _train_encoder(corpus, known, output, config, linear, work)
        click.echo(f"{output}: version {version}")
        return
    with told():
        from extractor.learning.card import train_files
        from extractor.learning.training import CONFIG

        version = train_files(
            Path(corpus), known, Path(output),
            Path(config) if config else CONFIG, tested=not no_test, say=say,
            trust=trust,
        )  # fmt: skip
    click.echo(f"{output}: version {version}")


def _train_encoder(
    corpus: str, annotations: list[Path], output: str, config: str | None, linear: str,
    work: str | None,
) -> str:  # fmt: skip
    with told():
        from extractor.learning import encoder_config, training
        from extractor.learning.accurate_files import train_accurate_files
        from extractor.learning.opening import model_path

        return train_accurate_files(
            Path(corpus), annotations, Path(output), model_path(linear),
            Path(config) if config else encoder_config.CONFIG, training.CONFIG,
            Path(work) if work else Path(output + ".work"), say,
        )  # fmt: skip


def annotation_paths(given: tuple[str, ...]) -> list[Path]:
    """The annotations to read: those given, or the folder ``annotations`` where there is one."""
    if not given and not Path(ANNOTATIONS).exists():
        problem, remedy = "there is no such folder here", "name a file or folder by --annotations"
        raise ModelError(ANNOTATIONS, problem, remedy)
    return [Path(a) for a in given or (ANNOTATIONS,)]


def check_installed(name: str) -> None:
    """End the command before any report is read if a library of that extra is missing."""
    if missing := [known for module, known in NEEDED.items() if find_spec(module) is None]:
        raise click.ClickException(f"training needs {', '.join(missing)}; {extra(name)}")


def say(line: str) -> None:
    """Progress, on stderr."""
    click.echo(line, err=True)


class told:
    """Turns the toolkit's errors into a line on stderr and exit 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ExtractError):
            raise click.ClickException(str(error)) from error
