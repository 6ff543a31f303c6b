-- What an operator hands over is not always taken: how many of its proofs were not, as the operator is told. They stay, and it
-- may hand them over again. Null while it is not known.
ALTER TABLE assistance.scan ADD COLUMN not_taken integer;
CREATE POLICY settle ON assistance.scan FOR UPDATE USING (platform.acting_as_system() AND state = 'handed-over') WITH CHECK (platform.acting_as_system() AND state = 'handed-over');
