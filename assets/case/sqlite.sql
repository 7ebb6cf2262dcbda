-- The embedded case database, for an office without a system of its own: `feeder add` and `feeder withdraw` write here,
-- and any SQLite tool may. One table per view of docs/formats.md, with the same names and columns, so the feeder reads
-- it like every other source. Safe to run again on a database that has it.
--
-- Times are UTC, 2026-11-22T02:00:00Z; dates 2026-11-22; decimals are text, so that no amount ever passes through binary
-- fractions. CHECKs catch slips of the hand at once; the feeder checks all of it again.
--
-- updated_at tells the feeder that a row changed. Leave it alone: a new row takes the present, an UPDATE moves it on by a
-- millisecond at least, even where the clock was set back. The NAME_mark indexes let a pull with nothing new read them
-- without touching a body.
PRAGMA journal_mode = WAL;

BEGIN IMMEDIATE;
PRAGMA application_id = 1145262917; -- "DCSE"
PRAGMA user_version = 2;

-- A project: the frame its items hang in, and their order on the screen.
CREATE TABLE IF NOT EXISTS project (
    id          TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 96 AND id NOT GLOB '*[^A-Za-z0-9._-]*'),
    name        TEXT    NOT NULL,
    name_ko     TEXT,
    short_name  TEXT, -- for narrow panels: at most 8 ideographs read well
    division    TEXT    CHECK (length(division) BETWEEN 1 AND 96 AND division NOT GLOB '*[^A-Za-z0-9._-]*'),
    stage_no    INTEGER, -- the stage the project is in, 1…n
    stage       TEXT,
    stage_ko    TEXT,
    department  TEXT, -- 房屋征收部门 (Regulation art. 4)
    implementer TEXT, -- 房屋征收实施单位 (art. 5)
    households  INTEGER,
    area        TEXT    CHECK (area GLOB '*[0-9]*' AND area NOT GLOB '*[^0-9.-]*'), -- square metres of building
    decided_on  TEXT    CHECK (decided_on IS date(decided_on)), -- announcement of the decision (art. 13)
    sign_from   TEXT    CHECK (sign_from IS date(sign_from)),
    sign_until  TEXT    CHECK (sign_until IS date(sign_until)),
    hotline     TEXT,
    supervision TEXT,
    sort        INTEGER, -- order of projects on the screen
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL)
) STRICT;
CREATE INDEX IF NOT EXISTS project_mark ON project (id, updated_at);
CREATE TRIGGER IF NOT EXISTS project_touch AFTER UPDATE ON project WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE project SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- One row per published item, holding its newest version. Texts, attachments and details point here.
CREATE TABLE IF NOT EXISTS item (
    id              TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 96 AND id NOT GLOB '*[^A-Za-z0-9._-]*'),
    version         INTEGER NOT NULL CHECK (version BETWEEN 1 AND 999999999),
    project_id      TEXT    CHECK (length(project_id) BETWEEN 1 AND 96 AND project_id NOT GLOB '*[^A-Za-z0-9._-]*'),
    catalogue       TEXT    NOT NULL CHECK (length(catalogue) BETWEEN 1 AND 96 AND catalogue NOT GLOB '*[^A-Za-z0-9._-]*'),
    kind            TEXT    CHECK (kind IN ('document', 'plan', 'progress', 'process', 'schedule', 'tasks', 'table',
                                        'cards', 'faq', 'contacts', 'warning', 'ledger', 'compare', 'message')),
    audience        TEXT    CHECK (audience IN ('public', 'area', 'affected')),
    issuer          TEXT,
    doc_no          TEXT,
    issued_on       TEXT    CHECK (issued_on IS date(issued_on)),
    published_at    TEXT    NOT NULL CHECK (published_at IS strftime('%Y-%m-%dT%H:%M:%SZ', published_at)),
    display_from    TEXT    CHECK (display_from IS strftime('%Y-%m-%dT%H:%M:%SZ', display_from)),
    display_until   TEXT    CHECK (display_until IS strftime('%Y-%m-%dT%H:%M:%SZ', display_until)),
    comment_from    TEXT    CHECK (comment_from IS date(comment_from)),
    comment_until   TEXT    CHECK (comment_until IS date(comment_until)),
    statutory       INTEGER CHECK (statutory IN (0, 1)),
    priority        TEXT    CHECK (priority IN ('normal', 'pinned', 'urgent')),
    supersedes      TEXT    CHECK (length(supersedes) BETWEEN 1 AND 96 AND supersedes NOT GLOB '*[^A-Za-z0-9._-]*'),
    url             TEXT,
    as_of           TEXT    CHECK (as_of IS strftime('%Y-%m-%dT%H:%M:%SZ', as_of)), -- data as of, for figures
    status          TEXT    NOT NULL DEFAULT 'published' CHECK (status IN ('published', 'withdrawn')),
    withdrawn_at    TEXT    CHECK (withdrawn_at IS strftime('%Y-%m-%dT%H:%M:%SZ', withdrawn_at)),
    withdraw_reason TEXT,
    updated_at      TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    CHECK ((status = 'withdrawn') = (withdrawn_at IS NOT NULL AND withdraw_reason IS NOT NULL))
) STRICT;
CREATE INDEX IF NOT EXISTS item_mark ON item (id, version, updated_at);
CREATE TRIGGER IF NOT EXISTS item_touch AFTER UPDATE ON item WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE item SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Title and body, per language. Chinese must be there; it comes first and prevails.
CREATE TABLE IF NOT EXISTS item_text (
    item_id    TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    lang       TEXT    NOT NULL CHECK (lang IN ('zh', 'ko', 'en')),
    title      TEXT    NOT NULL,
    body       TEXT,
    format     TEXT    NOT NULL DEFAULT 'text' CHECK (format IN ('text', 'markdown')),
    issuer     TEXT,
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, lang)
) STRICT;
CREATE INDEX IF NOT EXISTS item_text_mark ON item_text (item_id, lang, updated_at);
CREATE TRIGGER IF NOT EXISTS item_text_touch AFTER UPDATE ON item_text WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE item_text SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Files that belong to a text: PNG and JPEG are shown as they are, each page of a PDF as a picture. Without content only the
-- name is known, and nothing is shown.
CREATE TABLE IF NOT EXISTS attachment (
    item_id    TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    name_ko    TEXT,
    media      TEXT,
    sha256     TEXT    CHECK (length(sha256) BETWEEN 1 AND 96 AND sha256 NOT GLOB '*[^A-Za-z0-9._-]*'),
    content    BLOB,
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS attachment_mark ON attachment (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS attachment_touch AFTER UPDATE ON attachment WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE attachment SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- What was taken down, up to which version and why. A row here is what removes an item from the screens; deleting an
-- item removes nothing.
CREATE TABLE IF NOT EXISTS withdrawal (
    item_id      TEXT    NOT NULL PRIMARY KEY CHECK (length(item_id) BETWEEN 1 AND 96 AND item_id NOT GLOB '*[^A-Za-z0-9._-]*'),
    version      INTEGER, -- the highest version withdrawn; NULL: whatever is shown
    withdrawn_at TEXT    NOT NULL CHECK (withdrawn_at IS strftime('%Y-%m-%dT%H:%M:%SZ', withdrawn_at)),
    reason       TEXT    NOT NULL,
    updated_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL)
) STRICT;
CREATE INDEX IF NOT EXISTS withdrawal_mark ON withdrawal (item_id, version, updated_at);
CREATE TRIGGER IF NOT EXISTS withdrawal_touch AFTER UPDATE ON withdrawal WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE withdrawal SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Figures over time, by group (D14, D15, D20, D27...).
CREATE TABLE IF NOT EXISTS progress (
    item_id       TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq           INTEGER NOT NULL,
    as_of         TEXT    NOT NULL CHECK (as_of IS date(as_of)),
    metric        TEXT    NOT NULL CHECK (metric IN ('signed', 'moved', 'demolished', 'paid', 'resettled', 'funds')),
    group_name    TEXT, -- NULL: the whole project
    group_name_ko TEXT,
    done          TEXT    NOT NULL CHECK (done GLOB '*[0-9]*' AND done NOT GLOB '*[^0-9.-]*'),
    due           TEXT    NOT NULL CHECK (due GLOB '*[0-9]*' AND due NOT GLOB '*[^0-9.-]*'),
    unit          TEXT    NOT NULL CHECK (unit IN ('household', 'square_metre', 'ten_thousand_yuan', 'flat')),
    updated_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS progress_mark ON progress (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS progress_touch AFTER UPDATE ON progress WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE progress SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Steps of the procedure (flow chart).
CREATE TABLE IF NOT EXISTS step (
    item_id       TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq           INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    name_ko       TEXT,
    state         TEXT    NOT NULL CHECK (state IN ('done', 'now', 'late', 'todo')),
    basis         TEXT,
    owner         TEXT,
    planned_from  TEXT    CHECK (planned_from IS date(planned_from)),
    planned_until TEXT    CHECK (planned_until IS date(planned_until)),
    actual_from   TEXT    CHECK (actual_from IS date(actual_from)),
    actual_until  TEXT    CHECK (actual_until IS date(actual_until)),
    note          TEXT,
    updated_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS step_mark ON step (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS step_touch AFTER UPDATE ON step WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE step SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Tasks, planned against actual (Gantt, task table).
CREATE TABLE IF NOT EXISTS task (
    item_id       TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq           INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    name_ko       TEXT,
    stage         TEXT, -- the step it belongs to
    state         TEXT    NOT NULL CHECK (state IN ('done', 'now', 'late', 'todo')),
    owner         TEXT,
    planned_from  TEXT    CHECK (planned_from IS date(planned_from)),
    planned_until TEXT    CHECK (planned_until IS date(planned_until)),
    actual_from   TEXT    CHECK (actual_from IS date(actual_from)),
    actual_until  TEXT    CHECK (actual_until IS date(actual_until)),
    percent       INTEGER CHECK (percent BETWEEN 0 AND 100),
    note          TEXT, -- why it is late
    updated_at    TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS task_mark ON task (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS task_touch AFTER UPDATE ON task WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE task SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Rows of household tables: survey, valuation, compensation. Names and rooms are masked before they leave the office.
CREATE TABLE IF NOT EXISTS household (
    item_id           TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq               INTEGER NOT NULL,
    house_no          TEXT, -- 户号
    agreement_no      TEXT, -- 协议号
    owner             TEXT,
    owner_kind        TEXT    CHECK (owner_kind IN ('person', 'organisation')),
    location          TEXT,
    use               TEXT,
    structure         TEXT,
    registered_area   TEXT    CHECK (registered_area GLOB '*[0-9]*' AND registered_area NOT GLOB '*[^0-9.-]*'),
    measured_area     TEXT    CHECK (measured_area GLOB '*[0-9]*' AND measured_area NOT GLOB '*[^0-9.-]*'),
    recognised_area   TEXT    CHECK (recognised_area GLOB '*[0-9]*' AND recognised_area NOT GLOB '*[^0-9.-]*'),
    unregistered_area TEXT    CHECK (unregistered_area GLOB '*[0-9]*' AND unregistered_area NOT GLOB '*[^0-9.-]*'),
    finding           TEXT, -- on unregistered building (art. 24)
    unit_price        TEXT    CHECK (unit_price GLOB '*[0-9]*' AND unit_price NOT GLOB '*[^0-9.-]*'), -- yuan per square metre
    house_value       TEXT    CHECK (house_value GLOB '*[0-9]*' AND house_value NOT GLOB '*[^0-9.-]*'), -- yuan, as all that follow
    method            TEXT, -- money or exchange of property (art. 21)
    relocation        TEXT    CHECK (relocation GLOB '*[0-9]*' AND relocation NOT GLOB '*[^0-9.-]*'),
    temporary         TEXT    CHECK (temporary GLOB '*[0-9]*' AND temporary NOT GLOB '*[^0-9.-]*'),
    business_loss     TEXT    CHECK (business_loss GLOB '*[0-9]*' AND business_loss NOT GLOB '*[^0-9.-]*'),
    reward            TEXT    CHECK (reward GLOB '*[0-9]*' AND reward NOT GLOB '*[^0-9.-]*'),
    subsidy           TEXT    CHECK (subsidy GLOB '*[0-9]*' AND subsidy NOT GLOB '*[^0-9.-]*'),
    total             TEXT    CHECK (total GLOB '*[0-9]*' AND total NOT GLOB '*[^0-9.-]*'),
    resettlement      TEXT, -- estate and area of the new home
    difference        TEXT    CHECK (difference GLOB '*[0-9]*' AND difference NOT GLOB '*[^0-9.-]*'), -- settled in an exchange
    signed_on         TEXT    CHECK (signed_on IS date(signed_on)),
    moved_on          TEXT    CHECK (moved_on IS date(moved_on)),
    paid              TEXT    CHECK (paid GLOB '*[0-9]*' AND paid NOT GLOB '*[^0-9.-]*'),
    updated_at        TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS household_mark ON household (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS household_touch AFTER UPDATE ON household WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE household SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Rewards that sink with time.
CREATE TABLE IF NOT EXISTS reward_tier (
    item_id     TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq         INTEGER NOT NULL,
    name        TEXT,
    name_ko     TEXT,
    valid_from  TEXT    NOT NULL CHECK (valid_from IS date(valid_from)),
    valid_until TEXT    NOT NULL CHECK (valid_until IS date(valid_until)),
    amount      TEXT    NOT NULL CHECK (amount GLOB '*[0-9]*' AND amount NOT GLOB '*[^0-9.-]*'),
    unit        TEXT    NOT NULL, -- 元／平方米
    note        TEXT,
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS reward_tier_mark ON reward_tier (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS reward_tier_touch AFTER UPDATE ON reward_tier WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE reward_tier SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Resettlement homes.
CREATE TABLE IF NOT EXISTS housing (
    item_id    TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL,
    estate     TEXT    NOT NULL,
    building   TEXT,
    layout     TEXT, -- 户型
    area       TEXT    CHECK (area GLOB '*[0-9]*' AND area NOT GLOB '*[^0-9.-]*'),
    flats      INTEGER,
    remaining  INTEGER,
    state      TEXT    CHECK (state IN ('ready', 'building')),
    due_on     TEXT    CHECK (due_on IS date(due_on)),
    price      TEXT    CHECK (price GLOB '*[0-9]*' AND price NOT GLOB '*[^0-9.-]*'),
    note       TEXT,
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS housing_mark ON housing (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS housing_touch AFTER UPDATE ON housing WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE housing SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Evaluators and demolition firms.
CREATE TABLE IF NOT EXISTS firm (
    item_id        TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq            INTEGER NOT NULL,
    name           TEXT    NOT NULL,
    name_ko        TEXT,
    role           TEXT,
    qualification  TEXT,
    certificate_no TEXT,
    legal_person   TEXT,
    chosen         INTEGER CHECK (chosen IN (0, 1)),
    votes          INTEGER,
    address        TEXT,
    phone          TEXT,
    note           TEXT,
    updated_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS firm_mark ON firm (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS firm_touch AFTER UPDATE ON firm WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE firm SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Staff in office.
CREATE TABLE IF NOT EXISTS person (
    item_id        TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq            INTEGER NOT NULL,
    name           TEXT    NOT NULL, -- staff act in office: shown in full
    name_ko        TEXT,
    post           TEXT,
    unit           TEXT,
    certificate_no TEXT,
    trained_on     TEXT    CHECK (trained_on IS date(trained_on)),
    phone          TEXT,
    hours          TEXT,
    note           TEXT,
    updated_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS person_mark ON person (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS person_touch AFTER UPDATE ON person WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE person SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Where to report, ask, petition.
CREATE TABLE IF NOT EXISTS contact (
    item_id    TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    name_ko    TEXT,
    channel    TEXT    NOT NULL CHECK (channel IN ('phone', 'visit', 'letter', 'web')),
    value      TEXT    NOT NULL, -- number, address or web address
    unit       TEXT,
    hours      TEXT,
    note       TEXT,
    note_ko    TEXT,
    updated_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS contact_mark ON contact (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS contact_touch AFTER UPDATE ON contact WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE contact SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Questions and answers.
CREATE TABLE IF NOT EXISTS faq (
    item_id     TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq         INTEGER NOT NULL,
    question    TEXT    NOT NULL,
    question_ko TEXT,
    answer      TEXT    NOT NULL,
    answer_ko   TEXT,
    basis       TEXT,
    answered_on TEXT    CHECK (answered_on IS date(answered_on)),
    reviewer    TEXT,
    updated_at  TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS faq_mark ON faq (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS faq_touch AFTER UPDATE ON faq WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE faq SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

-- Overdue resettlement, by estate or group.
CREATE TABLE IF NOT EXISTS ledger (
    item_id        TEXT    NOT NULL REFERENCES item (id) ON DELETE CASCADE,
    seq            INTEGER NOT NULL,
    name           TEXT    NOT NULL,
    name_ko        TEXT,
    state          TEXT    NOT NULL CHECK (state IN ('done', 'now', 'late', 'todo')),
    due_households INTEGER NOT NULL,
    resettled      INTEGER NOT NULL,
    overdue        INTEGER NOT NULL,
    due_on         TEXT    CHECK (due_on IS date(due_on)),
    new_due_on     TEXT    CHECK (new_due_on IS date(new_due_on)),
    reason         TEXT,
    measure        TEXT,
    owner          TEXT,
    allowance      TEXT, -- temporary resettlement allowance (art. 22)
    updated_at     TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) CHECK (datetime(updated_at) IS NOT NULL),
    PRIMARY KEY (item_id, seq)
) STRICT;
CREATE INDEX IF NOT EXISTS ledger_mark ON ledger (item_id, seq, updated_at);
CREATE TRIGGER IF NOT EXISTS ledger_touch AFTER UPDATE ON ledger WHEN NEW.updated_at IS OLD.updated_at BEGIN
    UPDATE ledger SET updated_at = max(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
                                    strftime('%Y-%m-%dT%H:%M:%fZ', OLD.updated_at, '+0.001 seconds')) WHERE rowid = NEW.rowid;
END;

COMMIT;
