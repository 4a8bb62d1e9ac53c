ALTER TABLE `sandboxes` ADD `expires_at` integer;--> statement-breakpoint
CREATE INDEX `sandboxes_by_age` ON `sandboxes` (`partner`,`created_at`);--> statement-breakpoint
CREATE INDEX `sandboxes_by_expiry` ON `sandboxes` (`expires_at`);--> statement-breakpoint
ALTER TABLE `tenants` ADD `seen_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `tenants_by_idleness` ON `tenants` (`mode`,`status`,`seen_at`);--> statement-breakpoint
CREATE INDEX `tenants_by_api` ON `tenants` (`api`,`mode`);--> statement-breakpoint
CREATE INDEX `apis_by_visibility` ON `apis` (`visibility`,`created_at`);--> statement-breakpoint
CREATE INDEX `apis_by_owner` ON `apis` (`owner`,`created_at`);--> statement-breakpoint
CREATE INDEX `audit_of_partner` ON `audit` (`partner`,`id`);--> statement-breakpoint
CREATE INDEX `audit_of_action` ON `audit` (`partner`,`action`,`id`);