/* The embedded case database: SQLite with the tables of assets/case/sqlite.sql, for an office without a system of its
   own. `feeder add` and `feeder withdraw` write here; the feeder pulls from it like from any other source. */
#ifndef FEEDER_CASE_H
#define FEEDER_CASE_H

#include "contract/record.h"

struct case_addition {
    const char *path; /* of the case database; made if absent */
    const char *id;   /* NULL: made up from catalogue and date, D14-20261122-1 */
    const char *catalogue, *title, *project;
    const char *body_file; /* .md: Markdown, else plain text */
    const char *const
        *file; /* attached: PNG, JPEG or PDF; none for a further version leaves what is attached */
    size_t files;
    enum lang lang;
    int audience, kind, priority; /* enum value, or -1: as the item has it, for a new one the catalogue's */
    const char *issuer, *doc_no;
    instant now;
};
/* Adds an item, or the next version of the one with this id (texts in other languages stay). The body passes the same
   guard as in a pull, so that the clerk hears at once (STATUS_REFUSED). Gives id (free it) and version. */
enum status case_add(const struct case_addition *addition, char **id, int64_t *version,
                     struct problem *problem);
/* Withdraws the version that is there; a later version may be added again. STATUS_UNCHANGED if it is withdrawn already;
   STATUS_REFUSED "display-period" before its least display period ended (D09). */
enum status case_withdraw(const char *path, const char *id, const char *reason, instant now,
                          struct problem *problem);

#endif
