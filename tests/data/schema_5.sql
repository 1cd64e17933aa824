-- A log of schema 5, as the first version with it wrote it; the key is 00 01 .. 1f, the salt 00 01 .. 0f.
-- Never edited: a later schema gets a file of its own.
PRAGMA application_id = 1129335879;
PRAGMA user_version = 5;
BEGIN;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE TABLE history (
        sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
        before TEXT, after TEXT, reason TEXT NOT NULL, hash BLOB NOT NULL);
CREATE TABLE policy_versions (
        version_id INTEGER PRIMARY KEY AUTOINCREMENT, policy TEXT NOT NULL, announced_on TEXT,
        effective_from INTEGER, reviewed_with TEXT NOT NULL, reviewed_on TEXT,
        override_reason TEXT NOT NULL, withdrawn_at INTEGER);
CREATE TABLE clients (
        client_id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, name_key TEXT NOT NULL,
        code TEXT NOT NULL UNIQUE, last_called_at INTEGER, merged_into INTEGER REFERENCES clients);
CREATE TABLE client_numbers (
        client_id INTEGER NOT NULL REFERENCES clients ON DELETE CASCADE, number_key TEXT NOT NULL,
        raw TEXT NOT NULL, position INTEGER NOT NULL, last_used_at INTEGER,
        PRIMARY KEY (client_id, number_key)) WITHOUT ROWID;
CREATE TABLE client_terms (
        term TEXT NOT NULL, client_id INTEGER NOT NULL REFERENCES clients ON DELETE CASCADE,
        PRIMARY KEY (term, client_id)) WITHOUT ROWID;
