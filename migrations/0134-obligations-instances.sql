-- What the dating of BOD 26-04 rests on: agencies' assets, the vulnerabilities found on them, and the clocks that run.

-- What CISA publishes of a vulnerability. One that left the catalogue keeps the day on which it was listed.
CREATE TABLE obligations.flaw (
  cve_id text PRIMARY KEY,
  in_kev boolean NOT NULL DEFAULT false,
  kev_on date,
  kev_left_on date,
  -- Null: CISA has published nothing of it.
  automatable boolean,
  technical_impact text CHECK (technical_impact IN ('partial', 'total')),
  changed_at timestamptz NOT NULL,
  CHECK (NOT in_kev OR kev_on IS NOT NULL),
  CHECK ((automatable IS NULL) = (technical_impact IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON obligations.flaw TO breakwater_app;

-- What an agency owns. The names are sealed; the key is kept as a keyed hash, so that the next list finds the same asset.
CREATE TABLE obligations.asset (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES obligations.agency (organisation_id),
  key_hash text NOT NULL,
  -- Keyed hash of what is sealed: a list that says the same again changes nothing.
  content_hash text NOT NULL,
  environment text NOT NULL CHECK (environment IN ('production', 'test', 'development', 'cloud', 'ot', 'end-user', 'unknown')),
  exposed text NOT NULL CHECK (exposed IN ('yes', 'no', 'unknown')),
  content text NOT NULL,
  updated_at timestamptz NOT NULL,
  owner_seal text,
  UNIQUE (organisation_id, key_hash)
);
CREATE INDEX asset_page ON obligations.asset (organisation_id, id);
GRANT SELECT, INSERT ON obligations.asset TO breakwater_app;
GRANT UPDATE (environment, exposed, content, content_hash, updated_at) ON obligations.asset TO breakwater_app;

-- Instances of one agency that share vulnerability, exposure and day of detection share one clock: those are all that dating asks,
-- so a change of the catalogue rewrites a clock and not each of its instances. No column that re-dating writes is indexed,
-- and half of each page is left free: then an update stays on its page and touches no index.
CREATE TABLE obligations.clock (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES obligations.agency (organisation_id),
  cve_id text NOT NULL,
  exposed text NOT NULL CHECK (exposed IN ('yes', 'no', 'unknown')),
  detected_on date NOT NULL,
  -- Null until it is dated, in the transaction that makes it.
  table_row smallint CHECK (table_row BETWEEN 1 AND 16),
  clock_start date,
  -- Null: on system upgrade.
  due_on date,
  rule text,
  UNIQUE (organisation_id, cve_id, exposed, detected_on),
  CHECK (clock_start <= detected_on)
) WITH (fillfactor = 50);
CREATE INDEX clock_flaw ON obligations.clock (cve_id);
GRANT SELECT, INSERT ON obligations.clock TO breakwater_app;
GRANT UPDATE (table_row, clock_start, due_on, rule) ON obligations.clock TO breakwater_app;

-- When a clock was dated anew, and what it said before. No reference to the clock: nobody may delete one, and asking for each of a
-- million would cost as much as the rest of the dating.
CREATE TABLE obligations.redating (
  clock_id bigint NOT NULL,
  organisation_id text NOT NULL,
  at timestamptz NOT NULL,
  cause text NOT NULL CHECK (cause IN ('kev-listed', 'kev-left', 'kev-day-changed', 'metadata-changed', 'rule-changed')),
  from_row smallint NOT NULL,
  to_row smallint NOT NULL,
  from_due_on date,
  to_due_on date
);
CREATE INDEX redating_clock ON obligations.redating (clock_id);
GRANT SELECT, INSERT ON obligations.redating TO breakwater_app;

-- A scanner's file: who took it in, what became of it. Its name and its lines are not kept; the refused ones are told by number.
CREATE TABLE obligations.scanner_import (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES obligations.agency (organisation_id),
  scanner text NOT NULL CHECK (scanner IN ('generic', 'ndjson', 'nessus', 'qualys', 'defender', 'openvas')),
  scanned_on date NOT NULL,
  complete boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'taken', 'broken-off')),
  -- Counts, notes and refused lines, as the receipt has them.
  receipt jsonb NOT NULL,
  taken_by text NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  owner_seal text,
  CHECK ((state = 'running') = (ended_at IS NULL))
);
CREATE INDEX scanner_import_newest ON obligations.scanner_import (organisation_id, started_at DESC);
GRANT SELECT, INSERT ON obligations.scanner_import TO breakwater_app;
GRANT UPDATE (state, receipt, ended_at) ON obligations.scanner_import TO breakwater_app;

-- When an agency was scanned last: all that whoever directs learns of its scans.
CREATE FUNCTION obligations.last_scan_of(organisation text) RETURNS date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT max(s.scanned_on) FROM obligations.scanner_import s WHERE s.organisation_id = organisation AND s.state = 'taken' $$;

-- Leave, with an end, to fix later; asked by the agency, decided by a directive officer. The words are sealed.
CREATE TABLE obligations.instance_exception (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES obligations.agency (organisation_id),
  cve_id text NOT NULL,
  environment text,
  state text NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'ended')),
  until date NOT NULL,
  instances integer NOT NULL,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  content text NOT NULL,
  answer text,
  owner_seal text,
  CHECK ((state = 'asked') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
  CHECK (decided_by <> asked_by)
);
CREATE INDEX instance_exception_own ON obligations.instance_exception (organisation_id, asked_at DESC);
CREATE INDEX instance_exception_waits ON obligations.instance_exception (state) WHERE state IN ('asked', 'granted');
GRANT SELECT, INSERT ON obligations.instance_exception TO breakwater_app;
GRANT UPDATE (state, decided_by, decided_at, answer) ON obligations.instance_exception TO breakwater_app;

