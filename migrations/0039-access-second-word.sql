-- What waits for a second person: an organisation's sign-in too, and a model that is lent with fewer safeguards or whole.
ALTER TABLE access.proposal DROP CONSTRAINT proposal_kind_check;
ALTER TABLE access.proposal ADD CONSTRAINT proposal_kind_check
  CHECK (kind IN ('invite', 'change-roles', 'register-provider', 'remove-provider', 'change-sign-in', 'recover', 'rotate-key', 'lend-model'));
ALTER TABLE access.confirmation DROP CONSTRAINT confirmation_standing_check;
ALTER TABLE access.confirmation ADD CONSTRAINT confirmation_standing_check CHECK (standing IN ('manager', 'administrator', 'lead'));

-- What a developer lends is its own leads' to see and to confirm, and neither its managers' nor an administrator's.
DROP POLICY managers ON access.proposal;
CREATE POLICY managers ON access.proposal USING (
  platform.acting_as_system() OR (kind <> 'lend-model' AND (platform.acting_in('administrator') OR (organisation_id = platform.acting_organisation() AND platform.acting_in('organisation-manager'))))
);
CREATE POLICY leads ON access.proposal USING (
  kind = 'lend-model' AND organisation_id = platform.acting_organisation() AND platform.acting_in('developer-release-lead', 'developer-security-lead')
);

-- A program asks its person for a fresh proof: of one session, for one request, once.
CREATE TABLE access.proof_request (
  id text PRIMARY KEY,
  person_id text NOT NULL REFERENCES access.person (id),
  session_id text NOT NULL,
  code_hash text NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  subject text,
  agent text,
  asked_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- A mark under a key outside of the database over all that was confirmed: nobody confirms by writing here.
  confirmation text,
  refused_at timestamptz,
  used_at timestamptz
);
CREATE INDEX proof_request_person ON access.proof_request (person_id, asked_at DESC);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.proof_request TO breakwater_app;
ALTER TABLE access.proof_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON access.proof_request USING (platform.acting_as_system() OR person_id = platform.acting_person());

-- Whose a leaked copy is: its recipient's organisation, and whoever's record the recipient was noted to read.
CREATE FUNCTION access.owners_of_export(export text) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT ARRAY(SELECT DISTINCT r.owner_organisation_id FROM access.export_record e JOIN access.read_record r
     ON r.person_id = e.person_id AND r.at <= e.at AND r.subject = ANY (string_to_array(e.path, '/')) WHERE e.id = export) $$;
