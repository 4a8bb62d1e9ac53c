--> statement-breakpoint
UPDATE `keys` SET `real_expires` = `created_at` + 86400000 WHERE `kind` = 'token';--> statement-breakpoint
UPDATE `sandboxes` SET `own` = 1 WHERE `name` GLOB 'own_*' AND length(`name`) = 24;--> statement-breakpoint
UPDATE `tenants` SET `stopped_at` = `deactivated_at`;--> statement-breakpoint
-- An object that a lost call left active is brought in line once, wherever its row says inactive or is gone.
INSERT INTO `outbox` (`kind`, `mode`, `owner`, `api`, `version`, `created_at`, `next_attempt_at`)
  SELECT 'deactivate', `mode`, `owner`, `api`, 0, unixepoch() * 1000, 0 FROM `tenants` WHERE `status` = 'inactive';--> statement-breakpoint
INSERT INTO `outbox` (`kind`, `mode`, `owner`, `api`, `version`, `created_at`, `next_attempt_at`)
  SELECT DISTINCT 'purge', a.`mode`, substr(a.`target`, 1, instr(a.`target`, ':') - 1), substr(a.`target`, instr(a.`target`, ':') + 1), 0, unixepoch() * 1000, 0
  FROM `audit` a WHERE a.`action` = 'sandbox.purge' AND instr(a.`target`, ':') > 1
  AND NOT EXISTS (SELECT 1 FROM `tenants` t WHERE t.`mode` = a.`mode` AND t.`owner` || ':' || t.`api` = a.`target`);
