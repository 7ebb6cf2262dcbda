-- The local cache. One writer (feeder), many readers (kiosk, publish). application_id "DISC", user_version = schema.
-- A batch is one transaction that raises generation by one; a reader sees the old set or the new.
-- Both ends compare the file's schema with this text before they trust it: any change here raises user_version.
PRAGMA application_id = 1145656131;
PRAGMA user_version = 3;

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

-- place: the programme's key, unique, so that a cursor can walk it. Its first character is the walk: 0 pinned, 1 normal,
-- 2 urgent. Windows without a beginning or an end hold the least and the greatest integer, so that comparing is enough.
CREATE TABLE item (
    id            TEXT PRIMARY KEY NOT NULL,
    version       INTEGER NOT NULL CHECK (version > 0),
    revision      INTEGER NOT NULL CHECK (revision >= 0),
    project       TEXT,
    catalogue     TEXT NOT NULL,
    audience      INTEGER NOT NULL CHECK (audience BETWEEN 0 AND 2),
    priority      INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 2),
    statutory     INTEGER NOT NULL CHECK (statutory IN (0, 1)),
    published_at  INTEGER NOT NULL,
    display_from  INTEGER NOT NULL,
    display_until INTEGER NOT NULL,
    place         TEXT NOT NULL,
    mark          TEXT NOT NULL,
    sha256        TEXT NOT NULL CHECK (length(sha256) = 64),
    content       INTEGER NOT NULL REFERENCES content (n)
) STRICT;

-- The walk reads this index alone: what it orders by, then what a screen filters by, then what it is told.
CREATE UNIQUE INDEX item_walk ON item
    (place, audience, display_from, display_until, id, version, revision, priority, sha256);
-- A screen of one project walks its own items only; the same index finds them again when the project moves.
CREATE INDEX item_project ON item (project, place);
-- Counting, and the next moment at which a window opens or closes.
CREATE INDEX item_window ON item (display_until, display_from, audience, project);
CREATE INDEX item_from ON item (display_from);
-- Deleting a text looks for items that refer to it.
CREATE INDEX item_content ON item (content);

-- The bytes stand apart, so that walking the programme never touches them.
CREATE TABLE content (
    n     INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- Withdrawn for ever up to this version; 0: withdrawn before any version was seen, so all of them. Absence withdraws
-- nothing.
CREATE TABLE tombstone (
    id           TEXT PRIMARY KEY NOT NULL,
    version      INTEGER NOT NULL CHECK (version >= 0),
    withdrawn_at INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    mark         TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the items came from a publication: the signed metadata under which this generation stands, byte for byte, so that a
-- screen can verify each record up to its own root. Roots are kept for ever, of other files the version in force. Edition 0 is
-- the publication as it is; higher ones are remains of earlier ones, kept for items that it no longer lists and never withdrew.
-- sha256: of the bytes when they were put, so that bits that flipped are told from a role whose keys were taken back since.
CREATE TABLE chain (
    edition INTEGER NOT NULL CHECK (edition >= 0),
    name    TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 0),
    bytes   BLOB NOT NULL,
    sha256  TEXT NOT NULL CHECK (length(sha256) = 64),
    PRIMARY KEY (edition, name, version)
) STRICT, WITHOUT ROWID;

-- A sealed item as it was signed, and the content key that opens it: with both, a screen sees that the record is what lay inside.
CREATE TABLE sealed (
    id    TEXT PRIMARY KEY NOT NULL,
    key   BLOB NOT NULL CHECK (length(key) = 32),
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
