-- In which order fixes go out is nobody's secret: a version that is or was in force may be read by anybody, with its
-- reason. A proposal stays between those who keep the policy.
CREATE POLICY published ON distribution.wave_policy FOR SELECT USING (version IS NOT NULL);
