"""A YAML file as people write it: read, or refused with the place of its fault in the reader's language."""

from pathlib import Path

import yaml

from larum.base.errors import Invalid
from larum.base.translate import msgid
from larum.cli.trouble import because


def yaml_in(file: Path) -> object:
    """What a file holds. What YAML itself says of a fault is English wherever it runs, so it comes last and quoted."""
    try:
        return yaml.safe_load(file.read_bytes())
    except OSError as wrong:
        raise Invalid(
            msgid("The file {file} cannot be read: {detail}"), file=str(file), detail=because(wrong)
        ) from wrong
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line, place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        sentence = msgid("The file {file} is not YAML: see line {line}, character {place} (“{detail}”).")
        said = _one_line(wrong.problem or wrong)
        raise Invalid(sentence, file=str(file), line=line, place=place, detail=said) from wrong
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        sentence = msgid("The file {file} is not YAML: {detail}")
        raise Invalid(sentence, file=str(file), detail=_one_line(wrong)) from wrong


def _one_line(said: object) -> str:
    return " ".join(str(said).split())
