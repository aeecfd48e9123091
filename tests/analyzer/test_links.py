"""The links of a document, as they are written."""

from time import process_time

from orchestrator_analyzer.analysis import analyze
from orchestrator_analyzer.links import anchor_of, headings_by_anchor


def check(text: str, *expected: str) -> None:
    """Compare the links, shown as `kind target`; each covers exactly its target."""
    analysis = analyze(text)
    assert [f"{link.kind} {link.target}" for link in analysis.links()] == [*expected]
    for link in analysis.links():
        assert analysis.text.slice(link.span) == link.target


def test_files_headings_and_addresses_are_told_apart() -> None:
    check(
        "\ufeffé😀 [a](../b/c.md#d) [e](#f) ![g](<h i.png> 'title')\r\n\t[j](https://k.l/m_(n))\r\n",
        "file ../b/c.md#d",
        "heading #f",
        "file h i.png",
        "address https://k.l/m_(n)",
    )


def test_definitions_and_bare_addresses_are_links() -> None:
    check(
        "[a]: b.md\n\n<mailto:x@y.z> (see https://a.b/c?d=e). **https://f.g/**\n",
        "file b.md",
        "address mailto:x@y.z",
        "address https://a.b/c?d=e",
        "address https://f.g/",
    )


def test_code_has_no_links_but_a_path_alone_is_one() -> None:
    check(
        "`[a](b.md)` ``c` [d](e.md)`` `src/f.py:12` `g()` [h](i.md)\n\n```\n[j](k.md)\n```\n",
        "file src/f.py",
        "file i.md",
    )


def test_a_heading_has_the_anchor_that_forges_give_it() -> None:
    assert anchor_of("BUG-1: The *lid* `sticks`, é 😀!") == "bug-1-the-lid-sticks-é-"
    assert anchor_of("要件 1: 注文") == "要件-1-注文"
    anchors = headings_by_anchor(analyze("# A b\n\n## A b\n\n## C\n").reading.source)
    assert {name: section.line for name, section in anchors.items()} == {
        "a-b": 0,
        "a-b-1": 2,
        "c": 4,
    }


def test_many_signs_take_no_time() -> None:
    begun = process_time()
    for sign in ("`", "](", "[", "<", "`` ` ", "https://", "]((", "<a:"):
        analyze(sign * 100_000).links()
    assert process_time() - begun < 10
