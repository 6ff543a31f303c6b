-- Second line: what the policies in rooms/access/policies/findings.cedar let a person see and do, once more by the
-- database. The functions answer for whoever acts.

-- Roles before which the wall stands (INV-13) or that have nothing anywhere (INV-9), whatever else is held.
CREATE FUNCTION findings.is_barred() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('benchmark-analyst', 'nsa-director', 'consultee', 'procurement', 'export-control', 'enforcement') $$;

CREATE FUNCTION findings.in_clearinghouse() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('validator', 'clearinghouse-analyst', 'clearinghouse-director') AND NOT findings.is_barred() $$;

-- Whether this is the acting person's own organisation, and theirs to submit for.
CREATE FUNCTION findings.owns(organisation text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT organisation = platform.acting_organisation()
     AND platform.acting_in('finder', 'developer-release-lead', 'developer-security-lead', 'partner-security-lead') AND NOT findings.is_barred() $$;

-- That it is there and where it stands: its finder, the clearinghouse, and the maintainer by the link to its case.
ALTER TABLE findings.finding ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.finding FOR SELECT
  USING (platform.acting_as_system() OR findings.in_clearinghouse() OR findings.owns(organisation_id) OR platform.acting_on(case_id));
CREATE POLICY submit ON findings.finding FOR INSERT
  WITH CHECK (findings.owns(organisation_id) AND person_id = platform.acting_person() AND state = 'submitted');

-- Nobody lists claims (INV-15): each organisation sees its own, the house compares.
ALTER TABLE findings.claim ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.claim FOR SELECT USING (platform.acting_as_system() OR findings.owns(organisation_id));
CREATE POLICY make ON findings.claim FOR INSERT WITH CHECK (findings.owns(organisation_id) AND person_id = platform.acting_person());
CREATE POLICY renew ON findings.claim FOR UPDATE USING (findings.owns(organisation_id));

ALTER TABLE findings.claim_attempt ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.claim_attempt FOR SELECT USING (platform.acting_as_system() OR findings.owns(organisation_id));
CREATE POLICY count ON findings.claim_attempt FOR INSERT WITH CHECK (platform.acting_as_system() OR findings.owns(organisation_id));

ALTER TABLE findings.contact_exchange ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.contact_exchange FOR SELECT USING (platform.acting_as_system() OR findings.owns(organisation_id));
CREATE POLICY meet ON findings.contact_exchange FOR INSERT WITH CHECK (findings.owns(organisation_id) AND person_id = platform.acting_person());

-- An owner's wish holds for whoever names the target; it is kept under a keyed hash of it, so that nobody can look for it.
ALTER TABLE findings.opt_out ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON findings.opt_out FOR SELECT USING (true);
CREATE POLICY record ON findings.opt_out FOR INSERT
  WITH CHECK (platform.acting_in('clearinghouse-analyst') AND NOT findings.is_barred() AND recorded_by = platform.acting_person());
