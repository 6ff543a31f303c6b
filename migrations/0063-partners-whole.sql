-- How partners are chosen, version by version. A row without a version waits for a second officer; one with a version is
-- never changed again. Its words are public.
CREATE TABLE partners.policy (
  id text PRIMARY KEY,
  version integer UNIQUE,
  -- What an objection of the government's does: 'advises' or 'holds'.
  objection text NOT NULL,
  view_days integer NOT NULL,
  criteria jsonb NOT NULL,
  reason text NOT NULL,
  proposed_by text,
  proposed_at timestamptz NOT NULL,
  confirmed_by text,
  in_force_at timestamptz,
  withdrawn_at timestamptz
);
INSERT INTO partners.policy (id, version, objection, view_days, criteria, reason, proposed_at, in_force_at) VALUES ('pol_00000000000000000001', 1, 'advises', 14, '[
  {"criterion": "defends-critical-infrastructure", "text": "The partner will use the model to strengthen the security of critical infrastructure, or of software that many depend on."},
  {"criterion": "owns-or-may-test-what-it-scans", "text": "The partner uses the model only on systems that it owns or is authorised to test, and names them."},
  {"criterion": "reports-what-it-finds", "text": "The partner reports what it finds, so that it gets fixed."},
  {"criterion": "guards-the-access", "text": "The partner keeps the access to named people and says which safeguards are in place."},
  {"criterion": "has-no-conflict", "text": "The partner is no competitor of the developer and has no other conflict of interest."}
]', 'The first version: an objection is advice to the developer.', '2026-06-02T00:00:00Z', '2026-06-02T00:00:00Z');
GRANT SELECT, INSERT, UPDATE ON partners.policy TO breakwater_app;

CREATE FUNCTION partners.is_officer() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('partner-selection-officer') AND NOT engagement.is_barred() $$;

ALTER TABLE partners.policy ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.policy FOR SELECT USING (version IS NOT NULL OR platform.acting_as_system() OR partners.is_officer());
CREATE POLICY propose ON partners.policy FOR INSERT WITH CHECK (partners.is_officer() AND proposed_by = platform.acting_person() AND version IS NULL AND confirmed_by IS NULL);
-- Two persons: whoever proposed it does not put it in force.
CREATE POLICY settle ON partners.policy FOR UPDATE USING (partners.is_officer() AND version IS NULL AND withdrawn_at IS NULL)
  WITH CHECK (partners.is_officer() AND CASE WHEN version IS NULL THEN withdrawn_at IS NOT NULL ELSE confirmed_by = platform.acting_person() AND confirmed_by <> proposed_by END);

ALTER TABLE partners.early_access
  ADD COLUMN sector text,
  ADD COLUMN policy_version integer NOT NULL DEFAULT 1 REFERENCES partners.policy (version),
  ADD COLUMN nominated_by_person text,
  ADD COLUMN view_given_by text,
  ADD COLUMN signatory_name text,
  ADD COLUMN signatory_title text,
  ADD COLUMN signed_by text,
  -- The terms let the partner run the model for small operators.
  ADD COLUMN brokering_granted boolean NOT NULL DEFAULT false;
ALTER TABLE partners.early_access ALTER COLUMN policy_version DROP DEFAULT;

-- Whether a release of this model was declared: from then on the developer's yes alone selects. Looks past row security
-- for one yes or no about a model whose record the caller has in hand.
CREATE FUNCTION partners.is_released(model text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.release r JOIN engagement.engagement e ON e.id = r.engagement_id WHERE e.model_id = is_released.model) $$;