-- One vulnerability on one asset of one agency. When it is due stands with its clock, whether it is late with nobody.
CREATE TABLE obligations.instance (
  id text PRIMARY KEY,
  organisation_id text NOT NULL,
  asset_id text NOT NULL REFERENCES obligations.asset (id),
  cve_id text NOT NULL,
  clock_id bigint NOT NULL REFERENCES obligations.clock (id),
  -- The asset's own, kept here too so that counting asks no asset.
  environment text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'fixed', 'not_affected', 'exception')),
  justification text,
  exception_id text REFERENCES obligations.instance_exception (id),
  scanner text NOT NULL,
  import_id text NOT NULL REFERENCES obligations.scanner_import (id),
  last_seen_on date NOT NULL,
  -- A complete scan saw it no more on this day; only its agency says that it is fixed.
  gone_on date,
  -- A scan of a later day that sees it again opens it again.
  closed_on date,
  owner_seal text,
  UNIQUE (asset_id, cve_id),
  CHECK ((state = 'not_affected') = (justification IS NOT NULL)),
  CHECK (state <> 'exception' OR exception_id IS NOT NULL),
  CHECK ((state IN ('fixed', 'not_affected')) = (closed_on IS NOT NULL)),
  CHECK (gone_on IS NULL OR state IN ('open', 'exception'))
) WITH (fillfactor = 85);
CREATE INDEX instance_clock ON obligations.instance (clock_id, id);
CREATE INDEX instance_exception_of ON obligations.instance (exception_id) WHERE exception_id IS NOT NULL;
CREATE INDEX instance_gone ON obligations.instance (organisation_id, cve_id) WHERE gone_on IS NOT NULL;
GRANT SELECT, INSERT ON obligations.instance TO breakwater_app;
GRANT UPDATE (clock_id, environment, state, justification, exception_id, scanner, import_id, last_seen_on, gone_on, closed_on) ON obligations.instance TO breakwater_app;

-- When an instance came under another clock.
CREATE TABLE obligations.clock_move (
  instance_id text NOT NULL REFERENCES obligations.instance (id),
  organisation_id text NOT NULL,
  at timestamptz NOT NULL,
  cause text NOT NULL CHECK (cause IN ('exposure-changed', 'seen-again', 'detected-earlier')),
  from_row smallint NOT NULL,
  to_row smallint NOT NULL,
  from_due_on date,
  to_due_on date
);
CREATE INDEX clock_move_instance ON obligations.clock_move (instance_id);
GRANT SELECT, INSERT ON obligations.clock_move TO breakwater_app;

-- How many instances each clock has, by environment and state: what the workbench counts from. Kept by the triggers below, and by nobody else.
CREATE TABLE obligations.tally (
  clock_id bigint NOT NULL REFERENCES obligations.clock (id),
  environment text NOT NULL,
  state text NOT NULL,
  organisation_id text NOT NULL,
  instances integer NOT NULL,
  PRIMARY KEY (clock_id, environment, state)
) WITH (fillfactor = 70);
GRANT SELECT ON obligations.tally TO breakwater_app;

CREATE FUNCTION obligations.tally_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO obligations.tally AS t (clock_id, environment, state, organisation_id, instances)
  SELECT clock_id, environment, state, organisation_id, count(*) FROM added GROUP BY clock_id, environment, state, organisation_id ORDER BY clock_id, environment, state
  ON CONFLICT (clock_id, environment, state) DO UPDATE SET instances = t.instances + excluded.instances;
  RETURN NULL;
END $$;
CREATE TRIGGER tally_added AFTER INSERT ON obligations.instance REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION obligations.tally_added();

CREATE FUNCTION obligations.tally_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO obligations.tally AS t (clock_id, environment, state, organisation_id, instances)
  SELECT clock_id, environment, state, organisation_id, sum(change) FROM (
    SELECT clock_id, environment, state, organisation_id, 1 AS change FROM after UNION ALL SELECT clock_id, environment, state, organisation_id, -1 FROM before
  ) AS both_sides GROUP BY clock_id, environment, state, organisation_id HAVING sum(change) <> 0 ORDER BY clock_id, environment, state
  ON CONFLICT (clock_id, environment, state) DO UPDATE SET instances = t.instances + excluded.instances;
  RETURN NULL;
END $$;
CREATE TRIGGER tally_moved AFTER UPDATE ON obligations.instance REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION obligations.tally_moved();

