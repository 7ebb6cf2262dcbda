#include "book.h"

void compose_reading(struct composing *c)
{
    struct pager pager = {.sheet = c->sheet, .book = c->book};
    pager_start(&pager);
    struct text_span title = {.text = record_title(c->record, LANG_ZH),
                              .style = sheet_style(c->sheet, FACE_SERIF_BOLD, SIZE_TITLE, COLOUR_INK)};
    for (const char *s = title.text; *s != '\0'; s++)
        title.bytes++;
    struct paragraph p = {.spans = &title,
                          .count = 1,
                          .width = pager.area.w,
                          .line_height = sheet_px(c->sheet, 4.4F),
                          .silent = true};
    pager_paragraph(&pager, &p);
}