-- Each vetting as it was made; between those who choose.
CREATE TABLE partners.vetting_record (
  id text PRIMARY KEY,
  early_access_id text NOT NULL REFERENCES partners.early_access (id),
  side text NOT NULL,
  person_id text NOT NULL,
  at timestamptz NOT NULL,
  policy_version integer NOT NULL REFERENCES partners.policy (version),
  answers jsonb NOT NULL,
  conflict jsonb NOT NULL
);
CREATE INDEX vetting_record_early_access ON partners.vetting_record (early_access_id, at);
GRANT SELECT, INSERT ON partners.vetting_record TO breakwater_app;
ALTER TABLE partners.vetting_record ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.vetting_record FOR SELECT USING (EXISTS (
  SELECT FROM partners.early_access e WHERE e.id = early_access_id AND (platform.acting_as_system() OR partners.chooses(e.developer_organisation_id, e.engagement_id))));
CREATE POLICY vet ON partners.vetting_record FOR INSERT WITH CHECK (person_id = platform.acting_person() AND EXISTS (
  SELECT FROM partners.early_access e WHERE e.id = early_access_id AND CASE side
    WHEN 'developer' THEN engagement.leads(e.developer_organisation_id)
    ELSE engagement.selects(e.developer_organisation_id, engagement.consent_of(e.engagement_id)) END));

-- Whether the acting person is the partner of this early access, and was told of it.
CREATE FUNCTION partners.is_partner_of(early_access text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM partners.early_access e WHERE e.id = is_partner_of.early_access AND partners.takes_part(e.partner_organisation_id) AND partners.is_told(e.state, e.sealed_terms)) $$;
CREATE FUNCTION partners.sees(early_access text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM partners.early_access e WHERE e.id = sees.early_access) $$;

-- The partner's word that the safeguards are in place, each time it was given.
CREATE TABLE partners.attestation (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  early_access_id text NOT NULL REFERENCES partners.early_access (id),
  attested_by text NOT NULL,
  attested_at timestamptz NOT NULL,
  holds_until timestamptz NOT NULL
);
CREATE INDEX attestation_early_access ON partners.attestation (early_access_id, sequence);
-- Given at the acceptance before this version, without an end.
INSERT INTO partners.attestation (early_access_id, attested_by, attested_at, holds_until)
  SELECT id, 'partner', terms_accepted_at, now() + interval '90 days' FROM partners.early_access WHERE terms_accepted_at IS NOT NULL;
GRANT SELECT, INSERT ON partners.attestation TO breakwater_app;
ALTER TABLE partners.attestation ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.attestation FOR SELECT USING (partners.sees(early_access_id));
CREATE POLICY attest ON partners.attestation FOR INSERT WITH CHECK (attested_by = platform.acting_person() AND partners.is_partner_of(early_access_id));

-- Scopes after the accepted one. The newest in force is the scope; one without an answer waits for the developer.
CREATE TABLE partners.scope_change (
  id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  early_access_id text NOT NULL REFERENCES partners.early_access (id),
  systems jsonb NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  -- 'waits', 'in-force' or 'declined'
  state text NOT NULL,
  settled_at timestamptz
);
CREATE INDEX scope_change_early_access ON partners.scope_change (early_access_id, sequence);
CREATE UNIQUE INDEX scope_change_one_waits ON partners.scope_change (early_access_id) WHERE state = 'waits';
GRANT SELECT, INSERT, UPDATE ON partners.scope_change TO breakwater_app;

CREATE FUNCTION partners.scope_of(early_access text) RETURNS jsonb LANGUAGE sql STABLE AS
$$ SELECT coalesce(
     (SELECT c.systems FROM partners.scope_change c WHERE c.early_access_id = scope_of.early_access AND c.state = 'in-force' ORDER BY c.settled_at DESC, c.sequence DESC LIMIT 1),
     (SELECT e.systems FROM partners.early_access e WHERE e.id = scope_of.early_access)) $$;

ALTER TABLE partners.scope_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.scope_change FOR SELECT USING (partners.sees(early_access_id));
-- Alone a partner only leaves systems out.
CREATE POLICY propose ON partners.scope_change FOR INSERT WITH CHECK (proposed_by = platform.acting_person() AND partners.is_partner_of(early_access_id)
  AND (state = 'waits' OR (state = 'in-force' AND partners.scope_of(early_access_id) @> systems)));
