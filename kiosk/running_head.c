#include "running_head.h"

#include "flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TWO_LINES 2.4F /* u, of one of two lines */

static float width_of(const struct sheet *sheet, const char *text, struct text_style style)
{
    return text_width(text, style, LANG_ZH, true, sheet->ruler);
}

void running_head_make(const struct sheet *sheet, const char *title, float width, struct running_head *out)
{
    *out = (struct running_head){.style = sheet_style(sheet, FACE_SERIF_BOLD, SIZE_HEAD, COLOUR_INK),
                                 .line_height = sheet_px(sheet, sheet->theme->line[SIZE_HEAD])};
    out->height = out->line_height;
    if (width_of(sheet, title, out->style) <= width) {
        buffer_text(&out->line[0], title);
        return;
    }
    out->style = sheet_style(sheet, FACE_SERIF_BOLD, SIZE_BODY, COLOUR_INK);
    if (width_of(sheet, title, out->style) <= width) {
        buffer_text(&out->line[0], title);
        return;
    }
    out->line_height = sheet_px(sheet, TWO_LINES);
    out->height = 2 * out->line_height;
    char *broken = flow_title_broken(sheet, title, out->style, width, LANG_ZH);
    size_t first = strcspn(broken, "\n");
    char *second = broken + first + (broken[first] == '\n');
    if (*second != '\0' && strchr(second, '\n') == NULL) {
        buffer_add(&out->line[0], broken, first);
        buffer_text(&out->line[1], second);
    } else { /* three lines or more: as much as two hold */
        struct text_setting setting = {.width = width, .lang = LANG_ZH, .autospace = true};
        struct text_span span = {.text = title, .bytes = strlen(title), .style = out->style};
        struct text_block block = {0};
        text_fill(&setting, &span, 1, sheet->ruler, &block);
        if (block.lines > 0)
            buffer_add(&out->line[0], block.text + block.line[0].start,
                       block.line[0].end - block.line[0].start);
        if (block.lines > 1)
            sheet_cut(sheet, block.text + block.line[1].start, out->style, width, &out->line[1]);
        text_block_finish(&block);
    }
    free(broken);
}

float running_head_draw(const struct sheet *sheet, const struct running_head *head, struct page *page,
                        float x, float y)
{
    float longest = 0;
    for (size_t i = 0; i < 2 && head->line[i].size > 0; i++)
        longest = fmaxf(
            longest,
            draw_text(&page->draw, head->line[i].data, head->style, x,
                      sheet_baseline(sheet, head->style, y + (float)i * head->line_height, head->line_height),
                      ALIGN_START, LANG_ZH, sheet->ruler));
    return longest;
}

void running_head_finish(struct running_head *head)
{
    buffer_finish(&head->line[0]);
    buffer_finish(&head->line[1]);
}
