-- A draft is its developer's alone until it is opened: nobody else sees it, and it has no effect on other engagements.
ALTER TABLE engagement.engagement ALTER COLUMN opened_at DROP NOT NULL;
ALTER TABLE engagement.engagement ADD CONSTRAINT engagement_state
  CHECK (state IN ('draft', 'open', 'determination-requested', 'determined', 'access-offered', 'window-open', 'window-closed', 'closed', 'withdrawn'));
-- A draft was not opened; one that was thrown away never was either.
ALTER TABLE engagement.engagement ADD CONSTRAINT engagement_opened CHECK (opened_at IS NOT NULL OR state IN ('draft', 'closed', 'withdrawn'));
DROP INDEX engagement.engagement_one_live;
CREATE UNIQUE INDEX engagement_one_live ON engagement.engagement (model_id) WHERE state NOT IN ('draft', 'closed', 'withdrawn');

DROP POLICY open ON engagement.engagement;
CREATE POLICY open ON engagement.engagement FOR INSERT WITH CHECK (engagement.leads(organisation_id) AND opened_by = platform.acting_person() AND state IN ('draft', 'open'));
CREATE POLICY draft_is_its_developers ON engagement.engagement AS RESTRICTIVE FOR SELECT
  USING (opened_at IS NOT NULL OR platform.acting_as_system() OR engagement.owns(organisation_id));
-- The way to the model is written anew only while nobody else could have been given it.
CREATE POLICY rewrite ON engagement.handle FOR UPDATE USING (EXISTS (SELECT FROM engagement.engagement e WHERE e.id = engagement_id AND e.state = 'draft' AND engagement.leads(e.organisation_id)));

-- The window's states and ends are closed lists. What ended before there was a word for it: whoever accepted the terms of
-- an opened window owes the clean-up.
UPDATE engagement.access_window w SET state = CASE
    WHEN EXISTS (SELECT FROM engagement.window_evaluator v WHERE v.window_id = w.id AND v.cleanup_due_at IS NOT NULL AND v.cleanup_attested_at IS NULL) THEN 'cleanup-due'
    ELSE 'cleanup-attested' END
  WHERE state = 'ended' AND EXISTS (SELECT FROM engagement.window_evaluator v WHERE v.window_id = w.id AND v.cleanup_due_at IS NOT NULL);
ALTER TABLE engagement.access_window ADD CONSTRAINT access_window_state CHECK (state IN ('proposed', 'agreed', 'open', 'paused', 'ended', 'cleanup-due', 'cleanup-attested'));
ALTER TABLE engagement.access_window ADD CONSTRAINT access_window_end_reason CHECK (end_reason IN (
  'elapsed', 'partner-release', 'developer-ended', 'developer-withdrew', 'engagement-closed', 'government-finished', 'terms-breach', 'incident'));
ALTER TABLE engagement.access_window ADD CONSTRAINT access_window_over CHECK ((state IN ('ended', 'cleanup-due', 'cleanup-attested')) = (ended_at IS NOT NULL));
DROP INDEX engagement.access_window_one_live;
CREATE UNIQUE INDEX access_window_one_live ON engagement.access_window (model_id) WHERE ended_at IS NULL;
-- Since when the developer lets nobody in; the clock runs on.
ALTER TABLE engagement.access_window ADD COLUMN paused_at timestamptz;
ALTER TABLE engagement.access_window ADD CONSTRAINT access_window_paused CHECK ((state = 'paused') <= (paused_at IS NOT NULL));
-- A named evaluator who said to be done before the window's end.
ALTER TABLE engagement.window_evaluator ADD COLUMN finished_at timestamptz;

-- The latest instant at which a window or the enclave's access was used, noted at every use: a clock that runs back after
-- that takes no used day away, and gives no access until it has caught up.
CREATE OR REPLACE FUNCTION engagement.note_time(of_engagement text, at timestamptz) RETURNS timestamptz LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE engagement.access_window w SET seen_over_at = at WHERE w.engagement_id = of_engagement AND w.ended_at IS NULL AND w.opened_at <= at AND (w.seen_over_at IS NULL OR w.seen_over_at < at);
  RETURN greatest(at, (SELECT max(w.seen_over_at) FROM engagement.access_window w WHERE w.engagement_id = of_engagement AND w.ended_at IS NULL));
END $$;
ALTER TABLE engagement.benchmarking_access ADD COLUMN seen_at timestamptz;
