/* One connection to PostgreSQL or what speaks its protocol; the only file with libpq. Every wait has a
   deadline, rows come one by one and are handed on before the next is read, and no
   problem ever shows the password. */
#ifndef FEEDER_LINK_H
#define FEEDER_LINK_H

#include "batch.h"

struct link;

/* Checks the URI; does not connect. STATUS_MISUSE for one that libpq cannot read or would read differently
   from what was meant (an '@' in a password that is not written %40 makes its tail a host's name). */
enum status link_create(const char *uri, struct link **out, struct problem *problem);
void link_destroy(struct link *link);

/* Connects within LIMIT_CONNECT_SECONDS per named host. Wrong password or unknown database: STATUS_MISUSE. */
enum status link_connect(struct link *link, struct problem *problem);
void link_drop(struct link *link);
bool link_is_up(const struct link *link);
/* True for databases whose bytes have no encoding: they come as they are. */
bool link_is_ascii(const struct link *link);

/* Takes one row; anything but STATUS_OK ends the statement and drops the connection. Cells are borrowed. */
typedef enum status link_row(void *context, const struct batch_cell *cell, size_t cells,
                             struct problem *problem);
/* Runs one statement, `parameter` as $1 if not NULL; `row` may be NULL. A failed statement leaves the
   connection up where the server still answers. */
enum status link_run(struct link *link, const char *sql, const char *parameter, link_row *row, void *context,
                     struct problem *problem);

/* The socket, or -1; and whether a NOTIFY came or the connection went. */
int link_fd(const struct link *link);
bool link_has_news(struct link *link);

#endif
