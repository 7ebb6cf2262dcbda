#include "chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int chart_natural(const char *a, const char *b)
{
    const char *left = a, *right = b;
    while (*left != '\0' && *right != '\0') {
        if (is_digit(*left) && is_digit(*right)) {
            left += strspn(left, "0");
            right += strspn(right, "0");
            size_t m = strspn(left, "0123456789"), n = strspn(right, "0123456789");
            int order = m != n ? (m < n ? -1 : 1) : strncmp(left, right, m);
            if (order != 0)
                return order;
            left += m;
            right += n;
        } else if (*left != *right) {
            break;
        } else {
            left++;
            right++;
        }
    }
    int order = (unsigned char)*left - (unsigned char)*right;
    return order != 0 ? order : strcmp(a, b); /* 01 and 1 are equal in value; the order must still be one */
}

void chart_bar(struct draw_list *list, struct rect box, double done, double due, enum colour fill,
               enum colour track)
{
    double share = due <= 0 ? 0 : done / due;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    draw_fill(list, box, track);
    if (share > 0)
        draw_fill(list, (struct rect){box.x, box.y, box.w * (float)share, box.h}, fill);
}

void chart_line(struct draw_list *list, float x1, float y1, float x2, float y2, enum colour colour,
                float width, float dash)
{
    struct buffer path = {0};
    buffer_format(&path, "M%.2f %.2fL%.2f %.2f", (double)x1, (double)y1, (double)x2, (double)y2);
    struct rect box = {fminf(x1, x2) - width / 2, fminf(y1, y2) - width / 2, fabsf(x2 - x1) + width,
                       fabsf(y2 - y1) + width};
    draw_path(list, box, path.data, COLOUR_NONE, colour, width, dash);
    buffer_finish(&path);
}

void chart_hatch(struct draw_list *list, struct rect box, float u, enum colour stroke, enum colour tint)
{
    draw_fill(list, box, tint);
    /* Strokes x + y = c, cut at the box, so that nothing leaves it. */
    struct buffer path = {0};
    float step = .7f * u;
    size_t strokes = step > 0 && box.w + box.h > 0 ? (size_t)((box.w + box.h) / step + .5f) : 0;
    for (size_t i = 0; i < strokes; i++) {
        float c = ((float)i + .5f) * step;
        float x1 = fmaxf(0, c - box.h), x2 = fminf(box.w, c);
        buffer_format(&path, "M%.2f %.2fL%.2f %.2f", (double)(box.x + x1), (double)(box.y + c - x1),
                      (double)(box.x + x2), (double)(box.y + c - x2));
    }
    if (path.size > 0)
        draw_path(list, box, path.data, COLOUR_NONE, stroke, .22f * u, 0);
    buffer_finish(&path);
    draw_frame(list, box, .1f * u, stroke);
}

void chart_triangle(struct draw_list *list, float x, float y, float w, float h, enum colour colour)
{
    struct buffer path = {0};
    buffer_format(&path, "M%.2f %.2fL%.2f %.2fL%.2f %.2fZ", (double)x, (double)y, (double)(x + w),
                  (double)(y + h / 2), (double)x, (double)(y + h));
    draw_path(list, (struct rect){x, y, w, h}, path.data, colour, COLOUR_NONE, 0, 0);
    buffer_finish(&path);
}

/* ---- trend ---- */

static const struct {
    enum colour colour;
    float dash; /* u */
    enum { MARK_DISC, MARK_SQUARE, MARK_DIAMOND } mark;
    bool hollow;
} looks[CHART_SERIES] = {
    {COLOUR_NOW, 0, MARK_DISC, false},         {COLOUR_DONE, .9f, MARK_SQUARE, false},
    {COLOUR_INK_2, .45f, MARK_DIAMOND, false}, {COLOUR_TODO, 1.6f, MARK_DISC, true},
    {COLOUR_INK, .7f, MARK_SQUARE, true},      {COLOUR_INK_3, .3f, MARK_DIAMOND, true},
};

