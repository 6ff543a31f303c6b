-- An agency asks a developer whether it would take part. Every row is gone after its time, whatever became of it; that
-- nobody took it up leaves no trace.
CREATE TABLE engagement.invitation (
  id text PRIMARY KEY,
  agency_organisation_id text NOT NULL,
  developer_organisation_id text NOT NULL,
  criteria_version integer NOT NULL,
  sent_by text NOT NULL,
  sent_at timestamptz NOT NULL,
  forget_at timestamptz NOT NULL,
  -- Opens the hash that the ledger holds; what it hides is lost with this row.
  salt text NOT NULL,
  commitment text NOT NULL,
  owner_seal text,
  CHECK (forget_at <= sent_at + interval '30 days')
);
-- One at a time, so that nobody is pressed by repetition; the next when this one is forgotten.
CREATE UNIQUE INDEX invitation_one ON engagement.invitation (agency_organisation_id, developer_organisation_id);

-- The developer does not want to see it any more: a row of its own, which the agency's side never sees.
CREATE TABLE engagement.invitation_set_aside (
  invitation_id text PRIMARY KEY REFERENCES engagement.invitation (id),
  set_aside_at timestamptz NOT NULL
);

-- What a developer took up is part of its engagement, and stays.
CREATE TABLE engagement.engagement_invitation (
  id text PRIMARY KEY,
  engagement_id text NOT NULL REFERENCES engagement.engagement (id),
  agency_organisation_id text NOT NULL,
  developer_organisation_id text NOT NULL,
  criteria_version integer NOT NULL,
  invited_at timestamptz NOT NULL,
  taken_up_at timestamptz NOT NULL,
  salt text NOT NULL,
  commitment text NOT NULL,
  owner_seal text,
  UNIQUE (engagement_id, agency_organisation_id)
);

CREATE FUNCTION engagement.invites_for(agency text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT agency = platform.acting_organisation() AND platform.acting_in('partner-selection-officer') AND NOT engagement.is_barred() $$;

CREATE FUNCTION engagement.is_invited(invitation text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT EXISTS (SELECT FROM engagement.invitation i WHERE i.id = is_invited.invitation AND engagement.leads(i.developer_organisation_id)) $$;

ALTER TABLE engagement.invitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.invitation FOR SELECT USING (platform.acting_as_system() OR engagement.invites_for(agency_organisation_id) OR engagement.leads(developer_organisation_id));
CREATE POLICY send ON engagement.invitation FOR INSERT WITH CHECK (engagement.invites_for(agency_organisation_id) AND sent_by = platform.acting_person());

ALTER TABLE engagement.invitation_set_aside ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.invitation_set_aside FOR SELECT USING (platform.acting_as_system() OR engagement.is_invited(invitation_id));
CREATE POLICY set_aside ON engagement.invitation_set_aside FOR INSERT WITH CHECK (engagement.is_invited(invitation_id));

ALTER TABLE engagement.engagement_invitation ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON engagement.engagement_invitation FOR SELECT USING (platform.acting_as_system() OR engagement.is_own(engagement_id) OR engagement.invites_for(agency_organisation_id));
CREATE POLICY take_up ON engagement.engagement_invitation FOR INSERT WITH CHECK (engagement.is_own(engagement_id) AND engagement.leads(developer_organisation_id));

-- The application may delete none by itself; time does, by this, which is asked with the application's clock.
CREATE FUNCTION engagement.forget_invitations(at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM engagement.invitation_set_aside s USING engagement.invitation i WHERE i.id = s.invitation_id AND i.forget_at <= at;
  DELETE FROM engagement.invitation WHERE forget_at <= at;
END $$;

GRANT SELECT, INSERT ON engagement.invitation, engagement.invitation_set_aside, engagement.engagement_invitation TO breakwater_app;
