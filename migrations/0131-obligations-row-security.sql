-- Second line: evidence is public, and added by the officials that the policies name, each in their own name.
ALTER TABLE obligations.evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON obligations.evidence FOR SELECT USING (true);
CREATE POLICY record ON obligations.evidence FOR INSERT WITH CHECK (
  platform.acting_in('clearinghouse-director', 'directive-officer', 'omb-opm-officer') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement')
  AND recorded_by = platform.acting_person()
);
