-- Which programme or way into service goes by which name now, so that no two go by one, also when they are recorded at once.
CREATE TABLE obligations.tracker_name (
  tracked_id text PRIMARY KEY,
  tracker text NOT NULL CHECK (tracker IN ('grant', 'pathway')),
  -- In lower case: two names that differ in that alone are one.
  name text NOT NULL CHECK (name = lower(name)),
  UNIQUE (tracker, name)
);

-- What stands is the latest entry of each.
INSERT INTO obligations.tracker_name (tracked_id, tracker, name)
SELECT programme_id, 'grant', lower(name) FROM (SELECT DISTINCT ON (programme_id) programme_id, name, recorded_at FROM obligations.grant_entry ORDER BY programme_id, recorded_at DESC, id DESC) AS standing
ORDER BY recorded_at, programme_id ON CONFLICT DO NOTHING;
INSERT INTO obligations.tracker_name (tracked_id, tracker, name)
SELECT pathway_id, 'pathway', lower(name) FROM (SELECT DISTINCT ON (pathway_id) pathway_id, name, recorded_at FROM obligations.pathway_entry ORDER BY pathway_id, recorded_at DESC, id DESC) AS standing
ORDER BY recorded_at, pathway_id ON CONFLICT DO NOTHING;

GRANT SELECT, INSERT, DELETE ON obligations.tracker_name TO breakwater_app;

ALTER TABLE obligations.tracker_name ENABLE ROW LEVEL SECURITY;
CREATE POLICY public ON obligations.tracker_name FOR SELECT USING (true);
CREATE POLICY claim ON obligations.tracker_name FOR INSERT WITH CHECK (obligations.keeps_trackers());
CREATE POLICY release ON obligations.tracker_name FOR DELETE USING (obligations.keeps_trackers());