CREATE TABLE used_client_codes (code TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE calls (
        call_id INTEGER PRIMARY KEY AUTOINCREMENT, received_at INTEGER NOT NULL,
        voicemail TEXT NOT NULL, urgency TEXT NOT NULL, client_id INTEGER REFERENCES clients,
        number TEXT NOT NULL, number_key TEXT NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL,
        logged_at INTEGER NOT NULL, version_id INTEGER NOT NULL REFERENCES policy_versions,
        due_at INTEGER, receipt TEXT NOT NULL, settled_at INTEGER, settlement TEXT,
        not_owed_reason TEXT, snoozed_until INTEGER, client_asked INTEGER NOT NULL,
        returned_anyway INTEGER NOT NULL, was TEXT NOT NULL, identity TEXT UNIQUE,
        CHECK ((settled_at IS NULL) = (settlement IS NULL)));
CREATE TABLE attempts (
        attempt_id INTEGER PRIMARY KEY AUTOINCREMENT, call_id INTEGER NOT NULL REFERENCES calls,
        at INTEGER NOT NULL, outcome TEXT NOT NULL, source TEXT NOT NULL);
CREATE TABLE outgoing_calls (
        outgoing_id INTEGER PRIMARY KEY AUTOINCREMENT, number_key TEXT NOT NULL, at INTEGER NOT NULL,
        duration_seconds INTEGER, identity TEXT NOT NULL UNIQUE);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE closures (
        closure_id INTEGER PRIMARY KEY AUTOINCREMENT, first TEXT NOT NULL, last TEXT NOT NULL,
        window_start INTEGER, window_end INTEGER, name TEXT NOT NULL, covering TEXT NOT NULL,
        CHECK (first <= last), CHECK ((window_start IS NULL) = (window_end IS NULL)));
CREATE TABLE holiday_years (
        country TEXT NOT NULL, subdivision TEXT NOT NULL, year INTEGER NOT NULL,
        PRIMARY KEY (country, subdivision, year)) WITHOUT ROWID;
CREATE TABLE holidays (
        country TEXT NOT NULL, subdivision TEXT NOT NULL, date TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (country, subdivision, date)) WITHOUT ROWID;
CREATE TABLE holiday_changes (date TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
CREATE TABLE confirmed_years (year INTEGER PRIMARY KEY);
CREATE TABLE hours_overrides (date TEXT PRIMARY KEY, windows TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE alerts (
        key TEXT PRIMARY KEY, kind TEXT NOT NULL, intended_at INTEGER NOT NULL, shown_at INTEGER)
        WITHOUT ROWID;
CREATE TABLE client_merges (
        merge_id INTEGER PRIMARY KEY AUTOINCREMENT,
        kept_id INTEGER NOT NULL REFERENCES clients ON DELETE CASCADE,
        merged_id INTEGER NOT NULL REFERENCES clients ON DELETE CASCADE,
        at INTEGER NOT NULL, moved TEXT NOT NULL, undone_at INTEGER);
CREATE TABLE accommodations (
        client_id INTEGER PRIMARY KEY REFERENCES clients ON DELETE CASCADE, accommodation TEXT NOT NULL);
CREATE TABLE drafts (kind TEXT PRIMARY KEY, draft TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE session_blocks (
        block_id INTEGER PRIMARY KEY AUTOINCREMENT, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
        is_free INTEGER NOT NULL, CHECK (start_at < end_at));
CREATE TABLE contact_safety (client_id INTEGER PRIMARY KEY REFERENCES clients ON DELETE CASCADE, safety TEXT NOT NULL);
INSERT INTO _sqlite_migrations VALUES (1, 'callpolicy', 'first schema', '2026-11-23 12:00:00.000000+00:00');
INSERT INTO _sqlite_migrations VALUES (2, 'callpolicy', 'accommodations and merged clients', '2026-11-23 12:00:00.000000+00:00');
INSERT INTO _sqlite_migrations VALUES (3, 'callpolicy', 'drafts', '2026-11-24 12:00:00.000000+00:00');
INSERT INTO _sqlite_migrations VALUES (4, 'callpolicy', 'sessions', '2026-11-28 12:00:00.000000+00:00');
INSERT INTO _sqlite_migrations VALUES (5, 'callpolicy', 'contact safety', '2026-11-29 12:00:00.000000+00:00');
INSERT INTO history VALUES (1, 1795000000, 'policy announced', 'policy 1', NULL, '{"announced_on": null, "effective_from": null, "override_reason": "", "policy": {"allowance": {"working_days": 1}, "calling_hours": null, "preset": "turnaround", "requires_voicemail": false}, "reviewed_on": null, "reviewed_with": ""}', '', X'd260576dc8213d59e55218843e4b43b899b3a2d45843e137004456b4ae4e6314');
INSERT INTO history VALUES (2, 1795000000, 'settings changed', 'settings', '{}', '{"clock": "locale", "country": "US", "lead_minutes": 30, "message_counts": true, "notice_days": 14, "own_hours": {"fri": [["08:00", "20:00"]], "mon": [["08:00", "20:00"]], "thu": [["08:00", "20:00"]], "tue": [["08:00", "20:00"]], "wed": [["08:00", "20:00"]]}, "single_keys": true, "soon_minutes": 60, "subdivision": "", "theme": "system", "weekend": [5, 6], "zone": "America/Los_Angeles"}', '', X'806118bc6e5535aa4739150d383ce2f75676e8fa23483d1d32b499e152ef9bf5');
INSERT INTO history VALUES (3, 1795000000, 'client added', 'client 1', NULL, '{"code": "C-XQ2M", "name": "Zoë O''Brien", "numbers": ["(206) 555-0164"]}', '', X'6deefded4ccba42c34ec9bf1393539b97f235cc3b62d83ba46fb3a1269763660');
INSERT INTO history VALUES (4, 1795000000, 'holidays stored', 'holidays US', NULL, '{"2026-11-26": "Thanksgiving Day"}', '', X'163d5bdceefb800df78712a3c9a3f237a9e89d3a6f8a94770979664af53203bd');
INSERT INTO history VALUES (5, 1795000000, 'closure added', 'closure 1', NULL, '{"covering": "Dr. Bo", "first": "2026-12-24", "last": "2026-12-31", "name": "Winter break", "window_end": null, "window_start": null}', '', X'd7eaeef7cece3cdb0789712ddcc7120eafd2f2422b6a0fb004fdf0ffdeeb69ba');
INSERT INTO history VALUES (6, 1795000000, 'holidays confirmed', 'year 2026', NULL, '{"year": 2026}', '', X'086ec535e0a1c97fbe631ce30ee3c1c4cf9215ae3edbb95173e9fc333fd98937');
INSERT INTO history VALUES (7, 1795000000, 'call logged', 'call 1', NULL, '{"client_asked": false, "client_id": 1, "due_at": 1795086400, "identity": "phone|1", "logged_at": 1795000000, "not_owed_reason": null, "note": "after work", "number": "(206) 555-0164", "number_key": "+12065550164", "receipt": {"amount": 1, "moved_from": 1795000000, "rule": "working_days", "spans": [[1795000000, 1795000060, "holiday", "Día de Año Nuevo"]], "unconfirmed_years": [2027]}, "received_at": 1794999400, "returned_anyway": false, "settled_at": null, "settlement": null, "snoozed_until": null, "source": "typed", "urgency": "routine", "version_id": 1, "voicemail": "unknown", "was": []}', '', X'd489dabd2595a36644973c774c8525fb5e85695da289c4d2438de7680a8cc8a6');
INSERT INTO history VALUES (8, 1795000000, 'attempt recorded', 'call 1', NULL, '{"at": 1795000000, "attempt_id": 1, "outcome": "no_answer", "source": "typed"}', '', X'72e934f35244d6dda3db065696ba8016444c40d3b9cc19f66393c60721a268cb');
INSERT INTO history VALUES (9, 1795000000, 'placed calls imported', 'outgoing', NULL, '[["+12065550164", 1795000000, 40, "phone|2"]]', '', X'c4c9d6e413cec6a7ba7c6d389e4d7aaa0e56bdabd7c3e84b0ec15478bbff076a');
INSERT INTO history VALUES (10, 1795000000, 'alert intended', 'alert due_soon:1', NULL, '{"at": 1795000000, "kind": "due_soon"}', '', X'ae249ad54b99e29f6822efbb6f8cf376b192998aaf87972b1fed2713241de287');
INSERT INTO history VALUES (11, 1795000000, 'client added', 'client 2', NULL, '{"code": "C-8C3S", "name": "Zoë O.", "numbers": ["(206) 555-0199"]}', '', X'aa0ce2ba7710ac33526a7fc3716daf38f138fe89717f02a198a54b5ab6c3b00e');
INSERT INTO history VALUES (12, 1795000000, 'accommodation agreed', 'client 2', NULL, '{"always_return": true, "calling_hours": {"fri": [["08:00", "09:00"]], "mon": [["08:00", "09:00"]], "thu": [["08:00", "09:00"]], "tue": [["08:00", "09:00"]], "wed": [["08:00", "09:00"]]}, "channel": "text", "reason": "time_zone", "review_on": "2027-03-01", "zone": "Europe/Berlin"}', '', X'a2c0100bc47470d6173d68440f6eb21cf56d69832dbe458bb30e0215cda0d28e');
INSERT INTO history VALUES (13, 1795000000, 'clients merged', 'client 1', NULL, '{"kept": 1, "merged": 2, "moved": {"accommodation": {"always_return": true, "calling_hours": {"fri": [["08:00", "09:00"]], "mon": [["08:00", "09:00"]], "thu": [["08:00", "09:00"]], "tue": [["08:00", "09:00"]], "wed": [["08:00", "09:00"]]}, "channel": "text", "reason": "time_zone", "review_on": "2027-03-01", "zone": "Europe/Berlin"}, "calls": [], "name": "", "newest_call": 1, "numbers": {"+12065550199": "(206) 555-0199"}}}', '', X'd0f7ea7e8184c705801cde2ada40a950d0eee462f376ef54232fe3217eba6257');
INSERT INTO history VALUES (14, 1795000000, 'merged into another client', 'client 2', NULL, '{"kept": 1}', '', X'bb93132f0e0c706e86b346349e0632b594519fa02c81f09b651b658d5b8b25b3');
INSERT INTO history VALUES (15, 1795000000, 'session added', 'session 1', NULL, '{"end_at": 1795003000, "is_free": 0, "start_at": 1795000000}', '', X'11bc4226320789e6e3940534de081ab2e89ee49cac682906a7f4c03230ec4006');
INSERT INTO history VALUES (16, 1795000000, 'session added', 'session 2', NULL, '{"end_at": 1795009000, "is_free": 1, "start_at": 1795007200}', '', X'f1eca9c30e9b7fcf10a2fdb23e298b107ed3d92bba4ff0ea9478c918b3c9954c');
INSERT INTO history VALUES (17, 1795000000, 'contact safety noted', 'client 1', NULL, '{"message": "name_only", "never_call": ["+12065550164"], "safe_times": {"fri": [["08:00", "09:00"]], "mon": [["08:00", "09:00"]], "thu": [["08:00", "09:00"]], "tue": [["08:00", "09:00"]], "wed": [["08:00", "09:00"]]}}', '', X'c52cf34fc8fc7ba0a761275d427b43a4136a88bbe5b4f36fda23134aabf2b3f1');
INSERT INTO policy_versions VALUES (1, '{"preset": "turnaround", "allowance": {"working_days": 1}, "calling_hours": null, "requires_voicemail": false}', NULL, NULL, '', NULL, '', NULL);
INSERT INTO clients VALUES (1, 'Zoë O''Brien', 'zoë o''brien', 'C-XQ2M', 1794999400, NULL);
INSERT INTO clients VALUES (2, 'Zoë O.', 'zoë o.', 'C-8C3S', NULL, 1);
INSERT INTO client_numbers VALUES (1, '+12065550164', '(206) 555-0164', 0, 1794999400);
INSERT INTO client_numbers VALUES (1, '+12065550199', '(206) 555-0199', 1, NULL);
INSERT INTO client_numbers VALUES (2, '+12065550199', '(206) 555-0199', 0, NULL);
INSERT INTO client_terms VALUES ('0164', 1);
INSERT INTO client_terms VALUES ('0199', 1);
INSERT INTO client_terms VALUES ('065550164', 1);
INSERT INTO client_terms VALUES ('065550199', 1);
INSERT INTO client_terms VALUES ('12065550164', 1);
INSERT INTO client_terms VALUES ('12065550199', 1);
INSERT INTO client_terms VALUES ('164', 1);
INSERT INTO client_terms VALUES ('199', 1);
INSERT INTO client_terms VALUES ('2065550164', 1);
INSERT INTO client_terms VALUES ('2065550199', 1);
INSERT INTO client_terms VALUES ('50164', 1);
INSERT INTO client_terms VALUES ('50199', 1);
INSERT INTO client_terms VALUES ('550164', 1);
INSERT INTO client_terms VALUES ('550199', 1);
INSERT INTO client_terms VALUES ('5550164', 1);
INSERT INTO client_terms VALUES ('5550199', 1);
INSERT INTO client_terms VALUES ('64', 1);
INSERT INTO client_terms VALUES ('65550164', 1);
INSERT INTO client_terms VALUES ('65550199', 1);
INSERT INTO client_terms VALUES ('99', 1);
INSERT INTO client_terms VALUES ('brien', 1);
INSERT INTO client_terms VALUES ('o', 1);
INSERT INTO client_terms VALUES ('obrien', 1);
INSERT INTO client_terms VALUES ('zoe', 1);
INSERT INTO used_client_codes VALUES ('C-8C3S');
INSERT INTO used_client_codes VALUES ('C-XQ2M');
INSERT INTO calls VALUES (1, 1794999400, 'unknown', 'routine', 1, '(206) 555-0164', '+12065550164', 'after work', 'typed', 1795000000, 1, 1795086400, '{"rule": "working_days", "amount": 1, "spans": [[1795000000, 1795000060, "holiday", "Día de Año Nuevo"]], "unconfirmed_years": [2027], "moved_from": 1795000000}', NULL, NULL, NULL, NULL, 0, 0, '[]', 'phone|1');
INSERT INTO attempts VALUES (1, 1, 1795000000, 'no_answer', 'typed');
INSERT INTO outgoing_calls VALUES (1, '+12065550164', 1795000000, 40, 'phone|2');
INSERT INTO settings VALUES ('clock', '"locale"');
INSERT INTO settings VALUES ('country', '"US"');
INSERT INTO settings VALUES ('lead_minutes', '30');
INSERT INTO settings VALUES ('message_counts', 'true');
INSERT INTO settings VALUES ('notice_days', '14');
INSERT INTO settings VALUES ('own_hours', '{"mon": [["08:00", "20:00"]], "tue": [["08:00", "20:00"]], "wed": [["08:00", "20:00"]], "thu": [["08:00", "20:00"]], "fri": [["08:00", "20:00"]]}');
INSERT INTO settings VALUES ('single_keys', 'true');
INSERT INTO settings VALUES ('soon_minutes', '60');
INSERT INTO settings VALUES ('subdivision', '""');
INSERT INTO settings VALUES ('theme', '"system"');
INSERT INTO settings VALUES ('weekend', '[5, 6]');
INSERT INTO settings VALUES ('zone', '"America/Los_Angeles"');
INSERT INTO closures VALUES (1, '2026-12-24', '2026-12-31', NULL, NULL, 'Winter break', 'Dr. Bo');
INSERT INTO holiday_years VALUES ('US', '', 2026);
INSERT INTO holidays VALUES ('US', '', '2026-11-26', 'Thanksgiving Day');
INSERT INTO confirmed_years VALUES (2026);
INSERT INTO alerts VALUES ('due_soon:1', 'due_soon', 1795000000, NULL);
INSERT INTO client_merges VALUES (1, 1, 2, 1795000000, '{"newest_call": 1, "calls": [], "numbers": {"+12065550199": "(206) 555-0199"}, "name": "", "accommodation": {"calling_hours": {"mon": [["08:00", "09:00"]], "tue": [["08:00", "09:00"]], "wed": [["08:00", "09:00"]], "thu": [["08:00", "09:00"]], "fri": [["08:00", "09:00"]]}, "always_return": true, "channel": "text", "zone": "Europe/Berlin", "reason": "time_zone", "review_on": "2027-03-01"}}', NULL);
INSERT INTO accommodations VALUES (1, '{"calling_hours": {"mon": [["08:00", "09:00"]], "tue": [["08:00", "09:00"]], "wed": [["08:00", "09:00"]], "thu": [["08:00", "09:00"]], "fri": [["08:00", "09:00"]]}, "always_return": true, "channel": "text", "zone": "Europe/Berlin", "reason": "time_zone", "review_on": "2027-03-01"}');
INSERT INTO accommodations VALUES (2, '{"calling_hours": {"mon": [["08:00", "09:00"]], "tue": [["08:00", "09:00"]], "wed": [["08:00", "09:00"]], "thu": [["08:00", "09:00"]], "fri": [["08:00", "09:00"]]}, "always_return": true, "channel": "text", "zone": "Europe/Berlin", "reason": "time_zone", "review_on": "2027-03-01"}');
INSERT INTO drafts VALUES ('call', '{"at": 1795000000, "client_id": 1, "note": "", "received": "14:05", "second_pass": null, "urgency": "urgent", "voicemail": "no", "who": "Zo\u00eb 14:05 novm !"}');
INSERT INTO session_blocks VALUES (1, 1795000000, 1795003000, 0);
INSERT INTO session_blocks VALUES (2, 1795007200, 1795009000, 1);
INSERT INTO contact_safety VALUES (1, '{"message": "name_only", "safe_times": {"mon": [["08:00", "09:00"]], "tue": [["08:00", "09:00"]], "wed": [["08:00", "09:00"]], "thu": [["08:00", "09:00"]], "fri": [["08:00", "09:00"]]}, "never_call": ["+12065550164"]}');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX history_by_subject ON history (subject, sequence);
CREATE TRIGGER history_no_update BEFORE UPDATE ON history
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_in_sequence BEFORE INSERT ON history
        WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM history)
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER policy_versions_no_delete BEFORE DELETE ON policy_versions
        BEGIN SELECT RAISE(ABORT, 'policy versions are only added'); END;
CREATE TRIGGER policy_versions_keep_promise
        BEFORE UPDATE OF version_id, policy, effective_from ON policy_versions
        WHEN EXISTS (SELECT 1 FROM calls)
        BEGIN SELECT RAISE(ABORT, 'a promise is not rewritten'); END;
CREATE INDEX clients_by_name ON clients (name_key);
CREATE INDEX clients_by_recency ON clients (last_called_at, client_id);
CREATE INDEX client_numbers_by_key ON client_numbers (number_key);
CREATE INDEX client_terms_by_client ON client_terms (client_id, term);
CREATE INDEX calls_open ON calls (due_at) WHERE settled_at IS NULL AND due_at IS NOT NULL;
CREATE INDEX calls_by_received ON calls (received_at, call_id);
CREATE INDEX calls_by_client ON calls (client_id, received_at);
CREATE INDEX calls_returned ON calls (settled_at) WHERE settlement = 'returned';
CREATE INDEX attempts_by_call ON attempts (call_id, at);
CREATE INDEX outgoing_by_number ON outgoing_calls (number_key, at);
CREATE INDEX alerts_unshown ON alerts (intended_at) WHERE shown_at IS NULL;
CREATE INDEX clients_merged ON clients (merged_into) WHERE merged_into IS NOT NULL;
CREATE UNIQUE INDEX client_merges_open ON client_merges (merged_id) WHERE undone_at IS NULL;
CREATE INDEX client_merges_by_kept ON client_merges (kept_id, merge_id);
CREATE INDEX calls_silent ON calls (received_at) WHERE settled_at IS NULL AND due_at IS NULL;
CREATE INDEX session_blocks_by_end ON session_blocks (end_at);
COMMIT;
