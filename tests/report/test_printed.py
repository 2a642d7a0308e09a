"""A page in print: what it says in its order, without what only a screen has."""

from __future__ import annotations

from samspill.report.printed import printed
from samspill.typesetting import Answer, Grid, Heading, Note, Pairs, Paragraph, Points
from samspill.web.language import language


def blocks(inside, code="en", figure=lambda name: [Note("figure", name)]):
    return list(printed(f"<header><p>Menu</p></header><main>{inside}</main>", figure,
                        language(code)).blocks)  # fmt: skip


def test_what_only_a_screen_has_stays_behind():
    assert (
        blocks(
            "<h1>Title</h1><p class='lead'>Lead</p><form><p>Choose</p></form>"
            "<details><summary>How</summary><p>So</p></details><p class='downloads'>CSV</p>"
            "<p class='soft not-printed'>Below</p><p><a href='/x'>All of it</a></p>"
            "<script>1</script><svg><text>7</text></svg>"
        )
        == []
    )


def test_words_stay_in_their_order_with_the_links_in_them():
    found = blocks("<p>One <a href='/x'>two</a>\n  three <b>four</b>.</p><p class='soft'>Five</p>")
    assert found == [Paragraph("One two three four."), Paragraph("Five", is_soft=True)]


def test_a_no_break_space_is_kept():
    assert blocks("<p>5\N{NO-BREAK SPACE}% \n of it</p>") == [
        Paragraph("5\N{NO-BREAK SPACE}% of it")
    ]


def test_the_answer_with_its_detail_and_points():
    page = printed(
        "<main><div class='answer'><p>It is so.</p><p class='detail'>About.</p>"
        "<ul class='said'><li>One <a class='evidence'>Source</a></li></ul></div></main>",
        lambda name: [],
        language("en"),
    )
    assert page.answer == "It is so."
    assert page.blocks == (Answer("It is so.", "About."), Points(("One",)))


def test_headings_with_nothing_under_them_are_left_out_and_none_skips_a_level():
    found = blocks("<h2>Empty</h2><h2>Full</h2><h4>Deep</h4><p>Text</p><h2>Last</h2>")
    assert found == [Heading("Full", 2), Heading("Deep", 3), Paragraph("Text")]


def test_a_figure_stands_where_the_page_has_it():
    found = blocks("<p>A</p><section class='figure' id='figure-map'><h2>Map</h2></section><p>B</p>")
    assert found == [Paragraph("A"), Note("figure", "map"), Paragraph("B")]


TABLE = (
    "<div class='scroll' aria-label='Label'><table><thead><tr><th>Who</th><th class='n'>Share</th>"
    "<th>Evidence</th></tr></thead><tbody>{rows}</tbody></table></div>"
)
ROW = (
    "<tr><td>{who} <a class='chip'>Health</a></td><td class='n'>5&nbsp;% "
    "<span class='soft'>3–7</span></td><td><a class='evidence'>Source</a></td></tr>"
)


def test_a_table_has_no_column_that_only_leads_to_the_evidence():
    (grid,) = blocks(TABLE.format(rows=ROW.format(who="Moss")))
    assert isinstance(grid, Grid)
    assert grid.title == "Label"
    assert grid.heads == ("Who", "Share")
    assert grid.rows == (("Moss", "5\N{NO-BREAK SPACE}% (3–7)"),)
    assert grid.numbers == {1}
    assert grid.rest == ""


def test_a_cell_that_holds_only_an_area_says_it():
    (grid,) = blocks(TABLE.format(rows=ROW.format(who="")))
    assert grid.rows[0][0] == "Health"


def test_a_long_table_is_cut_and_says_so():
    rows = "".join(ROW.format(who=f"Place {n}") for n in range(11))
    (grid,) = blocks(TABLE.format(rows=rows))
    assert len(grid.rows) == 10
    assert "data package" in grid.rest
    (grid,) = blocks(TABLE.format(rows=rows), "nb")
    assert "datapakken" in grid.rest


def test_long_lists_of_names_run_on_and_sentences_do_not():
    names = "".join(f"<li>Name {n}</li>" for n in range(13))
    assert blocks(f"<ul>{names}</ul>") == [
        Paragraph(", ".join(f"Name {n}" for n in range(13)) + ".")
    ]
    assert blocks("<ol><li>So it is.</li><li>And <span class='tag'>so</span></li></ol>") == [
        Points(("So it is.", "And (so)"), is_numbered=True)
    ]


def test_pairs_and_what_a_screen_sets_in_grey():
    found = blocks(
        "<dl><div><dt>Host</dt><dd>Oslo</dd></div></dl>"
        "<ul><li>Moss <span class='soft'>2 items</span></li>"
        "<li>Ås <span class='soft'>(3)</span> <span class='why'>Is near</span></li>"
        "<li>One<br>two <span class='interval'>3–4</span><span class='reading'>5</span></li></ul>"
    )
    assert found == [
        Pairs((("Host", "Oslo"),)),
        Points(("Moss (2 items)", "Ås (3). Is near", "One; two (3–4); 5")),
    ]


def test_a_column_is_at_least_as_wide_as_its_longest_word():
    cells = "".join(f"<td>Word {'x' * n}</td>" for n in (20, 2, 14, 9, 11))
    heads = "".join(f"<th>Head {n}</th>" for n in range(5))
    (grid,) = blocks(f"<table><thead><tr>{heads}</tr></thead><tr>{cells}</tr></table>")
    assert all(wide >= least for wide, least in zip(grid.widths, (20, 4, 14, 9, 11), strict=True))
    assert sum(grid.widths) <= 104
