"""`corpusclean rules`: look at the rules of residue, and make and try one's own."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpusclean.cli.options.pages import page_options
from corpusclean.terminal import counted, escape

if TYPE_CHECKING:
    from corpusclean.text.rulefiles import Rule

TOML = click.Path(exists=True, dir_okay=False, path_type=Path)
RULES = click.option("--rules", "files", multiple=True, metavar="FILE", type=TOML, help="Rules of your own as well.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
MOST_PHRASES = 40


@click.group(short_help="Look at residue rules, and make your own.")
def rules() -> None:
    """Look at the rules by which residue is found, and make and try rules of your own.

    \b
    Examples:
      corpusclean rules list --group related
      corpusclean rules new "Your daily dose of harbour news" > mine.toml
      corpusclean rules test mine.toml --on pages.jsonl.gz
      corpusclean run pages.jsonl.gz --rules mine.toml -o corpus.jsonl
    """


@rules.command("list", short_help="List the rules.")
@click.option("--group", metavar="NAME", help="Those of this group only.")
@click.option("--language", metavar="CODE", help="Those for this language only; any: those for all languages.")
@RULES
@JSON
def list_rules(group: str | None, language: str | None, files: tuple[Path, ...], as_json: bool) -> None:
    """List the rules: their names, languages and how many phrases they stand for.

    A name is group.kind.language; `run --without-rules` takes a whole name or its beginning.

    \b
    Examples:
      corpusclean rules list --language ar
      corpusclean rules list --group navigation --json
    """
    found = [
        rule for rule in _described(files) if group in (None, rule["group"]) and language in (None, rule["language"])
    ]
    if as_json:
        shown = [{**rule, "phrases": len(rule["phrases"])} for rule in found]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    width = max((len(rule["name"]) for rule in found), default=0)
    for rule in found:
        click.echo(f"{escape(rule['name']):{width}}  {rule['language']:4} {_amount(rule)}".rstrip())
    click.echo(
        f"{counted(len(found), 'rule')}, {counted(sum(len(rule['phrases']) for rule in found), 'phrase')}", err=True
    )


def _amount(rule: dict[str, Any]) -> str:
    """What a rule matches, and whether it does."""
    if rule["description"]:
        matches = "  by shape"
    else:
        expressions = f" and {len(rule['regex'])} expressions" if rule["regex"] else ""
        matches = f"{len(rule['phrases']):8,} phrases{expressions}"
    sites = f", on {', '.join(rule['sites'])}" if rule["sites"] else ""
    return f"{matches}{sites}{', off by default' if rule['off'] else ''}"


@rules.command(short_help="Show a rule.")
@click.argument("name")
@RULES
@JSON
def show(name: str, files: tuple[Path, ...], as_json: bool) -> None:
    """Show rules by their NAME or its beginning: patterns, examples, and the phrases that they stand for.

    \b
    Examples:
      corpusclean rules show comments.furniture.de
      corpusclean rules show wordpress --json
    """
    from corpusclean.errors import UsageError
    from corpusclean.text.choosing import suggest_rule

    described = _described(files)
    found = [rule for rule in described if f"{rule['name']}.".startswith(f"{name}.")]
    if not found:
        raise UsageError(f"there is no rule or group of rules {name!r}; {suggest_rule(name, described)}")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for rule in found:
        _show_rule(rule)


def _show_rule(rule: dict[str, Any]) -> None:
    flags = [
        flag.replace("_", " ")
        for flag in ("weak", "alone", "over_weak", "foot", "leads", "opens_list", "off")
        if rule[flag]
    ]
    flags += [f"everyday up to {counted(rule['everyday'], 'word')}"] if rule["everyday"] else []
    click.echo(f"{escape(rule['name'])}{': ' if flags else ''}{', '.join(flags)}")
    for text in filter(None, (rule["description"], rule["seen"])):
        click.echo(f"  {escape(text)}")
    for title in ("sites", "patterns", "lines", "regex", "match", "no_match"):
        for line in rule[title]:
            click.echo(f"  {title:9} {escape(line)}")
    for phrase in rule["phrases"][:MOST_PHRASES] if rule["patterns"] else ():
        click.echo(f"  phrase    {escape(phrase)}")
    if rule["patterns"] and len(rule["phrases"]) > MOST_PHRASES:
        click.echo(f"  ... {counted(len(rule['phrases']) - MOST_PHRASES, 'more phrase')}; --json shows all")


def _described(files: tuple[Path, ...]) -> list[dict[str, Any]]:
    """All rules, ours and those of the files, as plain values."""
    from corpusclean.text.rulebook import RULES_FOLDER
    from corpusclean.text.rulefiles import parse_rules, read_rule_file, read_rules, read_services
    from corpusclean.text.rulenotes import describe_rule

    own: list[Rule] = [rule for file in files for rule in parse_rules(read_rule_file(file)).rules]
    services = read_services(RULES_FOLDER)
    return [describe_rule(rule, services) for rule in [*read_rules(RULES_FOLDER), *own]]


@rules.command(short_help="Try rules of your own.")
@click.argument("file", metavar="FILE", type=TOML)
@click.option("--on", multiple=True, metavar="INPUT", help="Pages as `corpusclean run` takes them: show what would go.")
@click.option("--most", default=20, show_default=True, help="Lines shown of each rule with --on.")
@page_options
@click.pass_context
def test(context: click.Context, /, file: Path, on: tuple[str, ...], most: int, **options: Any) -> None:
    """Check the rules in FILE, and try their examples; ends with 1 if one does not come out right.

    A line of `match` must be taken by its rule; one of `no_match` by none of the file. With --on, pages are cleaned,
    and the lines shown that rules of the file took, with what stood around them.

    \b
    Examples:
      corpusclean rules test mine.toml
      corpusclean rules test mine.toml --on 'crawl/*.jsonl.gz' --most 100
    """
    from corpusclean.kernels import start_without_scipy
    from corpusclean.text.rulebook import load_rules
    from corpusclean.text.rulefiles import parse_rules, read_rule_file
    from corpusclean.text.rulenotes import check_examples

    start_without_scipy()
    read = read_rule_file(file)
    own, book = parse_rules(read).rules, load_rules(files=(read,))
    failures = list(check_examples(own, book))
    for failure in failures:
        by = f"taken by {escape(failure.taken)}" if failure.taken else "not taken"
        click.echo(f"{escape(failure.rule)}: {failure.kind}: {escape(failure.example)!r} is {by}")
    examples = sum(len(rule.match) + len(rule.no_match) for rule in own)
    click.echo(
        f"{counted(len(own), 'rule')}, {counted(examples, 'example')}, {len(failures)} of them not as they should be"
    )
    if on:
        from corpusclean.cli.trying import show_cuts

        show_cuts(read, on, most, options)
    context.exit(int(bool(failures)))


@rules.command(short_help="Begin a file of rules.")
@click.argument("lines", nargs=-1, metavar="[LINE]...")
def new(lines: tuple[str, ...]) -> None:
    """Print a file of rules to begin with, its keys explained; LINEs are lines of residue that it is to take.

    \b
    Examples:
      corpusclean rules new > mine.toml
      corpusclean rules new "Your daily dose of harbour news" "Photos: Ada Pell" > mine.toml
    """
    quoted = ", ".join(json.dumps(line, ensure_ascii=False).replace("\x7f", "\\u007f") for line in lines)
    click.echo(TEMPLATE.replace("LINES", quoted or '"Your daily dose of harbour news"'), nl=False)


TEMPLATE = """\
# Rules of residue. The name of this file is the name of their group; `corpusclean rules test FILE` tries them.
# Case, accents, punctuation and white space do not count where lines are compared; every number is like any other.

# Lines that no rule may take, not even those that come with corpusclean.
keep = []

[banner]
lines = [LINES]
# match = ["YOUR DAILY DOSE OF HARBOUR NEWS!"]    # lines that the rule must take
# no_match = ["Your daily dose of harbour news is not enough, he said."]    # and lines that it must not

# [banner.en]                       # a rule for a language: its name ends with the code
# sites = ["harbour.example"]       # holds on pages of these hosts only
# patterns = [                      # lines with choices in them
#     "Share (this|on {service}) [now]",
#     "{n} comments",
#     # "Posted in {rest}": something short beside it; {name}: a few words; {text}: anything; not with sites
# ]
# regex = ["(?i)photos?: [\\\\pL ]+"]    # RE2; must match a whole line
# weak = true                       # taken only beside other residue, or in a run at an end of the page
# alone = true                      # a pattern of a single word need not stand beside other residue
# opens_list = true                 # bare titles that follow go with it
"""
