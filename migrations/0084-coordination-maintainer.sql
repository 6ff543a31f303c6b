-- What a maintainer wants: every version of it, each whole. The newest stands.
CREATE TABLE coordination.maintainer_policy (
  id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES coordination.project (id),
  version integer NOT NULL CHECK (version > 0),
  -- Threat model, scope, pace, contacts: sealed, as contacts are people's addresses.
  sealed text NOT NULL,
  set_by text NOT NULL CHECK (set_by IN ('maintainer', 'coordinator')),
  at timestamptz NOT NULL,
  owner_seal text,
  UNIQUE (project_id, version)
);
GRANT SELECT, INSERT ON coordination.maintainer_policy TO breakwater_app;

-- A case that the maintainer's policy speaks against, with the row it cites. It is lifted when that row no longer says so.
CREATE TABLE coordination.policy_refusal (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  project_id text NOT NULL REFERENCES coordination.project (id),
  how text NOT NULL CHECK (how IN ('held', 'disputed')),
  cites text NOT NULL,
  -- Of the row as it stood: a row that was edited is another row.
  row_digest text NOT NULL,
  policy_version integer NOT NULL,
  at timestamptz NOT NULL,
  lifted_at timestamptz,
  lifted_version integer,
  CHECK ((lifted_at IS NULL) = (lifted_version IS NULL))
);
CREATE UNIQUE INDEX policy_refusal_live ON coordination.policy_refusal (case_id) WHERE lifted_at IS NULL;
CREATE INDEX policy_refusal_project ON coordination.policy_refusal (project_id) WHERE lifted_at IS NULL;
GRANT SELECT, INSERT ON coordination.policy_refusal TO breakwater_app;
GRANT UPDATE (lifted_at, lifted_version) ON coordination.policy_refusal TO breakwater_app;

-- Where a project's maintainers are reached, in the order to try. A row is never removed; a contact ends.
CREATE TABLE coordination.contact (
  id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES coordination.project (id),
  sealed text NOT NULL,
  -- Of the address: the same one is listed once.
  address_hash text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('mail', 'page')),
  source text NOT NULL CHECK (source IN ('policy', 'security-txt', 'security-md', 'security-insights', 'coordinator')),
  place integer NOT NULL,
  read_at timestamptz NOT NULL,
  -- When a link that was mailed there was opened: somebody reads it.
  verified_at timestamptz,
  ended_at timestamptz,
  owner_seal text
);
CREATE UNIQUE INDEX contact_live ON coordination.contact (project_id, address_hash) WHERE ended_at IS NULL;
GRANT SELECT, INSERT ON coordination.contact TO breakwater_app;
GRANT UPDATE (verified_at, ended_at) ON coordination.contact TO breakwater_app;

-- One mail to a maintainer: by its address a reply is filed, and a command in the reply is taken. Only the hash is kept.
CREATE TABLE coordination.mail_ticket (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  secret_hash text NOT NULL UNIQUE,
  sealed_address text NOT NULL,
  at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended boolean NOT NULL DEFAULT false,
  answers integer NOT NULL DEFAULT 0
);
CREATE INDEX mail_ticket_case ON coordination.mail_ticket (case_id);
GRANT SELECT, INSERT ON coordination.mail_ticket TO breakwater_app;
GRANT UPDATE (answers) ON coordination.mail_ticket TO breakwater_app;

-- When a case's links end, so does what its mails can do, whoever ended them.
CREATE FUNCTION coordination.end_tickets() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE coordination.mail_ticket SET ended = true WHERE case_id = NEW.id AND NOT ended;
  RETURN NEW;
END $$;
CREATE TRIGGER case_file_links_ended AFTER UPDATE OF link_expires_at ON coordination.case_file
  FOR EACH ROW WHEN (OLD.link_expires_at IS NOT NULL AND NEW.link_expires_at IS NULL) EXECUTE FUNCTION coordination.end_tickets();

