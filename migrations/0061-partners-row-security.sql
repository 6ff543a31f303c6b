-- Second line: what the policies in rooms/access/policies/partners.cedar let a person see and do, once more by the
-- database.

-- Whether the acting person stands on one of the two sides that choose: the developer's, or the government's.
CREATE FUNCTION partners.chooses(developer text, engagement text) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT engagement.owns(developer) OR engagement.selects(developer, engagement.consent_of(engagement)) $$;

-- Before terms were sent a partner knows of nothing; what ended earlier was never theirs to see.
CREATE FUNCTION partners.is_told(state text, sealed_terms text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT sealed_terms IS NOT NULL AND state NOT IN ('nominated', 'vetting', 'deciding', 'selected', 'declined') $$;

CREATE FUNCTION partners.takes_part(partner text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT partner = platform.acting_organisation() AND platform.acting_in('partner-security-lead') AND NOT engagement.is_barred() $$;

ALTER TABLE partners.early_access ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.early_access FOR SELECT USING (
  platform.acting_as_system() OR partners.chooses(developer_organisation_id, engagement_id)
  OR (partners.takes_part(partner_organisation_id) AND partners.is_told(state, sealed_terms))
);
CREATE POLICY nominate ON partners.early_access FOR INSERT WITH CHECK (state = 'nominated' AND CASE nominated_by
  WHEN 'developer' THEN engagement.leads(developer_organisation_id) AND engagement.is_own(engagement_id)
  ELSE engagement.selects(developer_organisation_id, engagement.consent_of(engagement_id)) END);
CREATE POLICY move ON partners.early_access FOR UPDATE USING (platform.acting_as_system() OR engagement.owns(developer_organisation_id));
-- Government's word ends where the two keys are turned.
CREATE POLICY advise ON partners.early_access FOR UPDATE
  USING (engagement.selects(developer_organisation_id, engagement.consent_of(engagement_id)))
  WITH CHECK (engagement.selects(developer_organisation_id, engagement.consent_of(engagement_id)) AND state IN ('nominated', 'vetting', 'deciding', 'selected'));
CREATE POLICY take_part ON partners.early_access FOR UPDATE
  USING (partners.takes_part(partner_organisation_id) AND partners.is_told(state, sealed_terms))
  WITH CHECK (partners.takes_part(partner_organisation_id) AND state IN ('terms-accepted', 'ready', 'ended'));

-- What was before the terms is between those who chose. Nothing is written that is not so.
ALTER TABLE partners.history ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON partners.history FOR SELECT USING (EXISTS (
  SELECT FROM partners.early_access e WHERE e.id = early_access_id AND (
    platform.acting_as_system() OR partners.chooses(e.developer_organisation_id, e.engagement_id) OR history.state NOT IN ('nominated', 'vetting', 'deciding', 'selected', 'declined')
  )
));
CREATE POLICY move ON partners.history FOR INSERT WITH CHECK (EXISTS (SELECT FROM partners.early_access e WHERE e.id = early_access_id AND e.state = history.state));
