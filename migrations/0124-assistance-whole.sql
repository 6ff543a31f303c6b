-- Lists that keepers keep: what is offered to operators, and what could pay for it. One person proposes a version of an
-- entry, a second one publishes it; versions are public and never changed.
CREATE TABLE assistance.list_entry (
  id text PRIMARY KEY,
  -- 'catalogue' or 'grants'
  list text NOT NULL,
  key text NOT NULL,
  -- Null while it waits.
  version integer,
  -- Null: from this version on it is not on the list.
  content jsonb,
  reason text NOT NULL,
  proposed_by text REFERENCES access.person (id),
  proposed_at timestamptz NOT NULL,
  published_by text REFERENCES access.person (id),
  published_at timestamptz,
  withdrawn_at timestamptz,
  UNIQUE (list, key, version)
);
GRANT SELECT, INSERT, UPDATE ON assistance.list_entry TO breakwater_app;

CREATE FUNCTION assistance.keeps(list text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NOT assistance.is_barred() AND (platform.acting_in('directive-officer') OR (list = 'grants' AND platform.acting_in('omb-opm-officer'))) $$;

ALTER TABLE assistance.list_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON assistance.list_entry FOR SELECT USING (version IS NOT NULL OR platform.acting_as_system() OR assistance.keeps(list));
CREATE POLICY propose ON assistance.list_entry FOR INSERT
  WITH CHECK (assistance.keeps(list) AND proposed_by = platform.acting_person() AND version IS NULL AND published_by IS NULL AND withdrawn_at IS NULL);
-- Two persons: whoever proposed it does not publish it.
CREATE POLICY settle ON assistance.list_entry FOR UPDATE USING (assistance.keeps(list) AND version IS NULL AND withdrawn_at IS NULL)
  WITH CHECK (assistance.keeps(list) AND CASE WHEN version IS NULL THEN withdrawn_at IS NOT NULL ELSE published_by = platform.acting_person() AND published_by <> proposed_by END);

-- The first versions are the house's. Nobody has looked the outside ones up since, and so they say.
INSERT INTO assistance.list_entry (id, list, key, version, content, reason, proposed_at, published_at)
SELECT 'lst_' || lpad(place::text, 20, '0'), entry ->> 'list', entry ->> 'key', 1, entry -> 'content', 'The first version.', '2026-06-02T00:00:00Z', '2026-06-02T00:00:00Z'
FROM jsonb_array_elements($json$[
  {"list": "catalogue", "key": "plan", "content": {"name": "Five-step plan from your equipment list", "kind": "service", "what": "Upload a spreadsheet or an SBOM. You get at most five steps, the most urgent first.",
    "needs": ["know-what-we-have", "plan-updates"], "eligibility": "Rural hospitals, community banks, local utilities, State and local authorities, and those they name to help them", "sectors": [], "sizes": [], "regions": [], "publicBodiesOnly": false,
    "cost": "free", "costWords": "Free", "skillsNeeded": "A list of your equipment: maker, product, version", "dataSent": "The list, kept for you alone and erased when you leave", "dataGoesTo": "This clearinghouse", "contact": "Ask for help on these pages", "source": null, "checkedOn": "2026-06-02"}},
  {"list": "catalogue", "key": "offline-match", "content": {"name": "The same plan on your own machine", "kind": "tool", "what": "Run breakwater match on the published advisories. Nothing leaves your house.",
    "needs": ["know-what-we-have", "plan-updates"], "eligibility": "Everyone", "sectors": [], "sizes": [], "regions": [], "publicBodiesOnly": false,
    "cost": "free", "costWords": "Free", "skillsNeeded": "Running one command", "dataSent": "Nothing", "dataGoesTo": "Nobody", "contact": "Ask for help on these pages", "source": null, "checkedOn": "2026-06-02"}},
  {"list": "catalogue", "key": "brokered-scan", "content": {"name": "Scan by a trusted partner", "kind": "frontier-model", "what": "Ask, and a partner with early access to a covered frontier model examines software that you own. You get at most five plain steps. The model's developer agreed that its partners do this.",
    "needs": ["find-weaknesses"], "eligibility": "Operators who own the software or may have it tested", "sectors": [], "sizes": [], "regions": [], "publicBodiesOnly": false,
    "cost": "free", "costWords": "Free where a partner takes it up", "skillsNeeded": "None", "dataSent": "The software that you choose to hand over, removed after the scan", "dataGoesTo": "The partner that takes it up, and the model it uses", "contact": "Ask for a scan on these pages", "source": null, "checkedOn": "2026-06-02"}},
  {"list": "catalogue", "key": "maintenance-window", "content": {"name": "Help with a safe maintenance window", "kind": "service", "what": "Talk through when and how to update control or clinical systems without stopping what people depend on.",
    "needs": ["safe-window", "no-update-exists"], "eligibility": "Operators of control or clinical systems", "sectors": [], "sizes": [], "regions": [], "publicBodiesOnly": false,
    "cost": "free", "costWords": "Free", "skillsNeeded": "Knowing which systems may not stop", "dataSent": "What you write in your request", "dataGoesTo": "The one helper that you agree to", "contact": "Ask for help on these pages", "source": null, "checkedOn": "2026-06-02"}},
  {"list": "catalogue", "key": "cyber-hygiene", "content": {"name": "Cyber Hygiene Services", "kind": "service", "what": "CISA looks at your addresses on the internet week by week and reports what it sees.",
    "needs": ["find-weaknesses", "watch-for-attacks"], "eligibility": "Organisations of critical infrastructure in the United States, and State, local, tribal and territorial governments", "sectors": [], "sizes": [], "regions": [], "publicBodiesOnly": false,
    "cost": "free", "costWords": "Free", "skillsNeeded": "Knowing your public addresses", "dataSent": "Your public addresses; what is seen from outside", "dataGoesTo": "CISA", "contact": "vulnerability@cisa.dhs.gov", "source": "https://www.cisa.gov/cyber-hygiene-services", "checkedOn": null}},
  {"list": "catalogue", "key": "cset", "content": {"name": "Cyber Security Evaluation Tool (CSET)", "kind": "tool", "what": "A program of CISA's that leads you through questions about your own systems and shows where to begin.",
    "needs": ["know-what-we-have", "train-people"], "eligibility": "Everyone", "sectors": [], "sizes": [], "regions": [], "publicBodiesOnly": false,
    "cost": "free", "costWords": "Free", "skillsNeeded": "A day of somebody who knows your systems", "dataSent": "Nothing: it runs on your own machine", "dataGoesTo": "Nobody", "contact": "cset@cisa.dhs.gov", "source": "https://www.cisa.gov/downloading-and-installing-cset", "checkedOn": null}},
  {"list": "grants", "key": "slcgp", "content": {"name": "State and Local Cybersecurity Grant Program", "payer": "FEMA and CISA", "who": "State, local and territorial governments; local ones through their State",
    "sectors": [], "sizes": [], "regions": [], "publicBodiesOnly": true, "needs": ["find-weaknesses", "plan-updates", "no-update-exists", "watch-for-attacks", "train-people", "recover"], "pays": "Planning, equipment, training and exercises that a State's cybersecurity plan names", "amount": null,
    "opensOn": null, "closesOn": null, "source": "https://www.cisa.gov/cybergrants/slcgp", "checkedOn": null}},
  {"list": "grants", "key": "rmuc", "content": {"name": "Rural and Municipal Utility Cybersecurity Program", "payer": "Department of Energy", "who": "Rural electric cooperatives, municipal electric utilities and small investor-owned ones",
    "sectors": ["energy"], "sizes": [], "regions": [], "publicBodiesOnly": false, "needs": ["find-weaknesses", "plan-updates", "no-update-exists", "watch-for-attacks", "train-people", "recover"], "pays": "Technology, training and technical help that protects the utility's systems", "amount": null,
    "opensOn": null, "closesOn": null, "source": "https://www.energy.gov/ceser/rural-and-municipal-utility-cybersecurity-rmuc-program", "checkedOn": null}},
  {"list": "grants", "key": "dwsrf", "content": {"name": "Drinking Water State Revolving Fund", "payer": "Environmental Protection Agency, through the States", "who": "Public water systems, through the fund of their State",
    "sectors": ["water"], "sizes": [], "regions": [], "publicBodiesOnly": false, "needs": ["plan-updates", "no-update-exists", "find-weaknesses"], "pays": "Low-interest loans for work on the water system, measures for its computers among them", "amount": null,
    "opensOn": null, "closesOn": null, "source": "https://www.epa.gov/dwsrf", "checkedOn": null}},
  {"list": "grants", "key": "ship", "content": {"name": "Small Rural Hospital Improvement Program", "payer": "Health Resources and Services Administration, through the States", "who": "Rural hospitals with 49 beds or fewer, through the office of rural health of their State",
    "sectors": ["healthcare"], "sizes": [], "regions": [], "publicBodiesOnly": false, "needs": ["plan-updates", "train-people"], "pays": "Software, hardware and training that the program names", "amount": null,
    "opensOn": null, "closesOn": null, "source": "https://www.hrsa.gov/rural-health/grants/rural-hospitals/ship", "checkedOn": null}}
]$json$::jsonb) WITH ORDINALITY AS seed (entry, place);

-- Requests for help: from asking to the end, with everything told along the way sealed.
ALTER TABLE assistance.help_request
  -- Control or clinical systems: nothing is done to them outside of a window that the operator set.
  ADD COLUMN touches_control boolean NOT NULL DEFAULT false,
  -- Sector, size and region as the operator said them when it asked: all that helpers learn before it agrees to one.
  ADD COLUMN house jsonb,
  ADD COLUMN plan text,
  ADD COLUMN window_from timestamptz,
  ADD COLUMN window_until timestamptz,
  -- By whom, how and when the operator agreed that somebody enters the request for it; sealed.
  ADD COLUMN consent text,
  -- Where else the operator may go; sealed.
  ADD COLUMN elsewhere text,
  ADD COLUMN reminded integer NOT NULL DEFAULT 0,
  ADD COLUMN erased_at timestamptz;
UPDATE assistance.help_request SET state = CASE state WHEN 'requested' THEN 'asked' WHEN 'answered' THEN 'done' ELSE state END;
GRANT DELETE ON assistance.help_request TO breakwater_app;

-- Who volunteers for a request. The operator agrees to one.
CREATE TABLE assistance.help_offer (
  id text PRIMARY KEY,
  request_id text NOT NULL REFERENCES assistance.help_request (id),
  -- Of the request: whose it is.
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  person_id text NOT NULL REFERENCES access.person (id),
  words text NOT NULL,
  -- 'offered', 'agreed', 'passed-over' or 'taken-back'
  state text NOT NULL,
  at timestamptz NOT NULL,
  owner_seal text,
  UNIQUE (request_id, person_id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON assistance.help_offer TO breakwater_app;

ALTER TABLE assistance.help_offer ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON assistance.help_offer FOR SELECT
  USING (platform.acting_as_system() OR assistance.asks_for(organisation_id) OR (assistance.helps() AND person_id = platform.acting_person()));
CREATE POLICY volunteer ON assistance.help_offer FOR INSERT WITH CHECK (assistance.helps() AND person_id = platform.acting_person() AND state = 'offered');
CREATE POLICY choose ON assistance.help_offer FOR UPDATE USING (assistance.asks_for(organisation_id)) WITH CHECK (assistance.asks_for(organisation_id) AND state IN ('agreed', 'passed-over'));
CREATE POLICY change ON assistance.help_offer FOR UPDATE USING (assistance.helps() AND person_id = platform.acting_person())
  WITH CHECK (assistance.helps() AND person_id = platform.acting_person() AND state IN ('offered', 'taken-back'));
CREATE POLICY erase ON assistance.help_offer FOR DELETE USING (platform.acting_as_system() OR assistance.asks_for(organisation_id));

CREATE FUNCTION assistance.enters_for_others() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_in('clearinghouse-analyst', 'directive-officer') AND NOT assistance.is_barred() $$;

DROP POLICY visible ON assistance.help_request;
CREATE POLICY visible ON assistance.help_request FOR SELECT USING (
  platform.acting_as_system() OR assistance.asks_for(organisation_id) OR (assistance.helps() AND (state = 'asked' OR taken_by = platform.acting_person()))
);
DROP POLICY ask ON assistance.help_request;
CREATE POLICY ask ON assistance.help_request FOR INSERT
  WITH CHECK (assistance.asks_for(organisation_id) AND requested_by = platform.acting_person() AND state = 'asked' AND taken_by IS NULL);
-- By telephone or on paper: never without the operator's word.
CREATE POLICY enter ON assistance.help_request FOR INSERT
  WITH CHECK (assistance.enters_for_others() AND requested_by = platform.acting_person() AND state = 'asked' AND taken_by IS NULL AND consent IS NOT NULL);
DROP POLICY move ON assistance.help_request;
CREATE POLICY own ON assistance.help_request FOR UPDATE USING (assistance.asks_for(organisation_id)) WITH CHECK (assistance.asks_for(organisation_id));
-- Nobody takes a request up: the operator agreed to this very helper.
CREATE POLICY help ON assistance.help_request FOR UPDATE USING (assistance.helps() AND taken_by = platform.acting_person())
  WITH CHECK (assistance.helps() AND CASE WHEN taken_by IS NULL THEN state = 'asked' ELSE taken_by = platform.acting_person() END);
CREATE POLICY decline ON assistance.help_request FOR UPDATE USING (platform.acting_in('directive-officer') AND NOT assistance.is_barred() AND state = 'asked')
  WITH CHECK (platform.acting_in('directive-officer') AND NOT assistance.is_barred() AND state = 'declined' AND taken_by = platform.acting_person());
CREATE POLICY by_house ON assistance.help_request FOR UPDATE USING (platform.acting_as_system()) WITH CHECK (platform.acting_as_system());
CREATE POLICY erase ON assistance.help_request FOR DELETE USING (platform.acting_as_system() OR (assistance.asks_for(organisation_id) AND state IN ('done', 'declined', 'withdrawn')));

-- Scans that the house's own scanner runs for the partner.
ALTER TABLE assistance.scan
  -- 'waiting', 'running', 'finished', 'stopped', 'halted' or 'failed'; null before the partner starts it.
  ADD COLUMN run_state text,
  -- How it is built and run, with the key that opens the model for this one scan; sealed, and gone with the end of the run.
  ADD COLUMN sealed_order text,
  ADD COLUMN sealed_run text,
  ADD COLUMN run_started_at timestamptz,
  ADD COLUMN run_ended_at timestamptz;
GRANT DELETE ON assistance.scan TO breakwater_app;

-- What the operator handed over, and the evidence of what was found in it. Neither is kept longer than it is needed.
CREATE TABLE assistance.scan_file (
  id text PRIMARY KEY,
  scan_id text NOT NULL REFERENCES assistance.scan (id),
  organisation_id text NOT NULL REFERENCES access.organisation (id),
  -- 'source' or 'evidence'
  kind text NOT NULL,
  digest text NOT NULL,
  bytes integer NOT NULL,
  sealed text NOT NULL,
  at timestamptz NOT NULL,
  owner_seal text
);
CREATE UNIQUE INDEX scan_file_one_source ON assistance.scan_file (scan_id) WHERE kind = 'source';
CREATE INDEX scan_file_scan ON assistance.scan_file (scan_id);
GRANT SELECT, INSERT, DELETE ON assistance.scan_file TO breakwater_app;

ALTER TABLE assistance.scan_file ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON assistance.scan_file FOR SELECT USING (
  platform.acting_as_system() OR assistance.asks_for(organisation_id)
  OR (assistance.runs_scans() AND EXISTS (SELECT FROM assistance.scan s WHERE s.id = scan_id AND s.runner_organisation_id = platform.acting_organisation()))
);
CREATE POLICY hand_over ON assistance.scan_file FOR INSERT WITH CHECK (platform.acting_as_system() OR (kind = 'source' AND assistance.asks_for(organisation_id)));
CREATE POLICY remove ON assistance.scan_file FOR DELETE USING (
  platform.acting_as_system() OR assistance.asks_for(organisation_id)
  OR (assistance.runs_scans() AND EXISTS (SELECT FROM assistance.scan s WHERE s.id = scan_id AND s.runner_organisation_id = platform.acting_organisation()))
);

CREATE POLICY by_house ON assistance.scan FOR UPDATE USING (platform.acting_as_system()) WITH CHECK (platform.acting_as_system());
DROP POLICY hand_back ON assistance.scan;
CREATE POLICY erase ON assistance.scan FOR DELETE USING (platform.acting_as_system() OR (assistance.asks_for(organisation_id) AND state IN ('delivered', 'handed-over', 'withdrawn')));
