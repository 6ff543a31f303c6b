-- Advisories and their files are public documents: anybody reads them, also without an account. Who writes them is as
-- narrow as elsewhere: the analysts of the case, any analyst for an id that a CNA gave, and the house for a recall.
CREATE FUNCTION publication.is_analyst() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT findings.in_clearinghouse() AND platform.acting_in('clearinghouse-analyst') $$;

ALTER TABLE publication.advisory ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON publication.advisory FOR SELECT USING (true);
CREATE POLICY publish ON publication.advisory FOR INSERT WITH CHECK (platform.acting_as_system() OR findings.assigned(coordination.finding_of(case_id), 'analyst'));
CREATE POLICY revise ON publication.advisory FOR UPDATE USING (platform.acting_as_system() OR publication.is_analyst());

ALTER TABLE publication.file ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON publication.file FOR SELECT USING (true);
CREATE POLICY write ON publication.file FOR INSERT WITH CHECK (platform.acting_as_system() OR publication.is_analyst());

ALTER TABLE publication.numbering ENABLE ROW LEVEL SECURITY;
CREATE POLICY number ON publication.numbering USING (platform.acting_as_system() OR publication.is_analyst());

-- Whom an update is announced to before its reason is public; the names of product and version are all there is.
ALTER TABLE publication.pre_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON publication.pre_notice FOR SELECT USING (platform.acting_as_system()
  OR (platform.acting_in('operator', 'operator-delegate', 'state-local-authority', 'patch-distributor', 'clearinghouse-analyst') AND NOT findings.is_barred()));
CREATE POLICY issue ON publication.pre_notice FOR INSERT WITH CHECK (findings.assigned(coordination.finding_of(case_id), 'analyst'));
CREATE POLICY take_back ON publication.pre_notice FOR DELETE USING (platform.acting_as_system());
