ALTER TABLE `tenants` ADD `next_due` integer;--> statement-breakpoint
ALTER TABLE `tenants` ADD `parked` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `alarm_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `check_at` integer DEFAULT 0;--> statement-breakpoint
CREATE INDEX `tenants_by_check` ON `tenants` (`status`,`check_at`);--> statement-breakpoint
CREATE INDEX `tenants_by_due` ON `tenants` (`status`,`next_due`);--> statement-breakpoint
CREATE INDEX `tenants_by_parked` ON `tenants` (`parked`) WHERE parked > 0;