CREATE SCHEMA oversight;
GRANT USAGE ON SCHEMA oversight TO breakwater_app;

-- The definitions that reports were made with, by the digest of their canonical JSON: whoever makes a report anew needs those of then.
CREATE TABLE oversight.definitions (
  sha256 text PRIMARY KEY,
  content text NOT NULL
);
GRANT SELECT, INSERT ON oversight.definitions TO breakwater_app;

-- Published transparency reports. Each is public, and nothing of it is ever changed or taken back: its digest is in the ledger.
CREATE TABLE oversight.report (
  id text PRIMARY KEY,
  occasion text NOT NULL CHECK (occasion IN ('quarter', 'at-will')),
  period_from timestamptz NOT NULL,
  period_to timestamptz NOT NULL,
  size bigint NOT NULL REFERENCES audit.checkpoint (size),
  definitions text NOT NULL REFERENCES oversight.definitions (sha256),
  sha256 text NOT NULL,
  entry_id text NOT NULL,
  published_at timestamptz NOT NULL,
  CHECK (period_from < period_to)
);
-- A quarter is reported once, however many workers think that it is time.
CREATE UNIQUE INDEX report_quarter ON oversight.report (period_from) WHERE occasion = 'quarter';
GRANT SELECT, INSERT ON oversight.report TO breakwater_app;

-- What takes a while to make: the report's bytes, and the receipt of its digest. The bytes can be made anew from the ledger.
CREATE TABLE oversight.report_file (
  report_id text NOT NULL REFERENCES oversight.report (id),
  name text NOT NULL CHECK (name IN ('report.json', 'receipt.json')),
  content text NOT NULL,
  PRIMARY KEY (report_id, name)
);
GRANT SELECT, INSERT ON oversight.report_file TO breakwater_app;

-- How many there were in all when counts were last stated in the ledger: they are stated again after five more, so that no
-- statement tells of one.
CREATE TABLE oversight.stated (
  name text PRIMARY KEY,
  total bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON oversight.stated TO breakwater_app;

ALTER TABLE oversight.definitions ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON oversight.definitions FOR SELECT USING (true);
CREATE POLICY publish ON oversight.definitions FOR INSERT WITH CHECK (platform.acting_as_system());
ALTER TABLE oversight.report ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON oversight.report FOR SELECT USING (true);
CREATE POLICY publish ON oversight.report FOR INSERT WITH CHECK (platform.acting_as_system());
ALTER TABLE oversight.report_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON oversight.report_file FOR SELECT USING (true);
CREATE POLICY keep ON oversight.report_file FOR INSERT WITH CHECK (platform.acting_as_system());
ALTER TABLE oversight.stated ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON oversight.stated USING (platform.acting_as_system());

-- The newest head of the ledger that a person of oversight has looked at: the next look is proven to continue it.
CREATE TABLE oversight.look (
  person_id text PRIMARY KEY,
  size bigint NOT NULL REFERENCES audit.checkpoint (size),
  at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON oversight.look TO breakwater_app;

ALTER TABLE oversight.look ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON oversight.look USING (person_id = platform.acting_person() AND platform.acting_in('oversight'));
