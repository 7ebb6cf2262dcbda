-- PostgreSQL as the case database: a reference for DBAs. Run as the owner of the database, as often as you like:
--
--     psql -v ON_ERROR_STOP=1 -d CASE_DATABASE -f postgres.sql
--     psql -d CASE_DATABASE -c "\password disclosure_reader"
--
-- What counts is part 2: sixteen views in schema `disclosure`, which is all that the feeder reads. Part 1 makes plain tables
-- for an office that has none; a vendor with tables of its own leaves part 1 out, writes the views of part 2 over its own
-- tables under the same names (columns marked optional in docs/formats.md may be left out, and so may whole detail views), and
-- keeps part 3 (rights) and part 4 (immediate news) for its own tables.
--
-- Rules for views, in full in docs/formats.md: names are lower case; item holds one row per id, its newest version; every
-- change of what a row shows changes its updated_at, except that rows added or removed are noticed by themselves.
BEGIN;

-- ---- 1. Tables (an office without a system of its own) ---------------------------------------------------------------
CREATE SCHEMA IF NOT EXISTS disclosure_case;

-- A project: the frame its items hang in, and their order on the screen.
CREATE TABLE IF NOT EXISTS disclosure_case.project (
    id          text        NOT NULL PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9._-]{1,96}$'),
    name        text        NOT NULL,
    name_ko     text,
    short_name  text, -- for narrow panels: at most 8 ideographs read well
    division    text        CHECK (division ~ '^[A-Za-z0-9._-]{1,96}$'), -- GB/T 2260 code of the county
    stage_no    integer, -- the stage the project is in, 1…n
    stage       text,
    stage_ko    text,
    department  text, -- 房屋征收部门 (Regulation art. 4)
    implementer text, -- 房屋征收实施单位 (art. 5)
    households  integer,
    area        numeric     CHECK (area = round(area, 4)), -- square metres of building
    decided_on  date, -- announcement of the decision (art. 13)
    sign_from   date,
    sign_until  date,
    hotline     text,
    supervision text,
    sort        integer, -- order of projects on the screen
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- One row per published item, holding its newest version. Texts, attachments and details point here.
CREATE TABLE IF NOT EXISTS disclosure_case.item (
    id              text        NOT NULL PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9._-]{1,96}$'),
    version         integer     NOT NULL CHECK (version BETWEEN 1 AND 999999999),
    project_id      text        CHECK (project_id ~ '^[A-Za-z0-9._-]{1,96}$'),
    catalogue       text        NOT NULL CHECK (catalogue ~ '^[A-Za-z0-9._-]{1,96}$'),
    kind            text        CHECK (kind IN ('document', 'plan', 'progress', 'process', 'schedule', 'tasks', 'table',
                                        'cards', 'faq', 'contacts', 'warning', 'ledger', 'compare', 'message')),
    audience        text        CHECK (audience IN ('public', 'area', 'affected')),
    issuer          text,
    doc_no          text,
    issued_on       date,
    published_at    timestamptz NOT NULL,
    display_from    timestamptz,
    display_until   timestamptz,
    comment_from    date,
    comment_until   date,
    statutory       boolean,
    priority        text        CHECK (priority IN ('normal', 'pinned', 'urgent')),
    supersedes      text        CHECK (supersedes ~ '^[A-Za-z0-9._-]{1,96}$'),
    url             text,
    as_of           timestamptz, -- data as of, for figures
    status          text        NOT NULL DEFAULT 'published' CHECK (status IN ('published', 'withdrawn')),
    withdrawn_at    timestamptz,
    withdraw_reason text,
    updated_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK ((status = 'withdrawn') = (withdrawn_at IS NOT NULL AND withdraw_reason IS NOT NULL))
);

-- Title and body, per language. Chinese must be there; it comes first and prevails.
CREATE TABLE IF NOT EXISTS disclosure_case.item_text (
    item_id    text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    lang       text        NOT NULL CHECK (lang IN ('zh', 'ko', 'en')),
    title      text        NOT NULL,
    body       text,
    format     text        NOT NULL DEFAULT 'text' CHECK (format IN ('text', 'markdown')),
    issuer     text,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, lang)
);

