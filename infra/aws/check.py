"""cfn-lint over every template, for a region of each partition."""

import tempfile
from pathlib import Path

from infra.aws.target import for_lambda
from infra.aws.templates import all_templates, text_of

REGIONS = ("us-east-1", "cn-north-1")
"""One of `aws`, one of `aws-cn`: what either lacks is a finding."""


def findings(folder: Path, regions: tuple[str, ...] = REGIONS) -> list[str]:
    """What cfn-lint has to say of the templates in `folder`, a line each."""
    from cfnlint import lint_file
    from cfnlint.config import ManualArgs

    said = []
    for path in sorted(folder.glob("*.json")):
        for match in lint_file(path, config=ManualArgs(regions=list(regions), include_checks=["I"])):
            where = "/".join(str(step) for step in getattr(match, "path", None) or [])
            said.append(f"{path.stem}: {match.rule.id} {match.message} (at {where})")
    return said


def check() -> int:
    """Make every template and lint it. Prints what is found; the exit code is 0 where nothing is."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, template in all_templates(for_lambda()).items():
            (Path(scratch) / f"{name}.json").write_text(text_of(template))
        found = findings(Path(scratch))
    for line in found:
        print(line)
    print(f"{len(found)} findings in the AWS templates, for {' and '.join(REGIONS)}")
    return 1 if found else 0
