CREATE SCHEMA scanning;
GRANT USAGE ON SCHEMA scanning TO breakwater_app;

-- Claims, attempts, exchanges and opt-outs move to a room of their own.
ALTER TABLE findings.claim SET SCHEMA scanning;
ALTER TABLE findings.claim_attempt SET SCHEMA scanning;
ALTER TABLE findings.contact_exchange SET SCHEMA scanning;
ALTER TABLE findings.opt_out SET SCHEMA scanning;
-- A seal names the table that its row stands in, so these are sealed anew under their new name, once, at the next start.
UPDATE scanning.claim SET owner_seal = NULL;

-- Roles before which the wall stands (INV-13) or that have nothing anywhere (INV-9), whatever else is held.
CREATE FUNCTION scanning.is_barred() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('benchmark-analyst', 'nsa-director', 'consultee', 'procurement', 'export-control', 'enforcement') $$;

-- Whether this is the acting person's own organisation, and theirs to scan for.
CREATE FUNCTION scanning.owns(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT organisation = platform.acting_organisation()
     AND platform.acting_in('finder', 'developer-release-lead', 'developer-security-lead', 'partner-security-lead') AND NOT scanning.is_barred() $$;

-- Nobody lists claims (INV-15): each organisation sees its own, the house compares.
ALTER POLICY visible ON scanning.claim USING (platform.acting_as_system() OR scanning.owns(organisation_id));
ALTER POLICY make ON scanning.claim WITH CHECK (scanning.owns(organisation_id) AND person_id = platform.acting_person());
ALTER POLICY renew ON scanning.claim USING (platform.acting_as_system() OR scanning.owns(organisation_id));
ALTER POLICY visible ON scanning.claim_attempt USING (platform.acting_as_system() OR scanning.owns(organisation_id));
ALTER POLICY count ON scanning.claim_attempt WITH CHECK (platform.acting_as_system() OR scanning.owns(organisation_id));
ALTER POLICY visible ON scanning.contact_exchange USING (platform.acting_as_system() OR scanning.owns(organisation_id));
ALTER POLICY meet ON scanning.contact_exchange WITH CHECK (scanning.owns(organisation_id) AND person_id = platform.acting_person());
ALTER POLICY record ON scanning.opt_out
  WITH CHECK (platform.acting_as_system() OR (platform.acting_in('clearinghouse-analyst') AND NOT scanning.is_barred() AND recorded_by = platform.acting_person()));

-- A machine of states instead of one end; an expired claim is known by its time alone.
ALTER TABLE scanning.claim RENAME COLUMN released_at TO ended_at;
ALTER TABLE scanning.claim ADD COLUMN state text NOT NULL DEFAULT 'claimed' CHECK (state IN ('claimed', 'active', 'renewed', 'completed', 'released'));
UPDATE scanning.claim SET state = 'released' WHERE ended_at IS NOT NULL;
ALTER TABLE scanning.claim ADD CHECK ((ended_at IS NULL) = (state IN ('claimed', 'active', 'renewed')));

-- What was met counts once an hour, however often it is met: asking again tells nothing new.
ALTER TABLE scanning.claim_attempt ADD COLUMN met_key text;

-- Who joins the clearinghouse signs; who leaves says nothing. A row ends, and a new consent is a new row.
CREATE TABLE scanning.membership (
  id text PRIMARY KEY,
  organisation_id text NOT NULL,
  person_id text NOT NULL,
  terms_version text NOT NULL,
  terms_digest text NOT NULL,
  sealed_signatory text NOT NULL,
  purposes text[] NOT NULL,
  joined_at timestamptz NOT NULL,
  left_at timestamptz,
  owner_seal text
);
CREATE UNIQUE INDEX membership_live ON scanning.membership (organisation_id) WHERE left_at IS NULL;

-- What a campaign is called is sealed, as it may name what is looked at.
CREATE TABLE scanning.campaign (
  id text PRIMARY KEY,
  sealed_title text NOT NULL,
  opened_by text NOT NULL,
  opened_at timestamptz NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  budget_tokens bigint NOT NULL CHECK (budget_tokens >= 0),
  budget_usd_cents bigint NOT NULL CHECK (budget_usd_cents >= 0),
  budget_sandbox_minutes bigint NOT NULL CHECK (budget_sandbox_minutes >= 0),
  -- Known to whoever is invited, before the targets are.
  target_count integer NOT NULL,
  ended_at timestamptz
);

-- The target and why it may be scanned; nothing here is looked for by its name.
CREATE TABLE scanning.campaign_target (
  id text PRIMARY KEY,
  campaign_id text NOT NULL REFERENCES scanning.campaign (id),
  place integer NOT NULL,
  authorisation text NOT NULL CHECK (authorisation IN ('owner', 'open-source', 'own-system')),
  sealed text NOT NULL,
  UNIQUE (campaign_id, place)
);
ALTER TABLE scanning.claim ADD COLUMN campaign_target_id text REFERENCES scanning.campaign_target (id);
CREATE INDEX claim_campaign_target ON scanning.claim (campaign_target_id) WHERE campaign_target_id IS NOT NULL;

CREATE TABLE scanning.campaign_member (
  id text PRIMARY KEY,
  campaign_id text NOT NULL REFERENCES scanning.campaign (id),
  organisation_id text NOT NULL,
  invited_by text NOT NULL,
  invited_at timestamptz NOT NULL,
  answer text NOT NULL DEFAULT 'invited' CHECK (answer IN ('invited', 'accepted', 'declined', 'left')),
  answered_at timestamptz,
  owner_seal text,
  UNIQUE (campaign_id, organisation_id)
);
CREATE INDEX campaign_member_organisation ON scanning.campaign_member (organisation_id);

-- Only ever added to: what was spent stays spent.
CREATE TABLE scanning.spending (
  id text PRIMARY KEY,
  campaign_id text NOT NULL REFERENCES scanning.campaign (id),
  claim_id text NOT NULL REFERENCES scanning.claim (id),
  person_id text NOT NULL,
  tokens bigint NOT NULL CHECK (tokens >= 0),
  usd_cents bigint NOT NULL CHECK (usd_cents >= 0),
  sandbox_minutes bigint NOT NULL CHECK (sandbox_minutes >= 0),
  at timestamptz NOT NULL
);
CREATE INDEX spending_campaign ON scanning.spending (campaign_id);

GRANT SELECT, INSERT, UPDATE ON scanning.membership, scanning.campaign, scanning.campaign_member TO breakwater_app;
GRANT SELECT, INSERT ON scanning.campaign_target, scanning.spending TO breakwater_app;

CREATE FUNCTION scanning.in_clearinghouse() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('clearinghouse-analyst', 'clearinghouse-director') AND NOT scanning.is_barred() $$;

-- Whether this is the acting person's own organisation, and theirs to bind and to unbind.
CREATE FUNCTION scanning.speaks_for(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT scanning.owns(organisation) OR (organisation = platform.acting_organisation() AND platform.acting_in('operator', 'organisation-manager') AND NOT scanning.is_barred()) $$;

-- Whether the acting person's organisation is a member now, and was invited, or accepted.
CREATE FUNCTION scanning.invited(campaign text, answers text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT EXISTS (SELECT FROM scanning.campaign_member m JOIN scanning.membership s ON s.organisation_id = m.organisation_id AND s.left_at IS NULL
     WHERE m.campaign_id = campaign AND m.answer = ANY (answers) AND scanning.owns(m.organisation_id)) $$;

ALTER TABLE scanning.membership ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON scanning.membership FOR SELECT USING (platform.acting_as_system() OR scanning.in_clearinghouse() OR scanning.speaks_for(organisation_id));
CREATE POLICY consent ON scanning.membership FOR INSERT WITH CHECK (scanning.speaks_for(organisation_id) AND person_id = platform.acting_person() AND left_at IS NULL);
CREATE POLICY leave ON scanning.membership FOR UPDATE USING (scanning.speaks_for(organisation_id) AND left_at IS NULL) WITH CHECK (scanning.speaks_for(organisation_id) AND left_at IS NOT NULL);

ALTER TABLE scanning.campaign ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON scanning.campaign FOR SELECT USING (platform.acting_as_system() OR scanning.in_clearinghouse() OR scanning.invited(id, '{invited,accepted,declined,left}'));
CREATE POLICY open ON scanning.campaign FOR INSERT WITH CHECK (scanning.in_clearinghouse() AND opened_by = platform.acting_person());
CREATE POLICY finish ON scanning.campaign FOR UPDATE USING (scanning.in_clearinghouse());

ALTER TABLE scanning.campaign_target ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON scanning.campaign_target FOR SELECT USING (platform.acting_as_system() OR scanning.in_clearinghouse() OR scanning.invited(campaign_id, '{accepted}'));
CREATE POLICY name ON scanning.campaign_target FOR INSERT WITH CHECK (scanning.in_clearinghouse());

ALTER TABLE scanning.campaign_member ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON scanning.campaign_member FOR SELECT USING (platform.acting_as_system() OR scanning.in_clearinghouse() OR scanning.speaks_for(organisation_id));
CREATE POLICY invite ON scanning.campaign_member FOR INSERT WITH CHECK (scanning.in_clearinghouse() AND invited_by = platform.acting_person() AND answer = 'invited');
CREATE POLICY answer ON scanning.campaign_member FOR UPDATE USING (scanning.speaks_for(organisation_id));

-- Each member reports and sees its own; the sum is told by the house.
ALTER TABLE scanning.spending ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON scanning.spending FOR SELECT
  USING (platform.acting_as_system() OR scanning.in_clearinghouse() OR EXISTS (SELECT FROM scanning.claim c WHERE c.id = claim_id AND scanning.owns(c.organisation_id)));
CREATE POLICY report ON scanning.spending FOR INSERT
  WITH CHECK (person_id = platform.acting_person() AND EXISTS (SELECT FROM scanning.claim c WHERE c.id = claim_id AND scanning.owns(c.organisation_id)));

-- What other clearinghouses may test a target against; wishes from before have none, as what they name cannot be read back.
ALTER TABLE scanning.opt_out ADD COLUMN exchange_digest text;

CREATE TABLE scanning.disclosure_route (
  id text PRIMARY KEY,
  repository text NOT NULL,
  target_digest text NOT NULL,
  route text NOT NULL,
  address text NOT NULL,
  recorded_by text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX disclosure_route_repository ON scanning.disclosure_route (repository, at DESC);

CREATE TABLE scanning.held_fix (
  id text PRIMARY KEY,
  patch_digest text NOT NULL UNIQUE,
  repository text NOT NULL,
  fixed_version text NOT NULL,
  held_at timestamptz NOT NULL,
  at timestamptz NOT NULL,
  withdrawn_at timestamptz
);

CREATE TABLE scanning.peer (
  id text PRIMARY KEY,
  name text NOT NULL,
  url text NOT NULL,
  public_key text NOT NULL,
  sealed_token text,
  added_by text NOT NULL,
  added_at timestamptz NOT NULL,
  ended_at timestamptz,
  pulled_at timestamptz,
  problem text
);

-- A copy of what a peer holds now: replaced as a whole.
CREATE TABLE scanning.peer_opt_out (
  peer_id text NOT NULL REFERENCES scanning.peer (id),
  digest text NOT NULL,
  salt text NOT NULL,
  PRIMARY KEY (peer_id, digest)
);

GRANT SELECT, INSERT ON scanning.disclosure_route TO breakwater_app;
GRANT SELECT, INSERT, UPDATE ON scanning.held_fix, scanning.peer TO breakwater_app;
GRANT SELECT, INSERT, DELETE ON scanning.peer_opt_out TO breakwater_app;

ALTER TABLE scanning.disclosure_route ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON scanning.disclosure_route FOR SELECT USING (true);
CREATE POLICY record ON scanning.disclosure_route FOR INSERT
  WITH CHECK (platform.acting_as_system() OR (platform.acting_in('clearinghouse-analyst') AND NOT scanning.is_barred() AND recorded_by = platform.acting_person()));

ALTER TABLE scanning.held_fix ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON scanning.held_fix FOR SELECT USING (true);
CREATE POLICY record ON scanning.held_fix FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY withdraw ON scanning.held_fix FOR UPDATE USING (platform.acting_as_system());

ALTER TABLE scanning.peer ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON scanning.peer FOR SELECT USING (platform.acting_as_system() OR scanning.in_clearinghouse());
CREATE POLICY pin ON scanning.peer FOR INSERT WITH CHECK (platform.acting_in('clearinghouse-director') AND NOT scanning.is_barred() AND added_by = platform.acting_person());
CREATE POLICY keep ON scanning.peer FOR UPDATE USING (platform.acting_as_system() OR scanning.in_clearinghouse());

ALTER TABLE scanning.peer_opt_out ENABLE ROW LEVEL SECURITY;
CREATE POLICY house ON scanning.peer_opt_out USING (platform.acting_as_system());
