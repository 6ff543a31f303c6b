-- How far an operator's enrolment has come; gone when it leaves or says no. There is no state for either, and none that finds fault with an operator.
CREATE TABLE distribution.enrolment (
  organisation_id text PRIMARY KEY REFERENCES access.organisation (id),
  state text NOT NULL CHECK (state IN ('invited', 'self_started', 'identity_checked', 'profile', 'terms', 'delegate_named', 'enrolled', 'paused')),
  -- One of the sectors offered, in the words its people use; null where the sector itself was given.
  choice text,
  sector text,
  size_band text,
  region text,
  terms_version text,
  terms_accepted_at timestamptz,
  began_at timestamptz NOT NULL,
  owner_seal text,
  CHECK ((sector IS NULL) = (size_band IS NULL) AND (sector IS NULL) = (region IS NULL)),
  CHECK ((terms_version IS NULL) = (terms_accepted_at IS NULL)),
  CHECK (state NOT IN ('enrolled', 'paused') OR (sector IS NOT NULL AND terms_version IS NOT NULL))
);
GRANT SELECT, INSERT, UPDATE, DELETE ON distribution.enrolment TO breakwater_app;
-- Nobody else learns who was invited, who began and who did not: an invitation is the house's to write and not the clearinghouse's to read.
ALTER TABLE distribution.enrolment ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON distribution.enrolment USING (platform.acting_as_system() OR distribution.is_own(organisation_id));
CREATE POLICY delegate ON distribution.enrolment FOR SELECT USING (distribution.acts_for(organisation_id));

-- Who enrolled before enrolment had steps.
INSERT INTO distribution.enrolment (organisation_id, state, sector, size_band, region, terms_version, terms_accepted_at, began_at)
  SELECT organisation_id, 'enrolled', sector, size_band, region, '1', enrolled_at, enrolled_at FROM distribution.operator;

-- The sectors that an operator chooses from, in words that its people use. The latest number holds; none is changed.
CREATE TABLE distribution.sector_list (
  version integer PRIMARY KEY,
  choices jsonb NOT NULL,
  reason text NOT NULL,
  set_by text NOT NULL,
  since timestamptz NOT NULL
);
GRANT SELECT, INSERT ON distribution.sector_list TO breakwater_app;
ALTER TABLE distribution.sector_list ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON distribution.sector_list FOR SELECT USING (true);
CREATE POLICY set_it ON distribution.sector_list FOR INSERT WITH CHECK (platform.acting_in('clearinghouse-director') AND NOT distribution.is_barred() AND set_by = platform.acting_person());

-- What an operator says of one of its things, whichever list it stands on: sealed, under a keyed hash of what the thing is.
CREATE TABLE distribution.asset_mark (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES distribution.operator (organisation_id),
  asset_key text NOT NULL,
  content text NOT NULL,
  marked_at timestamptz NOT NULL,
  owner_seal text,
  UNIQUE (organisation_id, asset_key)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON distribution.asset_mark TO breakwater_app;
ALTER TABLE distribution.asset_mark ENABLE ROW LEVEL SECURITY;
CREATE POLICY acting ON distribution.asset_mark USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));

-- When an operator's things may stand still: sealed, as it tells when nobody watches.
CREATE TABLE distribution.maintenance (
  organisation_id text PRIMARY KEY REFERENCES distribution.operator (organisation_id),
  content text NOT NULL,
  owner_seal text
);
GRANT SELECT, INSERT, UPDATE, DELETE ON distribution.maintenance TO breakwater_app;
ALTER TABLE distribution.maintenance ENABLE ROW LEVEL SECURITY;
CREATE POLICY acting ON distribution.maintenance USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));

