-- How soon, by which table, on what: several tables may decide on one finding, each as often as its facts change.
-- `ordinal`: which of several at one instant came later.
ALTER TABLE findings.priority
  ADD COLUMN ordinal bigint GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN decision_table text NOT NULL DEFAULT 'bod-26-04',
  -- The decision in the words of its table, with who said each input and the facts it stood on; none for those from before.
  ADD COLUMN record jsonb;
CREATE INDEX priority_table ON findings.priority (finding_id, decision_table, at DESC, ordinal DESC);
-- The house decides again when facts change, and never to less.
CREATE POLICY decide_again ON findings.priority FOR INSERT WITH CHECK (platform.acting_as_system() AND person_id = 'system');

-- Which version of CVSS a vector is in: of version 2 the vector itself does not say so.
ALTER TABLE findings.severity
  ADD COLUMN ordinal bigint GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN cvss_version text CHECK (cvss_version IN ('2.0', '3.0', '3.1', '4.0'));

-- Ids that others gave the same weakness; none of them is ours. A finder's own word stays in what the finding says.
CREATE TABLE findings.reference (
  id text PRIMARY KEY,
  finding_id text NOT NULL REFERENCES findings.finding (id),
  reference text NOT NULL CHECK (reference ~ '^(CVE-[0-9]{4}-[0-9]{4,19}|GHSA(-[23456789cfghjmpqrvwx]{4}){3})$'),
  given_by text NOT NULL CHECK (given_by IN ('coordinator', 'maintainer')),
  person_id text NOT NULL,
  at timestamptz NOT NULL,
  UNIQUE (finding_id, reference)
);
CREATE INDEX reference_reference ON findings.reference (reference);
GRANT SELECT, INSERT ON findings.reference TO breakwater_app;
ALTER TABLE findings.reference ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.reference FOR SELECT USING (EXISTS (SELECT FROM findings.finding f WHERE f.id = finding_id));
CREATE POLICY refer ON findings.reference FOR INSERT WITH CHECK (CASE given_by
  WHEN 'coordinator' THEN findings.assigned(finding_id, 'analyst') AND person_id = platform.acting_person()
  ELSE EXISTS (SELECT FROM findings.finding f WHERE f.id = finding_id AND platform.acting_on(f.case_id)) END);

-- An analyst's word that it is exploited now, before anybody lists it; the newest one stands.
CREATE TABLE findings.exploitation (
  id text PRIMARY KEY,
  finding_id text NOT NULL REFERENCES findings.finding (id),
  is_exploited boolean NOT NULL,
  sealed_evidence text NOT NULL,
  person_id text NOT NULL,
  at timestamptz NOT NULL,
  ordinal bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX exploitation_finding ON findings.exploitation (finding_id, at DESC);
GRANT SELECT, INSERT ON findings.exploitation TO breakwater_app;
ALTER TABLE findings.exploitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.exploitation FOR SELECT USING (EXISTS (SELECT FROM findings.finding f WHERE f.id = finding_id));
CREATE POLICY say ON findings.exploitation FOR INSERT WITH CHECK (findings.assigned(finding_id, 'analyst') AND person_id = platform.acting_person());

-- How many enrolled operators run the product, as the rooms above counted; a small number is not kept. The clearinghouse's
-- alone: whoever could name a product and see the number would learn who runs what.
CREATE TABLE findings.exposure (
  id text PRIMARY KEY,
  finding_id text NOT NULL REFERENCES findings.finding (id),
  -- None: some, fewer than may be told.
  operators integer CHECK (operators >= 0),
  sectors jsonb NOT NULL,
  at timestamptz NOT NULL,
  ordinal bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX exposure_finding ON findings.exposure (finding_id, at DESC);
GRANT SELECT, INSERT ON findings.exposure TO breakwater_app;
ALTER TABLE findings.exposure ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.exposure FOR SELECT USING (platform.acting_as_system() OR findings.in_clearinghouse());
CREATE POLICY count ON findings.exposure FOR INSERT WITH CHECK (platform.acting_as_system());

-- What the world says of CVE ids. Every file that came is kept on record, taken or not; of one that was not taken, why.
CREATE TABLE findings.feed_import (
  id text PRIMARY KEY,
  feed text NOT NULL CHECK (feed IN ('kev', 'epss')),
  digest text NOT NULL,
  version text,
  released_at timestamptz,
  records integer,
  -- Releases that lie between this one and the last one taken and were never seen.
  missed integer NOT NULL DEFAULT 0,
  fault text,
  fault_detail text,
  person_id text NOT NULL,
  at timestamptz NOT NULL,
  ordinal bigint GENERATED ALWAYS AS IDENTITY,
  CHECK (fault IS NOT NULL OR (released_at IS NOT NULL AND records IS NOT NULL AND version IS NOT NULL))
);
CREATE INDEX feed_import_feed ON findings.feed_import (feed, at DESC);

CREATE TABLE findings.feed_source (
  feed text PRIMARY KEY CHECK (feed IN ('kev', 'epss')),
  url text NOT NULL,
  person_id text NOT NULL,
  at timestamptz NOT NULL
);

CREATE TABLE findings.kev_entry (
  cve_id text PRIMARY KEY,
  added_on date NOT NULL,
  due_on date,
  in_ransomware boolean NOT NULL
);

CREATE TABLE findings.epss_score (
  cve_id text PRIMARY KEY,
  score double precision NOT NULL,
  percentile double precision NOT NULL
);

GRANT SELECT, INSERT ON findings.feed_import TO breakwater_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON findings.feed_source, findings.kev_entry, findings.epss_score TO breakwater_app;

CREATE FUNCTION findings.keeps_feeds() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_as_system() OR (platform.acting_in('clearinghouse-analyst') AND NOT findings.is_barred()) $$;

-- Public facts, but what was fetched when is the clearinghouse's.
ALTER TABLE findings.feed_import ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.feed_import FOR SELECT USING (platform.acting_as_system() OR findings.in_clearinghouse());
CREATE POLICY keep ON findings.feed_import FOR INSERT WITH CHECK (findings.keeps_feeds() AND (platform.acting_as_system() OR person_id = platform.acting_person()));
ALTER TABLE findings.feed_source ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.feed_source FOR SELECT USING (platform.acting_as_system() OR findings.in_clearinghouse());
CREATE POLICY set_it ON findings.feed_source FOR ALL USING (findings.keeps_feeds()) WITH CHECK (findings.keeps_feeds());
ALTER TABLE findings.kev_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.kev_entry FOR SELECT USING (true);
CREATE POLICY keep ON findings.kev_entry FOR ALL USING (findings.keeps_feeds()) WITH CHECK (findings.keeps_feeds());
ALTER TABLE findings.epss_score ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.epss_score FOR SELECT USING (true);
CREATE POLICY keep ON findings.epss_score FOR ALL USING (findings.keeps_feeds()) WITH CHECK (findings.keeps_feeds());
