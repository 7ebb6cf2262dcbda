/* Every hard limit of the product, each with its reason. Nothing is read, parsed, stored or drawn without one. */
#ifndef CONTRACT_LIMITS_H
#define CONTRACT_LIMITS_H

/* A table: one limit a line. N << 20 is N MiB. */
/* clang-format off */

/* Items */
#define LIMIT_ID_BYTES 96              /* design.md §3: id is ASCII [A-Za-z0-9._-], at most 96 */
#define LIMIT_LINE_BYTES 3072          /* a title, an issuer, one table cell: 1,000 ideographs, more than any page holds */
#define LIMIT_BODY_BYTES (2 << 20) /* one text: 500,000 ideographs with their marks, 110 times the Regulation; 10 MB is refused */
#define LIMIT_ROWS_PER_VIEW 10000      /* rows of one detail table of one item: the largest project known has 6,000 households */
#define LIMIT_RECORD_BYTES (8 << 20) /* one record as canonical JSON, body and all its rows */
#define LIMIT_SEALED_BYTES (LIMIT_RECORD_BYTES << 1) /* a sealed record: base64 takes a third, padding an eighth, a screen's key 130 bytes */
#define LIMIT_ITEMS 200000             /* items of one source; P8 is measured at 100,000 */
#define LIMIT_PROJECTS 2000            /* a province's running projects; China's largest has about 900 */
#define LIMIT_ATTACHMENTS 32           /* attachments of one item */
#define LIMIT_ATTACHMENT_BYTES (3 << 20) /* one attached file: a scan of ten pages, a map of a whole district */
#define LIMIT_ATTACHMENT_PAGES 64        /* of one PDF; a longer one is split by the office */
#define LIMIT_ATTACHED_BYTES (9 << 19) /* 4.5 MiB of pictures of one item, 6 MiB in base64: within LIMIT_RECORD_BYTES */
#define LIMIT_IMAGE_SIDE 8192          /* pixels a side: twice a 4K screen's */
#define LIMIT_IMAGE_PIXELS (16 << 20)  /* 48 MiB decoded; a map of a district on A2 at 150 dpi has 9 megapixels */
#define LIMIT_RENDER_SECONDS 20        /* one picture or one page of a PDF in its child process */
#define LIMIT_RENDER_ITEM_SECONDS 60   /* all of an item; a PDF of 64 scanned pages takes 20, and a database waits 120 for us */
#define LIMIT_RENDER_BYTES (384 << 20) /* memory of that child, libraries included; 16 megapixels of four inks in a progression take 192 MiB, libraries 60 to 100, a page of a PDF 60 */
#define LIMIT_VERSION 999999999        /* office-given version; nine digits still fit the foot of a page */

/* Parsing */
#define LIMIT_JSON_DEPTH 16            /* our records nest 4 deep; jansson alone allows 2,048 */
#define LIMIT_JSON_TOKENS 600000       /* 10,000 rows of 25 cells and change; jansson needs ~80 bytes for each */
#define LIMIT_JSON_CONTROLS (2 << 20) /* raw controls in one document, six bytes each while it is parsed; a body is 1 MiB */
#define LIMIT_CONFIG_BYTES 65536       /* a commented configuration has 6 KiB */
#define LIMIT_CONFIG_LINE_BYTES 2048   /* a PostgreSQL URI with its certificates' paths has 300; inih alone cuts at 197 */
#define LIMIT_STRINGS_BYTES 262144     /* one language of interface strings */
#define LIMIT_COMBINING_MARKS 2        /* on one base: more is "zalgo" and leaves the line's box */

/* Source and daemon */
#define LIMIT_PULL_SECONDS 120         /* one pull; a hung database must not hold the daemon */
#define LIMIT_STATEMENT_SECONDS 30     /* one statement at the case database */
#define LIMIT_CONNECT_SECONDS 10       /* connecting to the case database, all addresses together */
#define LIMIT_BATCH_BYTES (16 << 20) /* rows of one fetch held at once: with a record, its JSON and SQLite below P9 */
#define LIMIT_BACKOFF_SECONDS 300      /* longest wait after failures: a repaired database is seen within 5 minutes */
#define LIMIT_CACHE_HEAP_BYTES (64 << 20) /* SQLite's heap in one process; P9 asks for a peak of 96 MiB */
#define LIMIT_CACHE_BYTES (4LL << 30) /* the cache file; 100,000 items of 2 KB have 0.4 GB */
#define LIMIT_STATUS_BYTES (1 << 20) /* the account beside the cache: 200 alarms and 200 refusals have 150 KB */
#define LIMIT_CONDITION_BYTES 65536    /* what a screen says about itself: 64 characters and 64 items by name have 20 KB */
#define LIMIT_CONDITION_TOKENS 4096
#define LIMIT_REFUSALS 20000           /* refusals of one pull told by name; the rest is counted */
#define LIMIT_ALARMS 200               /* alarms kept; the rest is counted */

