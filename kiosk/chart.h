/* Shapes that say something about numbers: trend, bar, hatch. They paint; the composers decide what is true. */
#ifndef KIOSK_CHART_H
#define KIOSK_CHART_H

#include "board.h"

/* Fill from the left; done more than due fills it all. */
void chart_bar(struct draw_list *list, struct rect box, double done, double due, enum colour fill,
               enum colour track);
/* Diagonal strokes over a tint with an edge: lateness. */
void chart_hatch(struct draw_list *list, struct rect box, float u, enum colour stroke, enum colour tint);
void chart_triangle(struct draw_list *list, float x, float y, float w, float h,
                    enum colour colour); /* points right */
void chart_line(struct draw_list *list, float x1, float y1, float x2, float y2, enum colour colour,
                float width, float dash);

struct chart_point {
    date day;
    double share; /* 0…1 */
};
struct chart_series {
    const char *label; /* with its last value */
    const struct chart_point *point;
    size_t points; /* in order of days */
};
#define CHART_SERIES 6
struct chart_event {
    date day;
    const char *name;
};
/* Shares over time: 0, 50 and 100 %, events as dashed verticals, each series named at its end. Series differ
   by dash and by mark, not by colour alone. */
void chart_trend(struct board *board, struct page *page, struct rect box, const struct chart_series *series,
                 size_t count, const struct chart_event *event, size_t events);

/* 2 before 10, 1号楼 before 商铺: digits by value, all else by code point. For strcmp's places. */
int chart_natural(const char *a, const char *b);

#endif
