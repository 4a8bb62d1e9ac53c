ALTER TABLE `tenants` ADD `failing` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `webhooks` ADD `previous` text;--> statement-breakpoint
ALTER TABLE `webhooks` ADD `previous_until` integer;