DROP INDEX `tenants_by_api`;--> statement-breakpoint
ALTER TABLE `tenants` ADD `answered_at` integer;--> statement-breakpoint
ALTER TABLE `tenants` ADD `calls` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `calls_month` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tenants` ADD `facts` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `tenants_by_api` ON `tenants` (`api`,`mode`,`answered_at`);--> statement-breakpoint
ALTER TABLE `apis` ADD `announcement` text;