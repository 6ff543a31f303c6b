CREATE SCHEMA partners;
GRANT USAGE ON SCHEMA partners TO breakwater_app;

-- One row per model and partner. The terms are sealed; their digest is what was accepted.
CREATE TABLE partners.early_access (
  id text PRIMARY KEY,
  engagement_id text NOT NULL,
  model_id text NOT NULL,
  developer_organisation_id text NOT NULL,
  partner_organisation_id text NOT NULL,
  state text NOT NULL,
  nominated_by text NOT NULL,
  nomination_reason text NOT NULL,
  nominated_at timestamptz NOT NULL,
  vetting jsonb NOT NULL DEFAULT '[]',
  developer_answer text,
  government_view text,
  objection_reason text,
  view_lapses_at timestamptz NOT NULL,
  sealed_terms text,
  terms_digest text,
  terms_accepted_at timestamptz,
  systems jsonb NOT NULL DEFAULT '[]',
  ready_at timestamptz,
  active_at timestamptz,
  ends_at timestamptz
);
CREATE UNIQUE INDEX early_access_one_live ON partners.early_access (model_id, partner_organisation_id) WHERE state NOT IN ('ended', 'declined', 'revoked');
CREATE INDEX early_access_engagement ON partners.early_access (engagement_id, nominated_at);
CREATE INDEX early_access_partner ON partners.early_access (partner_organisation_id, nominated_at);

CREATE TABLE partners.history (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  early_access_id text NOT NULL REFERENCES partners.early_access (id),
  state text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX history_early_access ON partners.history (early_access_id, sequence);

GRANT SELECT, INSERT ON partners.history TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON partners.early_access TO breakwater_app;
