-- When the low side's ledger took down that the results are sealed. Nothing is signed before: a decision must show to have
-- followed the sealing.
ALTER TABLE benchmarking.run ADD COLUMN sealing_recorded_at timestamptz;
-- Those that are signed went through without.
UPDATE benchmarking.run SET sealing_recorded_at = sealed_at WHERE sealed_at IS NOT NULL;
