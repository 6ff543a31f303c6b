-- Second line: what the policies in rooms/access/policies/remediation.cedar let a person see and do, once more by the
-- database. A patch shows the weakness, so it is its finding's body.

-- Whether whoever acts is assigned to the case, as either, or is its maintainer by the link, or the house itself.
CREATE FUNCTION remediation.works_on(one_case text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_as_system() OR platform.acting_on(one_case)
     OR findings.assigned(coordination.finding_of(one_case), 'validator') OR findings.assigned(coordination.finding_of(one_case), 'analyst') $$;

ALTER TABLE remediation.patch ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON remediation.patch FOR SELECT USING (remediation.works_on(case_id) OR findings.found(coordination.finding_of(case_id)));
-- Each proposes in their own name; the maintainer also takes what came with the report.
CREATE POLICY propose ON remediation.patch FOR INSERT WITH CHECK (state = 'proposed' AND CASE
  WHEN platform.acting_on(case_id) THEN author_party IN ('maintainer', 'finder')
  WHEN author_party = 'finder' THEN author_person_id = platform.acting_person() AND author_organisation_id = platform.acting_organisation() AND findings.found(coordination.finding_of(case_id))
  WHEN author_party = 'coordinator' THEN author_person_id = platform.acting_person() AND findings.assigned(coordination.finding_of(case_id), 'analyst')
  ELSE false END);
CREATE POLICY move ON remediation.patch FOR UPDATE USING (remediation.works_on(case_id));
-- What no run could judge is tried again by whoever sends it again.
CREATE POLICY try_again ON remediation.patch FOR UPDATE USING (state = 'failed' AND findings.found(coordination.finding_of(case_id))) WITH CHECK (state = 'proposed');

ALTER TABLE remediation.verification ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON remediation.verification FOR SELECT USING (EXISTS (SELECT FROM remediation.patch p WHERE p.id = patch_id));
CREATE POLICY record ON remediation.verification FOR INSERT WITH CHECK (platform.acting_as_system());
