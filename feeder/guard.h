/* What may enter the cache. One item at a time: cells are typed, text is clean, no personal data stands where it must
   not, the catalogue's rules hold. What does not pass is refused with a reason; nothing is repaired but white space at
   line ends, CRLF and NFC, and nothing is ever shown altered. */
#ifndef FEEDER_GUARD_H
#define FEEDER_GUARD_H

#include "contract/record.h"
#include "source.h"

struct guard_settings {
    bool mask_names;  /* 张＊明; the law desk's switch, default on */
    bool mask_places; /* room numbers of houses; default on */
    int least_group;  /* figures of groups with fewer households are merged into a neighbour; default 4 */
    int zone_minutes; /* of the office: default 480 */
};
void guard_settings_defaults(struct guard_settings *settings);

/* Turns the source's rows of one item into a record: exactly one item row, Chinese text present, cells checked
   (view_check_cell), text guard and personal-data guard over every text, names and places masked, small groups merged,
   catalogue rules: known id, D09 shown at least 30 days and its comment period at least 30 days (Regulation art. 10),
   windows in order, statutory and audience defaults from the catalogue, audience never wider than the catalogue's
   (a household table is never public). The caller owns *out. The order of the checks stands in guard.c, the rules of each
   with their functions and codes in textguard.c, persondata.c, mask.c, groups.h and rules.h. A problem names item, view,
   row, column and place in the text; it quotes no personal number, and nothing at all of a household's row. An item
   whose own row says "withdrawn" is refused with that code: withdrawing is sync's. Rows are moved out of `item`. */
enum status guard_item(const struct guard_settings *settings, struct source_item *item, struct record **out,
                       struct problem *problem);
/* The cells alone, for a project's row, a withdrawal's, and an item's that is withdrawn: types, text guard, personal
   data. `row` is one row of cells of that view, replaced in place. */
enum status guard_row(enum view_id view, char **row, struct problem *problem);

/* Judges a record that came signed, once more and without changing a byte: text guard and personal-data guard over every text,
   audience no wider than the catalogue's, the rules of the law. Whoever signed it, what a screen must not show is refused. */
enum status guard_record(const struct record *record, int zone_minutes, struct problem *problem);
/* The same for a project's row. */
enum status guard_project(const struct project *project, struct problem *problem);

/* Text guard: UTF-8, NFC (out: normalised copy the caller owns), no controls (LF and TAB in bodies; CRLF becomes LF), no
   bidi controls, zero-width, private use, noncharacters, unassigned, at most 2 combining marks. `body`: many lines; a
   one-line text loses the blanks a database pads it with at its end. *out is untouched on failure. */
enum status textguard_check(const char *text, bool body, char **out, struct problem *problem);

/* Personal-data guard: identity numbers (GB 11643-1999 checksum), mobile numbers unless `phone_field`, bank cards
   (16 to 19 digits, Luhn), also in full-width digits or spaced out. Document, file and credit codes, amounts and office
   telephones pass. The problem names kind and place, never the number. */
enum status persondata_check(const char *text, bool phone_field, struct problem *problem);

/* Masked copies, by Unicode character; the caller owns them. 张明 → 张＊, 张小明 → 张＊明, 欧阳锋 → 欧阳＊; organisations
   are returned as they are. 1号楼2单元301室 → 1号楼2单元＊室. */
char *mask_name(const char *name, bool organisation);
char *mask_place(const char *place);

#endif
