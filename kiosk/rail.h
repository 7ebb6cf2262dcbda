/* The rail beside or below an official document: facts the record and its project give, the comment period
   with the days left, the code to take the text home. Nothing is said that the data do not say. */
#ifndef KIOSK_RAIL_H
#define KIOSK_RAIL_H

#include "sheet.h"

struct rail {
    const struct sheet *sheet;
    const struct record *record;
    const struct project *project; /* or NULL */
    const char *title;             /* on later pages: which document this is; else NULL */
};
bool rail_has_something(const struct rail *rail);
void rail_beside(const struct rail *rail, struct page *page, struct rect box);
float rail_height_below(const struct rail *rail, float width);
void rail_below(const struct rail *rail, struct page *page, struct rect box);

#endif
