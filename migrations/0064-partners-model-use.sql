-- A secret of a partner's own program, for the model proxy and nothing else, and for one system of the scope (or one scan
-- that goes on). The secret itself is a link's (access).
CREATE TABLE partners.model_key (
  id text PRIMARY KEY,
  early_access_id text NOT NULL REFERENCES partners.early_access (id),
  person_id text NOT NULL,
  system text NOT NULL,
  name text NOT NULL,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK (expires_at <= made_at + interval '12 hours')
);
CREATE INDEX model_key_of ON partners.model_key (early_access_id, person_id, made_at DESC);

-- Each call that reached for the model, from a page or a program, written before the model is asked.
CREATE TABLE partners.model_call (
  id text PRIMARY KEY,
  early_access_id text NOT NULL REFERENCES partners.early_access (id),
  person_id text NOT NULL,
  key_id text REFERENCES partners.model_key (id),
  system text NOT NULL,
  tools text[] NOT NULL,
  asked_at timestamptz NOT NULL,
  question_bytes bigint NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('under-way', 'answered', 'failed', 'cut-off')),
  ended_at timestamptz,
  answer_bytes bigint
);
CREATE INDEX model_call_early_access ON partners.model_call (early_access_id, asked_at DESC);

GRANT SELECT, INSERT, UPDATE ON partners.model_key, partners.model_call TO breakwater_app;

-- Whether the acting person may use the model under this early access, as far as its state goes; its very second is the
-- policies' to judge. And whether the model is the acting person's own laboratory's.
CREATE FUNCTION partners.uses(early_access text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM partners.early_access e WHERE e.id = uses.early_access AND e.state = 'active' AND partners.takes_part(e.partner_organisation_id)) $$;
CREATE FUNCTION partners.gave(early_access text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM partners.early_access e WHERE e.id = gave.early_access AND engagement.owns(e.developer_organisation_id)) $$;

ALTER TABLE partners.model_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.model_key FOR SELECT USING (platform.acting_as_system() OR person_id = platform.acting_person());
CREATE POLICY make ON partners.model_key FOR INSERT WITH CHECK (person_id = platform.acting_person() AND partners.uses(early_access_id));
CREATE POLICY end_it ON partners.model_key FOR UPDATE USING (person_id = platform.acting_person()) WITH CHECK (person_id = platform.acting_person() AND ended_at IS NOT NULL);

ALTER TABLE partners.model_call ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.model_call FOR SELECT USING (platform.acting_as_system() OR person_id = platform.acting_person() OR partners.gave(early_access_id));
CREATE POLICY begin ON partners.model_call FOR INSERT WITH CHECK (person_id = platform.acting_person() AND partners.uses(early_access_id) AND outcome = 'under-way');
CREATE POLICY finish ON partners.model_call FOR UPDATE USING (person_id = platform.acting_person() AND outcome = 'under-way') WITH CHECK (person_id = platform.acting_person());