static void mark_draw(struct draw_list *list, size_t look, float x, float y, float u)
{
    struct buffer path = {0};
    float r = .62f * u, k = .5523f * r; /* k: the Bézier arm of a quarter circle */
    if (looks[look].mark == MARK_DISC)
        buffer_format(&path,
                      "M%.2f %.2fC%.2f %.2f %.2f %.2f %.2f %.2fC%.2f %.2f %.2f %.2f %.2f %.2fC%.2f %.2f %.2f "
                      "%.2f %.2f %.2fC%.2f %.2f %.2f %.2f %.2f %.2fZ",
                      (double)(x - r), (double)y, (double)(x - r), (double)(y - k), (double)(x - k),
                      (double)(y - r), (double)x, (double)(y - r), (double)(x + k), (double)(y - r),
                      (double)(x + r), (double)(y - k), (double)(x + r), (double)y, (double)(x + r),
                      (double)(y + k), (double)(x + k), (double)(y + r), (double)x, (double)(y + r),
                      (double)(x - k), (double)(y + r), (double)(x - r), (double)(y + k), (double)(x - r),
                      (double)y);
    else if (looks[look].mark == MARK_SQUARE)
        buffer_format(&path, "M%.2f %.2fH%.2fV%.2fH%.2fZ", (double)(x - r), (double)(y - r), (double)(x + r),
                      (double)(y + r), (double)(x - r));
    else
        buffer_format(&path, "M%.2f %.2fL%.2f %.2fL%.2f %.2fL%.2f %.2fZ", (double)(x - r), (double)y,
                      (double)x, (double)(y - r), (double)(x + r), (double)y, (double)x, (double)(y + r));
    float edge = .2f * u;
    draw_path(list, (struct rect){x - r - edge, y - r - edge, 2 * (r + edge), 2 * (r + edge)}, path.data,
              looks[look].hollow ? COLOUR_PAPER : looks[look].colour, looks[look].colour, edge, 0);
    buffer_finish(&path);
}

struct trend {
    struct board *board;
    struct page *page;
    struct rect plot;
    date first, last;
    float u;
};

static float trend_x(const struct trend *t, date day)
{
    return t->plot.x + t->plot.w * (float)(day - t->first) / (float)(t->last - t->first);
}

static float trend_y(const struct trend *t, double share)
{
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return t->plot.y + t->plot.h * (float)(1 - share);
}

static void axis_draw(const struct trend *t)
{
    static const char *const scale[] = {"chart.none", "chart.half", "chart.whole"};
    struct text_style style = board_style(t->board, FACE_SANS, 1.33f, COLOUR_INK_2);
    for (int i = 0; i < 3; i++) {
        float y = trend_y(t, i / 2.0);
        chart_line(&t->page->draw, t->plot.x, y, t->plot.x + t->plot.w, y,
                   i == 0 ? COLOUR_RULE_2 : COLOUR_RULE, .09f * t->u, 0);
        (void)board_mark(t->board, t->page, board_word(t->board, scale[i]), style, t->plot.x - .7f * t->u,
                         board_baseline(t->board, style, y - t->u, 2 * t->u), ALIGN_END);
    }
}

/* Day names under the axis: first and last always, events where there is room between what stands already. */
static void days_draw(const struct trend *t, const struct chart_event *event, size_t events)
{
    struct board *board = t->board;
    struct text_style style = board_style(board, FACE_SANS, 1.33f, COLOUR_INK_2),
                      bold = board_style(board, FACE_SANS_BOLD, 1.33f, COLOUR_INK);
    float top = t->plot.y + t->plot.h, line = 1.75f * t->u, end = t->plot.x + t->plot.w;
    float upper = board_baseline(board, style, top + .6f * t->u, line), lower = upper + line;
    const char *first = board_date(board, t->first, false);
    const char *last = t->last == sheet_today(board->sheet) ? board_word(board, "chart.today")
                                                            : board_date(board, t->last, false);
    (void)board_mark(board, t->page, last, bold, end, upper, ALIGN_END);
    float until = end - board_width(board, last, bold) - .5f * t->u;
    float used = t->plot.x - 2 * t->u +
                 board_mark(board, t->page, first, style, t->plot.x - 2 * t->u, upper, ALIGN_START) +
                 .5f * t->u;
    float used_below = t->plot.x - 4 * t->u;
    for (size_t i = 0; i < events; i++) {
        if (event[i].day <= t->first || event[i].day > t->last)
            continue;
        float x = trend_x(t, event[i].day);
        chart_line(&t->page->draw, x, t->plot.y, x, top, COLOUR_RULE_2, .09f * t->u, .35f * t->u);
        const char *day = board_date(board, event[i].day, false), *name = event[i].name;
        float half = board_width(board, day, style) / 2;
        bool beside = x - half >= used && x + half <= until;
        if (beside) {
            (void)board_mark(board, t->page, day, style, x, upper, ALIGN_CENTER);
            used = x + half + .5f * t->u;
        } else { /* no room on the days' line: the day stands with the name */
            name = board_fill(board, "chart.event", day, name, NULL, NULL);
        }
        half = board_width(board, name, style) / 2;
        float middle = fminf(fmaxf(x, used_below + half), end + 4 * t->u - half);
        if (middle - half >= used_below) {
            (void)board_mark(board, t->page, name, style, middle, lower, ALIGN_CENTER);
            used_below = middle + half + .5f * t->u;
        }
    }
}

