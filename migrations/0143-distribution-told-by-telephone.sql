-- Who joined on paper without mail is told by telephone or post, and what it answers there is typed in for it.
ALTER TABLE distribution.turn DROP CONSTRAINT turn_channel_check;
ALTER TABLE distribution.turn ADD CONSTRAINT turn_channel_check CHECK (channel IN ('page', 'form', 'mail', 'telephone', 'system'));

-- An organisation that came by a paper form and left keeps no name here, so that it can join again under its own.
GRANT UPDATE (name) ON access.organisation TO breakwater_app;
