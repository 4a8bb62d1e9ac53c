CREATE TABLE `attempts` (
	`name` text PRIMARY KEY NOT NULL,
	`began` integer NOT NULL,
	`count` integer NOT NULL,
	`expires` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attempts_by_expiry` ON `attempts` (`expires`);--> statement-breakpoint
CREATE TABLE `dead_letters` (
	`id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`mode` text NOT NULL,
	`tenant` text NOT NULL,
	`delivery` integer NOT NULL,
	`requeued` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `dead_letters_by_age` ON `dead_letters` (`at`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`mode` text NOT NULL,
	`owner` text NOT NULL,
	`api` text NOT NULL,
	`version` integer NOT NULL,
	`payload` text DEFAULT '{}' NOT NULL,
	`created_at` integer NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`last_error` text
);
--> statement-breakpoint
CREATE INDEX `outbox_by_due` ON `outbox` (`next_attempt_at`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_by_tenant` ON `outbox` (`mode`,`owner`,`api`);--> statement-breakpoint
CREATE TABLE `sweeps` (
	`id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`took` integer NOT NULL,
	`steps` text NOT NULL,
	`failed` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sweeps_by_age` ON `sweeps` (`at`);--> statement-breakpoint
DROP INDEX `sandbox_by_name`;--> statement-breakpoint
ALTER TABLE `sandboxes` ADD `deleted_at` integer;--> statement-breakpoint
ALTER TABLE `sandboxes` ADD `own` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `sandboxes_by_deletion` ON `sandboxes` (`deleted_at`);--> statement-breakpoint
CREATE INDEX `sandboxes_of_own_keys` ON `sandboxes` (`created_at`) WHERE own = 1;--> statement-breakpoint
CREATE UNIQUE INDEX `sandbox_by_name` ON `sandboxes` (`partner`,`name`) WHERE deleted_at IS NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `real_expires` integer;--> statement-breakpoint
CREATE INDEX `keys_by_real_expiry` ON `keys` (`real_expires`);--> statement-breakpoint
ALTER TABLE `tenants` ADD `stopped_at` integer;--> statement-breakpoint
ALTER TABLE `tenants` ADD `version` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `next_due` integer;--> statement-breakpoint
ALTER TABLE `tenants` ADD `parked` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `alarm_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `check_at` integer DEFAULT 0;--> statement-breakpoint
CREATE INDEX `tenants_by_check` ON `tenants` (`status`,`check_at`);--> statement-breakpoint
CREATE INDEX `tenants_by_due` ON `tenants` (`status`,`next_due`);--> statement-breakpoint
CREATE INDEX `tenants_by_parked` ON `tenants` (`parked`) WHERE parked > 0;--> statement-breakpoint
CREATE INDEX `pushes_by_age` ON `pushes` (`at`);--> statement-breakpoint
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
