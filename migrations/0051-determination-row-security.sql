-- Second line: what the policies in rooms/access/policies/determination.cedar let a person see and do, once more by the
-- database.

-- What the enclave fixed beforehand and the keys it announced are for everybody (GET /determination-commitments).
ALTER TABLE determination.enclave ENABLE ROW LEVEL SECURITY;
CREATE POLICY announced ON determination.enclave FOR SELECT USING (true);
CREATE POLICY pin ON determination.enclave FOR INSERT WITH CHECK (platform.acting_as_system());

ALTER TABLE determination.standard ENABLE ROW LEVEL SECURITY;
CREATE POLICY announced ON determination.standard FOR SELECT USING (true);
CREATE POLICY record ON determination.standard FOR INSERT WITH CHECK (platform.acting_as_system());

ALTER TABLE determination.incoming ENABLE ROW LEVEL SECURITY;
CREATE POLICY guard ON determination.incoming USING (platform.acting_as_system());

-- The developer who asked, an evaluator of the model while the window is open, and the officers with whom the developer
-- chooses partners. Only the house moves a request, by what the enclave tells.
ALTER TABLE determination.request ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.request FOR SELECT USING (
  platform.acting_as_system() OR engagement.owns(organisation_id) OR engagement.evaluates(engagement_id)
  OR engagement.selects(organisation_id, engagement.consent_of(engagement_id))
);
CREATE POLICY ask ON determination.request FOR INSERT
  WITH CHECK (engagement.leads(organisation_id) AND engagement.is_own(engagement_id) AND requested_by = platform.acting_person() AND state = 'requested');
CREATE POLICY move ON determination.request FOR UPDATE USING (platform.acting_as_system());

ALTER TABLE determination.stage ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.stage FOR SELECT USING (EXISTS (SELECT FROM determination.request r WHERE r.id = request_id));
CREATE POLICY reach ON determination.stage FOR INSERT WITH CHECK (
  platform.acting_as_system() OR (stage = 'requested' AND EXISTS (SELECT FROM determination.request r WHERE r.id = request_id AND engagement.leads(r.organisation_id)))
);

ALTER TABLE determination.sealing ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.sealing FOR SELECT USING (EXISTS (SELECT FROM determination.request r WHERE r.id = request_id));
CREATE POLICY record ON determination.sealing FOR INSERT WITH CHECK (platform.acting_as_system());

ALTER TABLE determination.signed ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON determination.signed FOR SELECT USING (EXISTS (SELECT FROM determination.request r WHERE r.id = request_id));
CREATE POLICY receive ON determination.signed FOR INSERT WITH CHECK (platform.acting_as_system());
