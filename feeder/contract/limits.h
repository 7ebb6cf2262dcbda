/* Every hard limit of the product, each with its reason. Nothing is read, parsed, stored or drawn without one. */
#ifndef CONTRACT_LIMITS_H
#define CONTRACT_LIMITS_H

/* Items */
#define LIMIT_ID_BYTES 96              /* design.md §3: id is ASCII [A-Za-z0-9._-], at most 96 */
#define LIMIT_LINE_BYTES 3072          /* a title, an issuer, one table cell: 1,000 ideographs, more than any page holds */
#define LIMIT_BODY_BYTES (1024 * 1024) /* one text: 350,000 ideographs, 75 times the Regulation; 10 MB is refused */
#define LIMIT_ROWS_PER_VIEW 10000      /* rows of one detail table of one item: the largest project known has 6,000 households */
#define LIMIT_RECORD_BYTES (8 * 1024 * 1024) /* one record as canonical JSON, body and all its rows */
#define LIMIT_SEALED_BYTES (2 * LIMIT_RECORD_BYTES) /* a sealed record: base64 takes a third, padding an eighth, a screen's key 130 bytes */
#define LIMIT_ITEMS 200000             /* items of one source; P8 is measured at 100,000 */
#define LIMIT_PROJECTS 2000            /* a province's running projects; China's largest has about 900 */
#define LIMIT_ATTACHMENTS 32           /* attachments of one item */
#define LIMIT_VERSION 999999999        /* office-given version; nine digits still fit the foot of a page */

/* Parsing */
#define LIMIT_JSON_DEPTH 16            /* our records nest 4 deep; jansson alone allows 2,048 */
#define LIMIT_JSON_TOKENS 600000       /* 10,000 rows of 25 cells and change; jansson needs ~80 bytes for each */
#define LIMIT_CONFIG_BYTES 65536       /* a commented configuration has 6 KiB */
#define LIMIT_CONFIG_LINE_BYTES 2048   /* a PostgreSQL URI with its certificates' paths has 300; inih alone cuts at 197 */
#define LIMIT_STRINGS_BYTES 262144     /* one language of interface strings */
#define LIMIT_COMBINING_MARKS 2        /* on one base: more is "zalgo" and leaves the line's box */

/* Source and daemon */
#define LIMIT_PULL_SECONDS 120         /* one pull; a hung database must not hold the daemon */
#define LIMIT_STATEMENT_SECONDS 30     /* one statement at the case database */
#define LIMIT_CONNECT_SECONDS 10       /* connecting to the case database, all addresses together */
#define LIMIT_BATCH_BYTES (16 * 1024 * 1024) /* rows of one fetch held at once: with a record, its JSON and SQLite below P9 */
#define LIMIT_BACKOFF_SECONDS 300      /* longest wait after failures: a repaired database is seen within 5 minutes */
#define LIMIT_CACHE_HEAP_BYTES (64 * 1024 * 1024) /* SQLite's heap in one process; P9 asks for a peak of 96 MiB */
#define LIMIT_CACHE_BYTES (4LL * 1024 * 1024 * 1024) /* the cache file; 100,000 items of 2 KB have 0.4 GB */
#define LIMIT_STATUS_BYTES (1024 * 1024) /* the account beside the cache: 200 alarms and 200 refusals have 150 KB */
#define LIMIT_REFUSALS 20000           /* refusals of one pull told by name; the rest is counted */
#define LIMIT_ALARMS 200               /* alarms kept; the rest is counted */

/* Screen */
#define LIMIT_SCREEN_PIXELS 16384      /* a side; 8K has 7,680 */
#define LIMIT_PAGES_PER_ITEM 20000     /* pages of one item on the smallest panel (350,000 ideographs at 320x160) */
#define LIMIT_DRAW_BYTES (64 * 1024 * 1024) /* draw lists of one item; beyond it the item is cut off, shown as cut and reported */
#define LIMIT_TABLE_COLUMNS 40         /* of a table in a body: more than any page sets; wider ones are shown as text */
#define LIMIT_TABLE_CELLS 400000       /* a body of 1 MiB has no more; a hostile one-letter row stands for 40 empty cells */
#define LIMIT_GLYPH_CACHE_BYTES (12 * 1024 * 1024) /* rasterised glyphs: about 4,000 ideographs of 36 px */

#define LIMIT_TEXT_PIXELS 2400        /* an em: 8u, the largest words of the looks, are 2,184 on a screen of LIMIT_SCREEN_PIXELS */
#define LIMIT_PICTURE_CACHE_BYTES (4 * 1024 * 1024) /* rasterised icons, paths and codes: a page of charts has 3 MB */

#endif