-- A maintainer's wish for no more mails, of a case or (without one) of a project; the newest row of either stands.
CREATE TABLE coordination.mail_wish (
  id text PRIMARY KEY,
  project_id text NOT NULL REFERENCES coordination.project (id),
  case_id text REFERENCES coordination.case_file (id),
  stopped boolean NOT NULL,
  at timestamptz NOT NULL,
  written bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX mail_wish_project ON coordination.mail_wish (project_id, written);
GRANT SELECT, INSERT ON coordination.mail_wish TO breakwater_app;

-- What left for somebody else's desk: prepared, confirmed by a person, sent once, and what came back.
CREATE TABLE coordination.hand_off_destination (
  id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('vince', 'cna', 'github')),
  name text NOT NULL,
  url text NOT NULL,
  sealed_credential text,
  added_by text NOT NULL,
  at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON coordination.hand_off_destination TO breakwater_app;

CREATE TABLE coordination.hand_off (
  id text PRIMARY KEY,
  case_id text NOT NULL REFERENCES coordination.case_file (id),
  destination_id text NOT NULL REFERENCES coordination.hand_off_destination (id),
  state text NOT NULL CHECK (state IN ('prepared', 'confirmed', 'sending', 'received', 'refused', 'unknown', 'dropped')),
  sealed text NOT NULL,
  digest text NOT NULL,
  prepared_by text NOT NULL,
  prepared_at timestamptz NOT NULL,
  confirmed_by text,
  confirmed_at timestamptz,
  sent_at timestamptz,
  sealed_receipt text,
  answered_at timestamptz,
  -- Nothing is sent that no person confirmed, and nothing counts as received without a receipt, whoever writes.
  CHECK (state IN ('prepared', 'dropped') OR confirmed_by IS NOT NULL),
  CHECK (state NOT IN ('received', 'refused') OR (sealed_receipt IS NOT NULL AND answered_at IS NOT NULL))
);
CREATE INDEX hand_off_case ON coordination.hand_off (case_id, prepared_at);
-- One on its way to one desk at a time: what may have arrived is not sent again.
CREATE UNIQUE INDEX hand_off_live ON coordination.hand_off (case_id, destination_id) WHERE state IN ('prepared', 'confirmed', 'sending', 'received', 'unknown');
GRANT SELECT, INSERT, UPDATE ON coordination.hand_off TO breakwater_app;

-- When the released fix of a case was seen to hold.
ALTER TABLE coordination.case_file ADD COLUMN fix_held_at timestamptz;

-- Second line, as in 0081.
CREATE FUNCTION coordination.keeps_project(one_project text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT platform.acting_as_system() OR EXISTS (SELECT FROM coordination.case_file c WHERE c.project_id = one_project AND platform.acting_on(c.id))
     OR (findings.in_clearinghouse() AND platform.acting_in('clearinghouse-analyst')) $$;

ALTER TABLE coordination.maintainer_policy ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.maintainer_policy FOR SELECT USING (coordination.keeps_project(project_id) OR findings.in_clearinghouse());
CREATE POLICY set ON coordination.maintainer_policy FOR INSERT WITH CHECK (coordination.keeps_project(project_id));

ALTER TABLE coordination.policy_refusal ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.policy_refusal FOR SELECT USING (platform.acting_as_system() OR findings.in_clearinghouse() OR platform.acting_on(case_id));
CREATE POLICY refuse ON coordination.policy_refusal FOR INSERT WITH CHECK (platform.acting_as_system() OR (how = 'disputed' AND platform.acting_on(case_id)));
CREATE POLICY lift ON coordination.policy_refusal FOR UPDATE USING (platform.acting_as_system());

ALTER TABLE coordination.contact ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.contact FOR SELECT USING (coordination.keeps_project(project_id) OR findings.in_clearinghouse());
CREATE POLICY add ON coordination.contact FOR INSERT WITH CHECK (coordination.keeps_project(project_id));
CREATE POLICY mark ON coordination.contact FOR UPDATE USING (coordination.keeps_project(project_id));

ALTER TABLE coordination.mail_ticket ENABLE ROW LEVEL SECURITY;
-- A reply acts as the mail that it answers, and sees no other.
CREATE POLICY visible ON coordination.mail_ticket FOR SELECT USING (platform.acting_as_system() OR (platform.acting_on(case_id) AND platform.acting_person() = id));
CREATE POLICY issue ON coordination.mail_ticket FOR INSERT WITH CHECK (coordination.moves(case_id));
CREATE POLICY answer ON coordination.mail_ticket FOR UPDATE USING (platform.acting_on(case_id) AND platform.acting_person() = id);

ALTER TABLE coordination.mail_wish ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.mail_wish FOR SELECT USING (coordination.keeps_project(project_id) OR findings.in_clearinghouse());
CREATE POLICY wish ON coordination.mail_wish FOR INSERT WITH CHECK (platform.acting_as_system() OR (coordination.keeps_project(project_id) AND NOT findings.in_clearinghouse()));

ALTER TABLE coordination.hand_off_destination ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.hand_off_destination FOR SELECT USING (platform.acting_as_system() OR findings.in_clearinghouse());
CREATE POLICY add ON coordination.hand_off_destination FOR INSERT
  WITH CHECK (findings.in_clearinghouse() AND platform.acting_in('clearinghouse-analyst') AND added_by = platform.acting_person());

ALTER TABLE coordination.hand_off ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON coordination.hand_off FOR SELECT USING (platform.acting_as_system() OR findings.assigned(coordination.finding_of(case_id), 'analyst'));
CREATE POLICY prepare ON coordination.hand_off FOR INSERT
  WITH CHECK (state = 'prepared' AND prepared_by = platform.acting_person() AND findings.assigned(coordination.finding_of(case_id), 'analyst'));
CREATE POLICY move ON coordination.hand_off FOR UPDATE
  USING (platform.acting_as_system() OR findings.assigned(coordination.finding_of(case_id), 'analyst'));

-- How much waits for a project: its maintainer learns the number and nothing else.
CREATE FUNCTION coordination.waiting_in(one_project text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT count(*) FROM coordination.case_file c WHERE c.project_id = one_project AND c.state = 'waiting'
     AND NOT EXISTS (SELECT FROM coordination.policy_refusal r WHERE r.case_id = c.id AND r.lifted_at IS NULL) $$;