-- What one answer of the operator would settle, and its answer; both sealed. The hash says what is asked of which thing.
CREATE TABLE distribution.question (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES distribution.operator (organisation_id),
  question_hash text NOT NULL,
  -- How many matches wait for it.
  settles integer NOT NULL,
  content text NOT NULL,
  answer text,
  answered_at timestamptz,
  owner_seal text,
  UNIQUE (organisation_id, question_hash),
  CHECK ((answer IS NULL) = (answered_at IS NULL))
);
GRANT SELECT, INSERT, UPDATE, DELETE ON distribution.question TO breakwater_app;
ALTER TABLE distribution.question ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON distribution.question FOR SELECT USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));
CREATE POLICY ask ON distribution.question FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY answer ON distribution.question FOR UPDATE USING (platform.acting_as_system() OR distribution.acts_for(organisation_id));
CREATE POLICY erase ON distribution.question FOR DELETE USING (platform.acting_as_system() OR distribution.is_own(organisation_id));

-- Where the advisories of others are fetched from.
CREATE TABLE distribution.advisory_feed (
  id text PRIMARY KEY,
  url text NOT NULL,
  publisher text,
  state text NOT NULL CHECK (state IN ('active', 'stopped')),
  added_by text NOT NULL,
  added_at timestamptz NOT NULL,
  checked_at timestamptz,
  succeeded_at timestamptz,
  fault text,
  -- Entries that are not newer than this were fetched.
  fetched_until timestamptz
);
CREATE UNIQUE INDEX advisory_feed_url ON distribution.advisory_feed (url) WHERE state = 'active';
GRANT SELECT, INSERT ON distribution.advisory_feed TO breakwater_app;
GRANT UPDATE (publisher, state, checked_at, succeeded_at, fault, fetched_until) ON distribution.advisory_feed TO breakwater_app;

-- An advisory that somebody else published, in the latest version of its name: public, as it came, compressed.
CREATE TABLE distribution.outside_advisory (
  id text PRIMARY KEY,
  format text NOT NULL CHECK (format IN ('csaf', 'osv')),
  publisher text NOT NULL,
  tracking_id text NOT NULL,
  version text,
  released_at timestamptz,
  title text NOT NULL,
  url text,
  state text NOT NULL CHECK (state IN ('current', 'withdrawn')),
  digest text NOT NULL,
  proof text NOT NULL CHECK (proof IN ('signature', 'digest', 'uploaded')),
  products integer NOT NULL,
  vulnerabilities text[] NOT NULL,
  feed_id text REFERENCES distribution.advisory_feed (id),
  imported_at timestamptz NOT NULL,
  -- Grows with every change, so that what is read of them all need not be read anew when nothing changed.
  edition bigint NOT NULL,
  document bytea NOT NULL,
  UNIQUE (publisher, tracking_id)
);
CREATE SEQUENCE distribution.outside_edition;
GRANT USAGE ON SEQUENCE distribution.outside_edition TO breakwater_app;
CREATE INDEX outside_advisory_edition ON distribution.outside_advisory (edition);
GRANT SELECT, INSERT, UPDATE ON distribution.outside_advisory TO breakwater_app;

CREATE FUNCTION distribution.keeps_advisories() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_as_system() OR (platform.acting_in('clearinghouse-analyst') AND NOT distribution.is_barred()) $$;

ALTER TABLE distribution.advisory_feed ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON distribution.advisory_feed FOR SELECT USING (distribution.keeps_advisories() OR (platform.acting_in('clearinghouse-director') AND NOT distribution.is_barred()));
CREATE POLICY add ON distribution.advisory_feed FOR INSERT WITH CHECK (distribution.keeps_advisories() AND (platform.acting_as_system() OR added_by = platform.acting_person()));
CREATE POLICY change ON distribution.advisory_feed FOR UPDATE USING (distribution.keeps_advisories());
ALTER TABLE distribution.outside_advisory ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON distribution.outside_advisory FOR SELECT USING (true);
CREATE POLICY add ON distribution.outside_advisory FOR INSERT WITH CHECK (distribution.keeps_advisories());
CREATE POLICY change ON distribution.outside_advisory FOR UPDATE USING (distribution.keeps_advisories());
