ALTER TABLE access.proposal DROP CONSTRAINT proposal_kind_check;
ALTER TABLE access.proposal ADD CONSTRAINT proposal_kind_check CHECK (kind IN ('invite', 'change-roles', 'register-provider', 'recover', 'rotate-key'));
