-- A second fix goes out in waves, too: until an operator is told of it, what it has is the first one, which may have been
-- called back. A match keeps that, as the advisory itself says only how it stands with the newest fix.
ALTER TABLE distribution.match ADD COLUMN fix_recalled boolean NOT NULL DEFAULT false;
UPDATE distribution.match SET fix_recalled = true
  WHERE state <> 'matched' AND patch_id IS NULL AND advisory_id IN (SELECT id FROM publication.advisory WHERE state = 'fix-recalled');
