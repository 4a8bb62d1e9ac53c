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
CREATE TABLE `sweeps` (
	`id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`took` integer NOT NULL,
	`steps` text NOT NULL,
	`failed` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sweeps_by_age` ON `sweeps` (`at`);--> statement-breakpoint
ALTER TABLE `keys` ADD `real_expires` integer;--> statement-breakpoint
CREATE INDEX `keys_by_real_expiry` ON `keys` (`real_expires`);--> statement-breakpoint
ALTER TABLE `tenants` ADD `next_due` integer;--> statement-breakpoint
ALTER TABLE `tenants` ADD `parked` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `alarm_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `check_at` integer DEFAULT 0;--> statement-breakpoint
CREATE INDEX `tenants_by_check` ON `tenants` (`status`,`check_at`);--> statement-breakpoint
CREATE INDEX `tenants_by_due` ON `tenants` (`status`,`next_due`);--> statement-breakpoint
CREATE INDEX `tenants_by_parked` ON `tenants` (`parked`) WHERE parked > 0;--> statement-breakpoint
CREATE INDEX `pushes_by_age` ON `pushes` (`at`);--> statement-breakpoint
UPDATE `keys` SET `real_expires` = `created_at` + 86400000 WHERE `kind` = 'token';
