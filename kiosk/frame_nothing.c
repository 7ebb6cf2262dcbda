/* The built-in page for when there is nothing to show: why, whom to ask, and when something was verified last. It needs nothing
   but the screen's configuration. Never black. */
#include "frame_inside.h"
#include "frame_panel.h"

/* One number to call under its rule; returns the height used. */
static float put_number(const struct sheet *sheet, struct page *page, const char *name, const char *number,
                        const char *whose, struct rect box)
{
    float u = sheet->u, y = box.y;
    draw_fill(&page->draw, (struct rect){box.x, y, box.w, .16F * u}, COLOUR_INK);
    y += .9F * u;
    float right = box.x + box.w;
    (void)frame_put(sheet, &page->draw, words_get(sheet->words, LANG_ZH, "contacts.phone"),
                    frame_style(sheet, FACE_SANS, 1.6F, COLOUR_INK_2), right, y, 3 * u, 0, ALIGN_END);
    (void)frame_put(sheet, &page->draw, name, frame_style(sheet, FACE_SANS_BOLD, 2, COLOUR_INK), box.x, y,
                    3 * u, box.w - 6 * u, ALIGN_START);
    y += 3 * u;
    y += sheet_text(sheet, page, number, frame_style(sheet, FACE_SANS_BOLD, 4.4F, COLOUR_INK), 5.6F * u,
                    (struct rect){box.x, y, box.w, 0}, ALIGN_START, LANG_ZH, true);
    if (whose != NULL)
        y += sheet_text(sheet, page, whose, frame_style(sheet, FACE_SANS, 1.6F, COLOUR_INK_2), 2.4F * u,
                        (struct rect){box.x, y, box.w, 0}, ALIGN_START, LANG_ZH, true);
    return y - box.y;
}

static bool is_given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static float put_numbers(const struct sheet *sheet, struct page *page, const struct frame *frame,
                         struct rect box)
{
    bool stacks = sheet->shape == SHAPE_PORTRAIT;
    float gap = sheet_px(sheet, 2.4F), top = box.y, height = 0;
    struct rect cell = {box.x, box.y, stacks ? box.w : (box.w - gap) / 2, 0};
    const char *const numbers[2] = {frame->hotline, frame->supervision};
    static const char *const keys[2] = {"foot.hotline", "foot.supervision"};
    for (int i = 0; i < 2; i++) {
        if (!is_given(numbers[i]))
            continue;
        float used = put_number(sheet, page, words_get(sheet->words, LANG_ZH, keys[i]), numbers[i],
                                i == 0 ? frame->office : NULL, cell);
        height = used > height ? used : height;
        if (stacks)
            cell.y += used + sheet_px(sheet, 1.6F);
        else
            cell.x += cell.w + gap;
    }
    return stacks ? cell.y - top : height;
}

static float put_words(const struct sheet *sheet, struct page *page, enum lang lang, const char *reason,
                       const char *ask, struct rect box)
{
    float u = sheet->u, top = box.y;
    bool main = lang == LANG_ZH;
    box.y += sheet_text(
        sheet, page, words_get(sheet->words, lang, reason),
        frame_style(sheet, main ? FACE_SERIF_BOLD : FACE_SANS_BOLD, main ? 3.4F : 2.3F, COLOUR_INK),
        (main ? 4.8F : 3.4F) * u, box, ALIGN_START, lang, true);
    box.y += .8F * u;
    box.y += sheet_text(sheet, page, words_get(sheet->words, lang, ask),
                        frame_style(sheet, FACE_SANS, 2, COLOUR_INK), 3.3F * u, box, ALIGN_START, lang, true);
    return box.y - top;
}

void frame_nothing(const struct sheet *sheet, const struct frame *frame, const char *reason_key,
                   struct draw_list *list)
{
    if (sheet->shape == SHAPE_PANEL) {
        frame_panel_nothing(sheet, frame, reason_key, list);
        return;
    }
    struct page page = {0};
    struct rect box = sheet_main(sheet, false);
    float u = sheet->u;
    const char *ask =
        is_given(frame->hotline) || is_given(frame->supervision) ? "nothing.ask" : "nothing.ask-board";
    draw_fill(list, (struct rect){0, 0, (float)sheet->width, (float)sheet->height}, COLOUR_PAPER);
    box.y += (sheet->korean ? .05F : .12F) * box.h;
    draw_fill(&page.draw, (struct rect){box.x, box.y, box.w, .16F * u}, COLOUR_INK);
    box.y += 2 * u;
    box.y += put_words(sheet, &page, LANG_ZH, reason_key, ask, box);
    if (sheet->korean) {
        box.y += 1.2F * u;
        box.y += put_words(sheet, &page, LANG_KO, reason_key, ask, box);
    }
    box.y += 2.4F * u;
    (void)put_numbers(sheet, &page, frame, box);
    draw_append(list, &page.draw, 0, 0);
    draw_list_finish(&page.draw);
    struct frame bare = *frame;
    bare.record = NULL;
    bare.page = 0;
    bare.pages = 1;
    frame_head(sheet, &bare, list);
    frame_foot(sheet, &bare, list);
}
