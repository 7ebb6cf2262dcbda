-- The local cache. One writer (feeder), many readers (kiosk, publish). application_id "DISC", user_version = schema.
-- A batch is one transaction that raises generation by one; a reader sees the old set or the new.
PRAGMA application_id = 1145656131;
PRAGMA user_version = 1;

CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('generation', '0');

-- mark: what the source's key scan said when this was taken; equal mark, nothing to fetch.
CREATE TABLE project (
    id     TEXT PRIMARY KEY NOT NULL,
    sort   INTEGER NOT NULL,
    mark   TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    bytes  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- place: the programme's key, unique, so that a cursor can walk it. pos fields are what a screen filters by.
CREATE TABLE item (
    id            TEXT PRIMARY KEY NOT NULL,
    version       INTEGER NOT NULL CHECK (version > 0),
    revision      INTEGER NOT NULL CHECK (revision >= 0),
    project       TEXT,
    audience      INTEGER NOT NULL CHECK (audience BETWEEN 0 AND 2),
    priority      INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2),
    statutory     INTEGER NOT NULL CHECK (statutory IN (0, 1)),
    published_at  INTEGER NOT NULL,
    display_from  INTEGER NOT NULL,
    display_until INTEGER NOT NULL,
    place         TEXT NOT NULL,
    mark          TEXT NOT NULL,
    sha256        TEXT NOT NULL CHECK (length(sha256) = 64),
    content       INTEGER NOT NULL REFERENCES content(n)
) STRICT;
CREATE UNIQUE INDEX item_place ON item (priority, place, audience, display_from, display_until, project);
CREATE INDEX item_window ON item (display_until);

-- The bytes stand apart, so that walking the programme never touches them.
CREATE TABLE content (
    n     INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- Withdrawn for ever up to this version. Absence withdraws nothing.
CREATE TABLE tombstone (
    id           TEXT PRIMARY KEY NOT NULL,
    version      INTEGER NOT NULL,
    withdrawn_at INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    mark         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