/* A polyline in strokes of its own: the dash runs on around corners, whatever
   the painter makes of dashes there. */
static void polyline_dash(struct buffer *path, const struct trend *t, const struct chart_series *series,
                          float dash)
{
    float left = dash; /* of the present stroke or gap */
    bool pen = true;
    for (size_t i = 0; i + 1 < series->points; i++) {
        float x = trend_x(t, series->point[i].day), y = trend_y(t, series->point[i].share);
        float x2 = trend_x(t, series->point[i + 1].day), y2 = trend_y(t, series->point[i + 1].share);
        float length = hypotf(x2 - x, y2 - y), done = 0;
        while (length - done > .01f) {
            float step = dash <= 0 ? length : fminf(left, length - done), from = done / length,
                  until = (done + step) / length;
            if (pen && (done > 0 || i == 0 || left >= dash))
                buffer_format(path, "M%.2f %.2f", (double)(x + from * (x2 - x)),
                              (double)(y + from * (y2 - y)));
            if (pen)
                buffer_format(path, "L%.2f %.2f", (double)(x + until * (x2 - x)),
                              (double)(y + until * (y2 - y)));
            done += step;
            left -= step;
            if (dash > 0 && left <= .01f) {
                pen = !pen;
                left = pen ? dash : dash * .6f;
            }
        }
    }
}

static void series_draw(const struct trend *t, const struct chart_series *series, size_t look)
{
    struct buffer path = {0};
    polyline_dash(&path, t, series, looks[look].dash * t->u);
    float edge = .34f * t->u;
    struct rect box = {t->plot.x - edge, t->plot.y - edge, t->plot.w + 2 * edge, t->plot.h + 2 * edge};
    if (path.size > 0)
        draw_path(&t->page->draw, box, path.data, COLOUR_NONE, looks[look].colour, edge, 0);
    buffer_finish(&path);
    const struct chart_point *last = &series->point[series->points - 1];
    mark_draw(&t->page->draw, look, trend_x(t, last->day), trend_y(t, last->share), t->u);
}

/* Names at the lines' ends, pushed apart where ends lie together: from the highest
   down, then back up from the floor. */
static void labels_draw(const struct trend *t, const struct chart_series *series, size_t count)
{
    size_t order[CHART_SERIES];
    float y[CHART_SERIES], line = 2.2f * t->u;
    for (size_t i = 0; i < count; i++) {
        size_t k = i;
        float mine = trend_y(t, series[i].point[series[i].points - 1].share);
        for (; k > 0 && y[k - 1] > mine; k--) {
            y[k] = y[k - 1];
            order[k] = order[k - 1];
        }
        y[k] = mine;
        order[k] = i;
    }
    for (size_t i = 1; i < count; i++)
        y[i] = fmaxf(y[i], y[i - 1] + line);
    float floor = t->plot.y + t->plot.h;
    for (size_t i = count; i-- > 0;) {
        y[i] = fminf(y[i], floor);
        floor = y[i] - line;
    }
    for (size_t i = 0; i < count; i++) {
        struct text_style style = board_style(t->board, FACE_SANS_BOLD, 1.6f, looks[order[i]].colour);
        (void)board_mark(t->board, t->page, series[order[i]].label, style,
                         t->plot.x + t->plot.w + 1.3f * t->u,
                         board_baseline(t->board, style, y[i] - line / 2, line), ALIGN_START);
    }
}

void chart_trend(struct board *board, struct page *page, struct rect box, const struct chart_series *series,
                 size_t count, const struct chart_event *event, size_t events)
{
    ENSURE(count > 0 && count <= CHART_SERIES);
    float u = board->sheet->u, names = 0;
    struct trend t = {.board = board,
                      .page = page,
                      .u = u,
                      .first = series[0].point[0].day,
                      .last = series[0].point[0].day};
    for (size_t i = 0; i < count; i++) {
        names = fmaxf(
            names, board_width(board, series[i].label, board_style(board, FACE_SANS_BOLD, 1.6f, COLOUR_INK)));
        for (size_t k = 0; k < series[i].points; k++) {
            t.first = series[i].point[k].day < t.first ? series[i].point[k].day : t.first;
            t.last = series[i].point[k].day > t.last ? series[i].point[k].day : t.last;
        }
    }
    ENSURE(t.last > t.first);
    t.plot = (struct rect){box.x + 4.4f * u, box.y + u, box.w - 5.9f * u - names, box.h - 5.2f * u};
    axis_draw(&t);
    days_draw(&t, event, events);
    for (size_t i = 0; i < count; i++)
        series_draw(&t, &series[i], i);
    labels_draw(&t, series, count);
}