-- An investigation that the table's row asks for, of all assets of an agency on which one vulnerability was found: its steps, and the
-- digest of a report that stays with the agency. What is found after its end is another's.
CREATE TABLE obligations.forensic_task (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES obligations.agency (organisation_id),
  cve_id text NOT NULL,
  -- The day on which the one before it ended: what was detected by then was that one's. Null: none was before.
  detected_after date,
  state text NOT NULL CHECK (state IN ('open', 'done', 'lifted')),
  -- Days on which steps were done, by step.
  steps jsonb NOT NULL,
  report_digest text,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  owner_seal text,
  CHECK ((state = 'done') = (report_digest IS NOT NULL)),
  CHECK ((state = 'open') = (ended_at IS NULL))
);
CREATE INDEX forensic_task_own ON obligations.forensic_task (organisation_id, state);
CREATE UNIQUE INDEX forensic_task_under_way ON obligations.forensic_task (organisation_id, cve_id) WHERE state <> 'done';
GRANT SELECT, INSERT ON obligations.forensic_task TO breakwater_app;
GRANT UPDATE (state, steps, report_digest, ended_at) ON obligations.forensic_task TO breakwater_app;

-- Second line of INV-19: nothing is dated for anybody but an agency on the list. Instances hang on an asset and on a clock.
CREATE FUNCTION obligations.date_agencies_only() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT obligations.is_civilian_agency(NEW.organisation_id) THEN
    RAISE EXCEPTION 'a directive binds federal civilian executive branch agencies only';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER date_agencies_only BEFORE INSERT ON obligations.asset FOR EACH ROW EXECUTE FUNCTION obligations.date_agencies_only();
CREATE TRIGGER date_agencies_only BEFORE INSERT ON obligations.scanner_import FOR EACH ROW EXECUTE FUNCTION obligations.date_agencies_only();
CREATE TRIGGER date_agencies_only BEFORE INSERT ON obligations.instance_exception FOR EACH ROW EXECUTE FUNCTION obligations.date_agencies_only();

-- What is published is everybody's to read; the house and a directive officer write it down.
ALTER TABLE obligations.flaw ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON obligations.flaw FOR SELECT USING (true);
CREATE POLICY note ON obligations.flaw FOR INSERT WITH CHECK (platform.acting_as_system() OR obligations.directs());
CREATE POLICY change ON obligations.flaw FOR UPDATE USING (platform.acting_as_system() OR obligations.directs());

-- The agency for which somebody acts, if any. Below it is asked once for a statement, in a SELECT of its own, and not once for each
-- of a million rows.
CREATE FUNCTION obligations.acting_agency() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT CASE WHEN obligations.is_own_agency(platform.acting_organisation()) THEN platform.acting_organisation() END $$;

ALTER TABLE obligations.asset ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON obligations.asset USING ((SELECT platform.acting_as_system()) OR organisation_id = (SELECT obligations.acting_agency()));
ALTER TABLE obligations.instance ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON obligations.instance USING ((SELECT platform.acting_as_system()) OR organisation_id = (SELECT obligations.acting_agency()));
ALTER TABLE obligations.clock_move ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON obligations.clock_move USING ((SELECT platform.acting_as_system()) OR organisation_id = (SELECT obligations.acting_agency()));
ALTER TABLE obligations.scanner_import ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON obligations.scanner_import USING ((SELECT platform.acting_as_system()) OR organisation_id = (SELECT obligations.acting_agency()));

-- Directive officers count, and see no asset: clocks and tallies name none.
ALTER TABLE obligations.clock ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON obligations.clock USING ((SELECT platform.acting_as_system()) OR organisation_id = (SELECT obligations.acting_agency()));
CREATE POLICY counted ON obligations.clock FOR SELECT USING ((SELECT obligations.directs()));
ALTER TABLE obligations.tally ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON obligations.tally FOR SELECT USING ((SELECT platform.acting_as_system()) OR (SELECT obligations.directs()) OR organisation_id = (SELECT obligations.acting_agency()));
ALTER TABLE obligations.redating ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON obligations.redating USING ((SELECT platform.acting_as_system()) OR organisation_id = (SELECT obligations.acting_agency()));

ALTER TABLE obligations.forensic_task ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON obligations.forensic_task USING ((SELECT platform.acting_as_system()) OR organisation_id = (SELECT obligations.acting_agency()));
CREATE POLICY counted ON obligations.forensic_task FOR SELECT USING ((SELECT obligations.directs()));

ALTER TABLE obligations.instance_exception ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON obligations.instance_exception FOR SELECT USING ((SELECT platform.acting_as_system()) OR (SELECT obligations.directs()) OR organisation_id = (SELECT obligations.acting_agency()));
CREATE POLICY ask ON obligations.instance_exception FOR INSERT WITH CHECK (obligations.is_own_agency(organisation_id) AND asked_by = platform.acting_person() AND state = 'asked');
CREATE POLICY decide ON obligations.instance_exception FOR UPDATE USING (obligations.directs() AND state = 'asked') WITH CHECK (decided_by = platform.acting_person() AND state IN ('granted', 'refused'));
CREATE POLICY lapse ON obligations.instance_exception FOR UPDATE USING (platform.acting_as_system());
