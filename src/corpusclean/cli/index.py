"""`corpusclean index`: look at an index on disk, check it, make one segment of many."""

from pathlib import Path

import click

from corpusclean.terminal import counted

FOLDER = click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.group(short_help="Look at an index of kept articles.")
def index() -> None:
    """Look at an index of kept articles, as `corpusclean run --index DIR` makes it.

    \b
    Examples:
      corpusclean run monday.jsonl -o monday.clean.jsonl --index seen
      corpusclean run tuesday.jsonl -o tuesday.clean.jsonl --index seen
      corpusclean index info seen
    """


@index.command(short_help="Show what an index holds.")
@FOLDER
def info(folder: Path) -> None:
    """Show what defines the index in DIR, and its segments."""
    from corpusclean.dedup.folder import read_manifest

    manifest = read_manifest(folder)
    for name, value in sorted(manifest.identity.items()):
        click.echo(f"{name:12} {value}")
    click.echo(f"{'articles':12} {manifest.articles:,}")
    for segment in manifest.segments:
        click.echo(f"{segment.name}  {counted(segment.articles, 'article')}, {counted(segment.bytes, 'byte')}")


@index.command(short_help="Check every segment.")
@FOLDER
def verify(folder: Path) -> None:
    """Compare every segment of the index in DIR with what the manifest says of it, and read it."""
    from corpusclean.dedup.folder import check_segment, read_manifest, read_segment

    for segment in read_manifest(folder).segments:
        check_segment(folder, segment)
        count = sum(len(rows.ids) for rows in read_segment(folder, segment))
        click.echo(f"{segment.name}  {counted(count, 'article')}, as the manifest says")


@index.command(short_help="Make one segment of all.")
@FOLDER
def merge(folder: Path) -> None:
    """Make one segment of all that the index in DIR has; it opens a little faster then."""
    from corpusclean.dedup.folder import locked
    from corpusclean.dedup.folder import merge as merge_segments

    with locked(folder):
        manifest = merge_segments(folder)
    click.echo(f"{counted(manifest.articles, 'article')} in {counted(len(manifest.segments), 'segment')}")
