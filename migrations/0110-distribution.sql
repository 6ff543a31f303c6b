CREATE SCHEMA distribution;
GRANT USAGE ON SCHEMA distribution TO breakwater_app;

-- Who has enrolled, coarsely. Leaving deletes the row and everything below: there is no state for having left.
CREATE TABLE distribution.operator (
  organisation_id text PRIMARY KEY REFERENCES access.organisation (id),
  contact_person_id text NOT NULL REFERENCES access.person (id),
  sector text NOT NULL,
  size_band text NOT NULL,
  region text NOT NULL,
  enrolled_at timestamptz NOT NULL
);

-- What an operator owns; name and content are sealed. The original file is not kept, only what was read of it: the list tells where it is weak.
CREATE TABLE distribution.inventory (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES distribution.operator (organisation_id),
  -- Keyed hash of the file's name, so that a file of the same name replaces the earlier one.
  name_hash text NOT NULL,
  file_name text NOT NULL,
  format text NOT NULL,
  digest text NOT NULL,
  assets integer NOT NULL,
  skipped integer NOT NULL,
  uploaded_at timestamptz NOT NULL,
  content text NOT NULL,
  UNIQUE (organisation_id, name_hash)
);

-- One product to update, whatever number of advisories and assets stand behind it.
CREATE TABLE distribution.step (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES distribution.operator (organisation_id),
  product_hash text NOT NULL,
  UNIQUE (organisation_id, product_hash)
);

-- One asset that is affected by one advisory, and where it stands. Who is not affected has no row.
CREATE TABLE distribution.match (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES distribution.operator (organisation_id),
  step_id text NOT NULL REFERENCES distribution.step (id),
  advisory_id text NOT NULL,
  -- Keyed hash of what the asset is, so that a new upload of the same list finds its place again.
  asset_hash text NOT NULL,
  -- The patch the operator was last told of; null after its recall.
  patch_id text,
  state text NOT NULL,
  matched_at timestamptz NOT NULL,
  notified_at timestamptz,
  acknowledged_at timestamptz,
  applied_at timestamptz,
  scheduled_for timestamptz,
  review_on timestamptz,
  -- Sealed: the asset, the reason and the probability; and the operator's own words.
  content text NOT NULL,
  statement text,
  UNIQUE (organisation_id, advisory_id, asset_hash)
);
CREATE INDEX match_advisory ON distribution.match (advisory_id);
CREATE INDEX match_step ON distribution.match (step_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON distribution.operator, distribution.inventory, distribution.step, distribution.match TO breakwater_app;
