-- Second line: an entry is read by the organisations that may hold a receipt for it, by oversight, which verifies the
-- whole, and by the house, which takes it into the log. Leaves, nodes and checkpoints are positions and hashes of which
-- the public verifies the log.
ALTER TABLE audit.entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON audit.entry FOR SELECT USING (
  platform.acting_as_system()
  OR (platform.acting_in('oversight') AND NOT platform.acting_in('procurement', 'export-control', 'enforcement'))
  OR platform.acting_organisation() = ANY (visible_to)
);
-- Every act writes its entry, the holder's of a mailed link and a stranger's sign-in too.
CREATE POLICY append ON audit.entry FOR INSERT WITH CHECK (true);
