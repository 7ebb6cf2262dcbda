/* The rail beside or below an official document: facts the record and its project give, the comment period
   with the days left, the rights a decision leaves with their ends. Nothing is said that the data do not say. */
#ifndef KIOSK_RAIL_H
#define KIOSK_RAIL_H

#include "rights.h"
#include "sheet.h"

struct rail {
    const struct sheet *sheet;
    const struct record *record;
    const struct project *project; /* or NULL */
    const char *title;             /* on later pages: which document this is; else NULL */
    bool brief;                    /* below: the rights alone */
};
bool rail_has_something(const struct rail *rail);
/* False where the rights found no room: they must then stand behind the text. */
bool rail_beside(const struct rail *rail, struct page *page, struct rect box);
float rail_height_below(const struct rail *rail, float width);
void rail_below(const struct rail *rail, struct page *page, struct rect box);

/* The rights alone, for pages without a rail: side by side where the box is wide enough, else one below another. Returns
   the height; 0 where the item carries none. `page` may be a scratch page that is thrown away, to measure. */
float rail_rights(const struct rail *rail, struct page *page, struct rect box);

#endif