/* Signed publication (tuf.md; each stands before a file is read, so that no signature can lift it) */
#define LIMIT_TRUST_ROOT_BYTES 65536       /* a root with 16 keys and 32 signatures has 12 KiB */
#define LIMIT_TRUST_TIMESTAMP_BYTES 16384  /* names one file; 500 bytes */
#define LIMIT_TRUST_SNAPSHOT_BYTES 4194304 /* 10,000 roles at 230 bytes are 2.3 MB */
#define LIMIT_TRUST_TARGETS_BYTES 4194304  /* 8,192 delegations and 4,096 keys are 3 MB; our own roles have 0.2 MB */
#define LIMIT_TRUST_TOKENS 250000      /* values in one file: 8,192 delegations and 4,096 keys have 200,000; three such files are held at once */
#define LIMIT_TRUST_ROOTS 1024         /* roots in one run: a new root each week for twenty years */
#define LIMIT_TRUST_ROLE_KEYS 16       /* keys of one role: each costs a verification */
#define LIMIT_TRUST_SIGNATURES 32      /* on one file: all old and all new keys of a root that rotates */
#define LIMIT_TRUST_KEYS 4096          /* in one file: editors of every project of a province */
#define LIMIT_TRUST_DELEGATIONS 8192   /* in one file: two roles for each of 2,000 projects, or 4,096 bins */
#define LIMIT_TRUST_LISTED 16384       /* files in one snapshot: two for each delegation that one file may have */
#define LIMIT_TRUST_CLIENT_BYTES (1 << 20) /* roles a follower keeps parsed at once (parsed they take six times that): within P9 */
#define LIMIT_TRUST_HELD_BYTES (4 << 20) /* verified roles that wait for the end of the listing; more go to the disk */
#define LIMIT_LISTED 600000            /* targets of one publication: items, and as many withdrawals and figures again */
#define LIMIT_TOMBSTONE_BYTES 65536    /* an id, a reason of one line, a time */
#define LIMIT_TRUST_VISITS 32          /* roles looked into for one target; ours needs 3 */
#define LIMIT_TRUST_NAME_BYTES 240     /* a role's name, percent-encoded: with version and ".json" a file name of 255 */
#define LIMIT_TRUST_PATH_BYTES 1024    /* a target's path or pattern, and a key's text in PEM twice over */
#define LIMIT_TRUST_SIGNATURE_BYTES 1024 /* RSA of 8,192 bits; Ed25519 has 64 */

#define LIMIT_EARLIEST_TIME 1793491200 /* 2026-11-01: this edition was made later, so no clock before it is right */

/* Fetching */
#define LIMIT_FETCH_SECONDS 60         /* one file, from the name to the last byte; 8 MiB at 1.1 Mbit/s; a setting */
#define LIMIT_FETCH_SILENCE_SECONDS 10 /* for a connection, and below LIMIT_FETCH_SLOW_BYTES a second: given up; a setting */
#define LIMIT_FETCH_SLOW_BYTES 100
#define LIMIT_FETCH_PATIENCE_SECONDS 600 /* files fetched one after the other for one pull: after so long, */
#define LIMIT_FETCH_LEAST_BYTES 2048     /* fewer a second than this, on average since then, end it: 16 kbit/s, where 1,000 items of 2 KB take 20 minutes */
#define LIMIT_FETCH_HEADER_BYTES 65536 /* all header lines of one answer, interim answers included */
#define LIMIT_FETCH_AHEAD 16           /* files on their way while another is worked on: two for each of eight items */
#define LIMIT_FETCH_CONNECTIONS 4      /* at once to one server: what a browser's neighbours find fair */
#define LIMIT_FETCH_AHEAD_BYTES 262144 /* of each such file: 16 of them are 4 MiB; a role's file has 170 KB */
#define LIMIT_FETCH_FRAMING_BYTES 65536 /* of chunks, beyond twice the content: no server makes chunks of a few bytes */
#define LIMIT_URL_BYTES 4096           /* base, 1,024 bytes of path percent-encoded, hash */

/* Screen */
#define LIMIT_SCREEN_PIXELS 16384      /* a side; 8K has 7,680 */
#define LIMIT_PAGES_PER_ITEM 40000     /* pages of one item: 500,000 ideographs are 27,000 on the smallest panel (320x160) */
#define LIMIT_DRAW_BYTES (16 << 20) /* draw list of one page: a page full of the smallest text has 0.3 MB; beyond it the page is cut and says so */
#define LIMIT_TABLE_COLUMNS 40         /* of a table in a body: more than any page sets; wider ones are shown as text */
#define LIMIT_TABLE_CELLS 400000       /* a body of plain cells has no more; a hostile one-letter row stands for 40 empty cells */
#define LIMIT_GLYPH_CACHE_BYTES (12 << 20) /* rasterised glyphs: about 4,000 ideographs of 36 px */

#define LIMIT_TEXT_PIXELS 2400        /* an em: 8u, the largest words of the looks, are 2,184 on a screen of LIMIT_SCREEN_PIXELS */
#define LIMIT_PICTURE_DECODED_BYTES (48 << 20) /* one attached picture while its parts are turned: LIMIT_IMAGE_PIXELS in three colours, which decoding takes anyway */
#define LIMIT_PICTURE_CACHE_BYTES (4 << 20) /* rasterised icons, paths and codes: a page of charts has 3 MB */

/* clang-format on */

#endif
