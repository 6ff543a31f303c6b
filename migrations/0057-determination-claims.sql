-- A developer says that a model whose digest it registered is its own, should the government have begun a determination of
-- it by itself. Who registers a digest proves nothing: whether it is so, the enclave says by two people's words.
CREATE TABLE determination.claim (
  id text PRIMARY KEY,
  engagement_id text NOT NULL UNIQUE,
  organisation_id text NOT NULL,
  model_digest text NOT NULL,
  claimed_by text NOT NULL,
  claimed_at timestamptz NOT NULL,
  owner_seal text
);
GRANT SELECT, INSERT ON determination.claim TO breakwater_app;
ALTER TABLE determination.claim ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.claim FOR SELECT USING (platform.acting_as_system() OR engagement.owns(organisation_id));
CREATE POLICY say ON determination.claim FOR INSERT WITH CHECK (engagement.leads(organisation_id) AND engagement.is_own(engagement_id) AND claimed_by = platform.acting_person());
