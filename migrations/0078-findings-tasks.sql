-- What members hand in for a campaign's target by the AIxCC finals' API. Content is kept as artefacts under its digest; what is
-- a finding is one, and its own row says where it stands.
CREATE TABLE findings.task_submission (
  id text PRIMARY KEY,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  -- A target of a campaign, which is kept by another room.
  task_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('provenance', 'pov', 'patch', 'submitted-sarif', 'freeform', 'assessment')),
  digest text NOT NULL,
  -- What a PoV became; what a patch or text was bundled with.
  finding_id text REFERENCES findings.finding (id),
  sealed text,
  status text NOT NULL CHECK (status IN ('accepted', 'passed', 'failed', 'deadline_exceeded', 'errored', 'inconclusive')),
  tests_passing boolean,
  at timestamptz NOT NULL,
  owner_seal text
);
-- The same content again is the same submission; who finds may be said anew.
CREATE UNIQUE INDEX task_submission_content ON findings.task_submission (organisation_id, task_id, kind, digest) WHERE kind <> 'provenance';
CREATE INDEX task_submission_finding ON findings.task_submission (finding_id) WHERE finding_id IS NOT NULL;

CREATE TABLE findings.task_bundle (
  id text PRIMARY KEY,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  task_id text NOT NULL,
  -- Which submissions belong together, and a text.
  sealed text NOT NULL,
  status text NOT NULL CHECK (status IN ('accepted', 'deadline_exceeded')),
  at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  owner_seal text
);

-- SARIF of the clearinghouse's that those who took a target give their view on.
CREATE TABLE findings.task_broadcast (
  id text PRIMARY KEY,
  task_id text NOT NULL,
  sealed text NOT NULL,
  sent_by text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX task_broadcast_task ON findings.task_broadcast (task_id);

GRANT SELECT, INSERT, UPDATE ON findings.task_submission, findings.task_bundle TO breakwater_app;
GRANT SELECT, INSERT ON findings.task_broadcast TO breakwater_app;

ALTER TABLE findings.task_submission ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.task_submission FOR SELECT
  USING (platform.acting_as_system() OR findings.owns(organisation_id) OR (finding_id IS NOT NULL AND findings.opens_body(finding_id)));
CREATE POLICY submit ON findings.task_submission FOR INSERT WITH CHECK (findings.owns(organisation_id) AND person_id = platform.acting_person());
CREATE POLICY go_on ON findings.task_submission FOR UPDATE USING (platform.acting_as_system() OR findings.owns(organisation_id));

ALTER TABLE findings.task_bundle ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.task_bundle FOR SELECT USING (platform.acting_as_system() OR findings.owns(organisation_id));
CREATE POLICY submit ON findings.task_bundle FOR INSERT WITH CHECK (findings.owns(organisation_id) AND person_id = platform.acting_person());
CREATE POLICY go_on ON findings.task_bundle FOR UPDATE USING (findings.owns(organisation_id));

ALTER TABLE findings.task_broadcast ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.task_broadcast FOR SELECT
  USING (platform.acting_as_system() OR findings.in_clearinghouse() OR EXISTS (SELECT FROM scanning.claim c WHERE c.campaign_target_id = task_id AND findings.owns(c.organisation_id)));
CREATE POLICY send ON findings.task_broadcast FOR INSERT
  WITH CHECK (platform.acting_in('clearinghouse-analyst', 'clearinghouse-director') AND NOT findings.is_barred() AND sent_by = platform.acting_person());

CREATE INDEX finding_appeal ON findings.finding (appeal_of) WHERE appeal_of IS NOT NULL;

-- What a peer tells everybody, each a copy of what it holds now: replaced as a whole.
CREATE TABLE scanning.peer_route (
  peer_id text NOT NULL REFERENCES scanning.peer (id),
  repository text NOT NULL,
  route text NOT NULL,
  address text NOT NULL,
  validated_at timestamptz NOT NULL,
  PRIMARY KEY (peer_id, repository)
);
CREATE TABLE scanning.peer_fix (
  peer_id text NOT NULL REFERENCES scanning.peer (id),
  patch_digest text NOT NULL,
  repository text NOT NULL,
  fixed_version text NOT NULL,
  held_at timestamptz NOT NULL,
  PRIMARY KEY (peer_id, patch_digest)
);
CREATE INDEX peer_route_repository ON scanning.peer_route (repository);
CREATE INDEX peer_fix_repository ON scanning.peer_fix (repository);
CREATE INDEX held_fix_repository ON scanning.held_fix (repository);

GRANT SELECT, INSERT, DELETE ON scanning.peer_route, scanning.peer_fix TO breakwater_app;
ALTER TABLE scanning.peer_route ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON scanning.peer_route USING (platform.acting_as_system()) WITH CHECK (platform.acting_as_system());
CREATE POLICY visible ON scanning.peer_route FOR SELECT USING (scanning.in_clearinghouse());
ALTER TABLE scanning.peer_fix ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON scanning.peer_fix USING (platform.acting_as_system()) WITH CHECK (platform.acting_as_system());
CREATE POLICY visible ON scanning.peer_fix FOR SELECT USING (scanning.in_clearinghouse());