-- Files that belong to a text: PNG and JPEG are shown as they are, each page of a PDF as a picture. Without content only the
-- name is known, and nothing is shown.
CREATE TABLE IF NOT EXISTS disclosure_case.attachment (
    item_id    text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq        integer     NOT NULL,
    name       text        NOT NULL,
    name_ko    text,
    media      text,
    sha256     text        CHECK (sha256 ~ '^[A-Za-z0-9._-]{1,96}$'),
    content    bytea,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- What was taken down, up to which version and why. A row here is what removes an item from the screens; deleting an
-- item removes nothing.
CREATE TABLE IF NOT EXISTS disclosure_case.withdrawal (
    item_id      text        NOT NULL PRIMARY KEY CHECK (item_id ~ '^[A-Za-z0-9._-]{1,96}$'),
    version      integer, -- the highest version withdrawn; NULL: whatever is shown
    withdrawn_at timestamptz NOT NULL,
    reason       text        NOT NULL,
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Figures over time, by group (D14, D15, D20, D27...).
CREATE TABLE IF NOT EXISTS disclosure_case.progress (
    item_id       text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq           integer     NOT NULL,
    as_of         date        NOT NULL,
    metric        text        NOT NULL CHECK (metric IN ('signed', 'moved', 'demolished', 'paid', 'resettled', 'funds')),
    group_name    text, -- NULL: the whole project
    group_name_ko text,
    done          numeric     NOT NULL CHECK (done = round(done, 4)),
    due           numeric     NOT NULL CHECK (due = round(due, 4)),
    unit          text        NOT NULL CHECK (unit IN ('household', 'square_metre', 'ten_thousand_yuan', 'flat')),
    updated_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- Steps of the procedure (flow chart).
CREATE TABLE IF NOT EXISTS disclosure_case.step (
    item_id       text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq           integer     NOT NULL,
    name          text        NOT NULL,
    name_ko       text,
    state         text        NOT NULL CHECK (state IN ('done', 'now', 'late', 'todo')),
    basis         text,
    owner         text,
    planned_from  date,
    planned_until date,
    actual_from   date,
    actual_until  date,
    note          text,
    updated_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- Tasks, planned against actual (Gantt, task table).
CREATE TABLE IF NOT EXISTS disclosure_case.task (
    item_id       text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq           integer     NOT NULL,
    name          text        NOT NULL,
    name_ko       text,
    stage         text, -- the step it belongs to
    state         text        NOT NULL CHECK (state IN ('done', 'now', 'late', 'todo')),
    owner         text,
    planned_from  date,
    planned_until date,
    actual_from   date,
    actual_until  date,
    percent       integer     CHECK (percent BETWEEN 0 AND 100),
    note          text, -- why it is late
    updated_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- Rows of household tables: survey, valuation, compensation. Names and rooms are masked before they leave the office.
CREATE TABLE IF NOT EXISTS disclosure_case.household (
    item_id           text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq               integer     NOT NULL,
    house_no          text, -- 户号
    agreement_no      text, -- 协议号
    owner             text,
    owner_kind        text        CHECK (owner_kind IN ('person', 'organisation')),
    location          text,
    use               text,
    structure         text,
    registered_area   numeric     CHECK (registered_area = round(registered_area, 4)),
    measured_area     numeric     CHECK (measured_area = round(measured_area, 4)),
    recognised_area   numeric     CHECK (recognised_area = round(recognised_area, 4)),
    unregistered_area numeric     CHECK (unregistered_area = round(unregistered_area, 4)),
    finding           text, -- on unregistered building (art. 24)
    unit_price        numeric     CHECK (unit_price = round(unit_price, 4)), -- yuan per square metre
    house_value       numeric     CHECK (house_value = round(house_value, 4)), -- yuan, as all that follow
    method            text, -- money or exchange of property (art. 21)
    relocation        numeric     CHECK (relocation = round(relocation, 4)),
    temporary         numeric     CHECK (temporary = round(temporary, 4)),
    business_loss     numeric     CHECK (business_loss = round(business_loss, 4)),
    reward            numeric     CHECK (reward = round(reward, 4)),
    subsidy           numeric     CHECK (subsidy = round(subsidy, 4)),
    total             numeric     CHECK (total = round(total, 4)),
    resettlement      text, -- estate and area of the new home
    difference        numeric     CHECK (difference = round(difference, 4)), -- settled in an exchange
    signed_on         date,
    moved_on          date,
    paid              numeric     CHECK (paid = round(paid, 4)),
    updated_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- Rewards that sink with time.
CREATE TABLE IF NOT EXISTS disclosure_case.reward_tier (
    item_id     text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq         integer     NOT NULL,
    name        text,
    name_ko     text,
    valid_from  date        NOT NULL,
    valid_until date        NOT NULL,
    amount      numeric     NOT NULL CHECK (amount = round(amount, 4)),
    unit        text        NOT NULL, -- 元／平方米
    note        text,
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- Resettlement homes.
CREATE TABLE IF NOT EXISTS disclosure_case.housing (
    item_id    text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq        integer     NOT NULL,
    estate     text        NOT NULL,
    building   text,
    layout     text, -- 户型
    area       numeric     CHECK (area = round(area, 4)),
    flats      integer,
    remaining  integer,
    state      text        CHECK (state IN ('ready', 'building')),
    due_on     date,
    price      numeric     CHECK (price = round(price, 4)),
    note       text,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- Evaluators and demolition firms.
CREATE TABLE IF NOT EXISTS disclosure_case.firm (
    item_id        text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq            integer     NOT NULL,
    name           text        NOT NULL,
    name_ko        text,
    role           text,
    qualification  text,
    certificate_no text,
    legal_person   text,
    chosen         boolean,
    votes          integer,
    address        text,
    phone          text,
    note           text,
    updated_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- Staff in office.
CREATE TABLE IF NOT EXISTS disclosure_case.person (
    item_id        text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq            integer     NOT NULL,
    name           text        NOT NULL, -- staff act in office: shown in full
    name_ko        text,
    post           text,
    unit           text,
    certificate_no text,
    trained_on     date,
    phone          text,
    hours          text,
    note           text,
    updated_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- Where to report, ask, petition.
CREATE TABLE IF NOT EXISTS disclosure_case.contact (
    item_id    text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq        integer     NOT NULL,
    name       text        NOT NULL,
    name_ko    text,
    channel    text        NOT NULL CHECK (channel IN ('phone', 'visit', 'letter', 'web')),
    value      text        NOT NULL, -- number, address or web address
    unit       text,
    hours      text,
    note       text,
    note_ko    text,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- Questions and answers.
CREATE TABLE IF NOT EXISTS disclosure_case.faq (
    item_id     text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq         integer     NOT NULL,
    question    text        NOT NULL,
    question_ko text,
    answer      text        NOT NULL,
    answer_ko   text,
    basis       text,
    answered_on date,
    reviewer    text,
    updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- Overdue resettlement, by estate or group.
CREATE TABLE IF NOT EXISTS disclosure_case.ledger (
    item_id        text        NOT NULL REFERENCES disclosure_case.item (id) ON DELETE CASCADE,
    seq            integer     NOT NULL,
    name           text        NOT NULL,
    name_ko        text,
    state          text        NOT NULL CHECK (state IN ('done', 'now', 'late', 'todo')),
    due_households integer     NOT NULL,
    resettled      integer     NOT NULL,
    overdue        integer     NOT NULL,
    due_on         date,
    new_due_on     date,
    reason         text,
    measure        text,
    owner          text,
    allowance      text, -- temporary resettlement allowance (art. 22)
    updated_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (item_id, seq)
);

-- A change moves updated_at, by a millisecond at least even where the clock was set back, unless the writer sets it itself.
-- A transaction that commits late with an early updated_at is no trouble: the feeder compares, it never asks "since when".
CREATE OR REPLACE FUNCTION disclosure_case.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := greatest(clock_timestamp(), OLD.updated_at + interval '1 millisecond');
    END IF;
    RETURN NEW;
END $$;

-- ---- 2. The views the feeder reads (a vendor writes these over its own tables) ----------------------------------------
CREATE SCHEMA IF NOT EXISTS disclosure;
CREATE OR REPLACE VIEW disclosure.project AS SELECT
    id, name, name_ko, short_name, division, stage_no, stage, stage_ko, department, implementer, households, area,
    decided_on, sign_from, sign_until, hotline, supervision, sort, updated_at
    FROM disclosure_case.project;
CREATE OR REPLACE VIEW disclosure.item AS SELECT
    id, version, project_id, catalogue, kind, audience, issuer, doc_no, issued_on, published_at, display_from,
    display_until, comment_from, comment_until, statutory, priority, supersedes, url, as_of, status, withdrawn_at,
    withdraw_reason, updated_at
    FROM disclosure_case.item;
CREATE OR REPLACE VIEW disclosure.item_text AS SELECT
    item_id, lang, title, body, format, issuer, updated_at
    FROM disclosure_case.item_text;
CREATE OR REPLACE VIEW disclosure.attachment AS SELECT
    item_id, seq, name, name_ko, media, sha256, content, updated_at
    FROM disclosure_case.attachment;
CREATE OR REPLACE VIEW disclosure.withdrawal AS SELECT
    item_id, version, withdrawn_at, reason, updated_at
    FROM disclosure_case.withdrawal;
CREATE OR REPLACE VIEW disclosure.progress AS SELECT
    item_id, seq, as_of, metric, group_name, group_name_ko, done, due, unit, updated_at
    FROM disclosure_case.progress;
CREATE OR REPLACE VIEW disclosure.step AS SELECT
    item_id, seq, name, name_ko, state, basis, owner, planned_from, planned_until, actual_from, actual_until, note,
    updated_at
    FROM disclosure_case.step;
CREATE OR REPLACE VIEW disclosure.task AS SELECT
    item_id, seq, name, name_ko, stage, state, owner, planned_from, planned_until, actual_from, actual_until, percent,
    note, updated_at
    FROM disclosure_case.task;
CREATE OR REPLACE VIEW disclosure.household AS SELECT
    item_id, seq, house_no, agreement_no, owner, owner_kind, location, use, structure, registered_area, measured_area,
    recognised_area, unregistered_area, finding, unit_price, house_value, method, relocation, temporary,
    business_loss, reward, subsidy, total, resettlement, difference, signed_on, moved_on, paid, updated_at
    FROM disclosure_case.household;
CREATE OR REPLACE VIEW disclosure.reward_tier AS SELECT
    item_id, seq, name, name_ko, valid_from, valid_until, amount, unit, note, updated_at
    FROM disclosure_case.reward_tier;
CREATE OR REPLACE VIEW disclosure.housing AS SELECT
    item_id, seq, estate, building, layout, area, flats, remaining, state, due_on, price, note, updated_at
    FROM disclosure_case.housing;
CREATE OR REPLACE VIEW disclosure.firm AS SELECT
    item_id, seq, name, name_ko, role, qualification, certificate_no, legal_person, chosen, votes, address, phone,
    note, updated_at
    FROM disclosure_case.firm;
CREATE OR REPLACE VIEW disclosure.person AS SELECT
    item_id, seq, name, name_ko, post, unit, certificate_no, trained_on, phone, hours, note, updated_at
    FROM disclosure_case.person;
CREATE OR REPLACE VIEW disclosure.contact AS SELECT
    item_id, seq, name, name_ko, channel, value, unit, hours, note, note_ko, updated_at
    FROM disclosure_case.contact;
CREATE OR REPLACE VIEW disclosure.faq AS SELECT
    item_id, seq, question, question_ko, answer, answer_ko, basis, answered_on, reviewer, updated_at
    FROM disclosure_case.faq;
CREATE OR REPLACE VIEW disclosure.ledger AS SELECT
    item_id, seq, name, name_ko, state, due_households, resettled, overdue, due_on, new_due_on, reason, measure,
    owner, allowance, updated_at
    FROM disclosure_case.ledger;

-- ---- 3. Rights: one role that can read these views and nothing else ---------------------------------------------------
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'disclosure_reader') THEN
        CREATE ROLE disclosure_reader LOGIN CONNECTION LIMIT 8; -- no password yet, so nobody can log in with one
    END IF;
END $$;
ALTER ROLE disclosure_reader SET default_transaction_read_only = on;
REVOKE ALL ON SCHEMA disclosure_case FROM PUBLIC;
REVOKE ALL ON SCHEMA disclosure FROM PUBLIC;
GRANT USAGE ON SCHEMA disclosure TO disclosure_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA disclosure TO disclosure_reader;

-- ---- 4. Immediate news: NOTIFY disclosure at each commit that changed something ---------------------------------------
-- The feeder LISTENs and pulls at once; without this it still polls. The payload is not read: what is shown is pulled.
CREATE OR REPLACE FUNCTION disclosure_case.ring() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.pg_notify('disclosure', '');
    RETURN NULL;
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['project', 'item', 'item_text', 'attachment', 'withdrawal', 'progress', 'step', 'task',
                                'household', 'reward_tier', 'housing', 'firm', 'person', 'contact', 'faq', 'ledger'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS touch ON disclosure_case.%I', name);
        EXECUTE format('CREATE TRIGGER touch BEFORE UPDATE ON disclosure_case.%I FOR EACH ROW'
                       ' EXECUTE PROCEDURE disclosure_case.touch()', name);
        EXECUTE format('DROP TRIGGER IF EXISTS ring ON disclosure_case.%I', name);
        EXECUTE format('CREATE TRIGGER ring AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON disclosure_case.%I'
                       ' FOR EACH STATEMENT EXECUTE PROCEDURE disclosure_case.ring()', name);
    END LOOP;
END $$;

COMMIT;
