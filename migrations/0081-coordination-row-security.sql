-- Second line: what the policies in rooms/access/policies/coordination.cedar let a person see and do, once more by the
-- database. A mailed link acts on one case and shows no other.

-- The case's finding; for rooms above, which know the case alone.
CREATE FUNCTION coordination.finding_of(one_case text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT c.finding_id FROM coordination.case_file c WHERE c.id = one_case $$;

-- Whether whoever acts moves this case: its analysts, the maintainer by the link, the house itself.
CREATE FUNCTION coordination.moves(one_case text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_as_system() OR platform.acting_on(one_case) OR findings.assigned(coordination.finding_of(one_case), 'analyst') $$;

-- That it is there and how it stands: the clearinghouse, whoever found it, and the maintainer by the link.
ALTER TABLE coordination.case_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.case_file FOR SELECT
  USING (platform.acting_as_system() OR findings.in_clearinghouse() OR platform.acting_on(id) OR findings.found(finding_id));
CREATE POLICY open ON coordination.case_file FOR INSERT WITH CHECK (platform.acting_as_system());
CREATE POLICY move ON coordination.case_file FOR UPDATE
  USING (platform.acting_as_system() OR platform.acting_on(id) OR findings.assigned(finding_id, 'analyst'));

ALTER TABLE coordination.embargo ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.embargo FOR SELECT USING (EXISTS (SELECT FROM coordination.case_file c WHERE c.id = case_id));
CREATE POLICY propose ON coordination.embargo FOR INSERT WITH CHECK (coordination.moves(case_id));
CREATE POLICY decide ON coordination.embargo FOR UPDATE USING (coordination.moves(case_id));

-- What maintainer and coordinator write to each other is between them, and each speaks for themselves.
ALTER TABLE coordination.message ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.message FOR SELECT USING (coordination.moves(case_id));
CREATE POLICY write ON coordination.message FOR INSERT WITH CHECK (CASE from_party
  WHEN 'coordinator' THEN findings.assigned(coordination.finding_of(case_id), 'analyst')
  ELSE platform.acting_as_system() OR platform.acting_on(case_id) END);

ALTER TABLE coordination.project ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.project FOR SELECT
  USING (platform.acting_as_system() OR findings.in_clearinghouse() OR EXISTS (SELECT FROM coordination.case_file c WHERE c.project_id = project.id AND platform.acting_on(c.id)));
CREATE POLICY open ON coordination.project FOR INSERT
  WITH CHECK (findings.in_clearinghouse() AND platform.acting_in('clearinghouse-analyst') AND created_by = platform.acting_person());
