-- Scans that a partner runs for a small operator. What is to be scanned, on which evidence, and what came of it is sealed.
CREATE TABLE assistance.scan (
  id text PRIMARY KEY,
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  asked_by text NOT NULL REFERENCES access.person (id),
  system_kind text NOT NULL,
  sealed_details text NOT NULL,
  state text NOT NULL,
  asked_at timestamptz NOT NULL,
  runner_organisation_id text REFERENCES access.organisation (id),
  runner_person_id text REFERENCES access.person (id),
  -- Under which it runs.
  early_access_id text,
  taken_at timestamptz,
  sealed_result text,
  delivered_at timestamptz,
  handed_over_at timestamptz,
  owner_seal text
);
CREATE INDEX scan_owner ON assistance.scan (organisation_id, asked_at DESC);
CREATE INDEX scan_runner ON assistance.scan (runner_organisation_id, taken_at);
CREATE INDEX scan_early_access ON assistance.scan (early_access_id) WHERE state = 'taken';
GRANT SELECT, INSERT, UPDATE ON assistance.scan TO breakwater_app;

CREATE FUNCTION assistance.runs_scans() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('partner-security-lead') AND NOT assistance.is_barred() $$;

ALTER TABLE assistance.scan ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON assistance.scan FOR SELECT USING (
  platform.acting_as_system() OR assistance.asks_for(organisation_id)
  OR (assistance.runs_scans() AND (state = 'asked' OR (runner_organisation_id = platform.acting_organisation() AND state <> 'withdrawn')))
);
CREATE POLICY ask ON assistance.scan FOR INSERT
  WITH CHECK (assistance.asks_for(organisation_id) AND asked_by = platform.acting_person() AND state = 'asked' AND runner_organisation_id IS NULL);
CREATE POLICY own ON assistance.scan FOR UPDATE USING (assistance.asks_for(organisation_id)) WITH CHECK (assistance.asks_for(organisation_id) AND state IN ('withdrawn', 'handed-over'));
-- To take a scan up is to take it up oneself; to hand it back is to leave no name.
CREATE POLICY run ON assistance.scan FOR UPDATE
  USING (assistance.runs_scans() AND (state = 'asked' OR (state = 'taken' AND runner_organisation_id = platform.acting_organisation())))
  WITH CHECK (assistance.runs_scans() AND CASE state
    WHEN 'asked' THEN runner_organisation_id IS NULL
    WHEN 'taken' THEN runner_organisation_id = platform.acting_organisation() AND runner_person_id = platform.acting_person()
    ELSE state = 'delivered' AND runner_organisation_id = platform.acting_organisation() END);
CREATE POLICY hand_back ON assistance.scan FOR UPDATE USING (platform.acting_as_system()) WITH CHECK (platform.acting_as_system() AND state = 'asked');