CREATE POLICY answer ON partners.scope_change FOR UPDATE
  USING (state = 'waits' AND EXISTS (SELECT FROM partners.early_access e WHERE e.id = early_access_id AND engagement.leads(e.developer_organisation_id)))
  WITH CHECK (state IN ('in-force', 'declined'));

-- Whether a partner takes up scans that small operators ask for, where its terms let it.
CREATE TABLE partners.brokering (
  early_access_id text PRIMARY KEY REFERENCES partners.early_access (id),
  offered boolean NOT NULL,
  changed_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON partners.brokering TO breakwater_app;
ALTER TABLE partners.brokering ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.brokering FOR SELECT USING (partners.sees(early_access_id));
CREATE POLICY offer ON partners.brokering FOR INSERT WITH CHECK (partners.is_partner_of(early_access_id));
CREATE POLICY change ON partners.brokering FOR UPDATE USING (partners.is_partner_of(early_access_id)) WITH CHECK (partners.is_partner_of(early_access_id));

-- A scan that the partner runs for an operator: it stands in the scope while it goes on, by its number alone, because whose
-- system it is concerns nobody but those two.
CREATE TABLE partners.brokered_scan (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scan_id text NOT NULL,
  early_access_id text NOT NULL REFERENCES partners.early_access (id),
  since timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE UNIQUE INDEX brokered_scan_one ON partners.brokered_scan (scan_id) WHERE ended_at IS NULL;
CREATE INDEX brokered_scan_early_access ON partners.brokered_scan (early_access_id, sequence);
GRANT SELECT, INSERT, UPDATE ON partners.brokered_scan TO breakwater_app;
ALTER TABLE partners.brokered_scan ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.brokered_scan FOR SELECT USING (partners.sees(early_access_id));
CREATE POLICY take ON partners.brokered_scan FOR INSERT WITH CHECK (partners.is_partner_of(early_access_id)
  AND EXISTS (SELECT FROM partners.early_access e WHERE e.id = early_access_id AND e.state = 'active' AND e.brokering_granted));
CREATE POLICY finish ON partners.brokered_scan FOR UPDATE USING (platform.acting_as_system() OR partners.is_partner_of(early_access_id)) WITH CHECK (ended_at IS NOT NULL);

-- Complaints about a selection or the criteria. Texts and addresses are sealed.
CREATE TABLE partners.complaint (
  id text PRIMARY KEY,
  about text NOT NULL,
  -- Null for whoever has no account.
  organisation_id text,
  sealed_text text NOT NULL,
  sealed_email text NOT NULL,
  -- Officers who do not handle it.
  complained_of text[] NOT NULL,
  state text NOT NULL,
  received_at timestamptz NOT NULL,
  answered_by text,
  sealed_answer text,
  answered_at timestamptz,
  closed_at timestamptz,
  owner_seal text
);
CREATE INDEX complaint_received ON partners.complaint (received_at);
GRANT SELECT, INSERT, UPDATE ON partners.complaint TO breakwater_app;
CREATE FUNCTION partners.handles(complained_of text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT partners.is_officer() AND NOT platform.acting_person() = ANY (complained_of) $$;
ALTER TABLE partners.complaint ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.complaint FOR SELECT USING (platform.acting_as_system() OR platform.acting_on(id) OR partners.handles(complained_of));
CREATE POLICY complain ON partners.complaint FOR INSERT WITH CHECK (state = 'received' AND answered_by IS NULL AND (organisation_id IS NULL OR organisation_id = platform.acting_organisation()));
CREATE POLICY handle ON partners.complaint FOR UPDATE USING (partners.handles(complained_of)) WITH CHECK (partners.handles(complained_of));
CREATE POLICY end_it ON partners.complaint FOR UPDATE USING (platform.acting_on(id)) WITH CHECK (platform.acting_on(id) AND state = 'closed');
