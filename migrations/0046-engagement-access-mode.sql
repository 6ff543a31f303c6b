-- How government reaches the model for its benchmarks. A developer-hosted endpoint sees what it is asked.
ALTER TABLE engagement.handle ADD COLUMN access_mode text NOT NULL DEFAULT 'developer-hosted' CHECK (access_mode IN ('developer-hosted', 'government-hosted', 'on-site'));
