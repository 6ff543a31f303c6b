-- Operators are told by the room of distribution of what is on their own lists; the list of all pre-notices is for those who
-- hand out patches and for those who issue them.
DROP POLICY visible ON publication.pre_notice;
CREATE POLICY visible ON publication.pre_notice FOR SELECT USING (platform.acting_as_system()
  OR (platform.acting_in('patch-distributor', 'clearinghouse-analyst') AND NOT findings.is_barred()));
