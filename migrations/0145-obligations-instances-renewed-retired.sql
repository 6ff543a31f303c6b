-- What an agency asks while an earlier exception runs stands beside it until it is decided.
ALTER TABLE obligations.instance ADD COLUMN asked_exception_id text REFERENCES obligations.instance_exception (id);
CREATE INDEX instance_exception_asked ON obligations.instance (asked_exception_id) WHERE asked_exception_id IS NOT NULL;
GRANT UPDATE (asked_exception_id) ON obligations.instance TO breakwater_app;
UPDATE obligations.instance i SET asked_exception_id = i.exception_id, exception_id = NULL FROM obligations.instance_exception e WHERE e.id = i.exception_id AND e.state = 'asked';

-- Withdrawn: taken back by its agency, or ended by the house when the agency was struck off the list. Nobody decided it.
ALTER TABLE obligations.instance_exception DROP CONSTRAINT instance_exception_state_check;
ALTER TABLE obligations.instance_exception ADD CONSTRAINT instance_exception_state_check CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn', 'ended'));
ALTER TABLE obligations.instance_exception DROP CONSTRAINT instance_exception_check;
ALTER TABLE obligations.instance_exception ADD CONSTRAINT instance_exception_decided_check CHECK ((state = 'asked') = (decided_at IS NULL) AND (state IN ('asked', 'withdrawn')) = (decided_by IS NULL));
CREATE POLICY take_back ON obligations.instance_exception FOR UPDATE USING (state = 'asked' AND obligations.is_own_agency(organisation_id)) WITH CHECK (state = 'withdrawn');
ALTER POLICY decide ON obligations.instance_exception WITH CHECK (obligations.directs() AND decided_by = platform.acting_person() AND state IN ('granted', 'refused'));

-- The due day of an investigation is told once, shortly before it or late.
ALTER TABLE obligations.forensic_task ADD COLUMN reminded_at timestamptz;
GRANT UPDATE (reminded_at) ON obligations.forensic_task TO breakwater_app;

-- Out of use, with the agency's reason, sealed. A scan of a later day that names it, or the agency's own list, brings it back.
ALTER TABLE obligations.asset ADD COLUMN retired_on date, ADD COLUMN retirement text;
ALTER TABLE obligations.asset ADD CONSTRAINT asset_retired_check CHECK ((retired_on IS NULL) = (retirement IS NULL));
GRANT UPDATE (retired_on, retirement) ON obligations.asset TO breakwater_app;

-- When an import was last heard of: one that a server left behind holds up the next for minutes, however long it ran.
ALTER TABLE obligations.scanner_import ADD COLUMN heard_at timestamptz;
UPDATE obligations.scanner_import SET heard_at = started_at;
ALTER TABLE obligations.scanner_import ALTER COLUMN heard_at SET NOT NULL;
GRANT UPDATE (heard_at) ON obligations.scanner_import TO breakwater_app;
