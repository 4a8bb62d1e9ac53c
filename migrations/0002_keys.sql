CREATE TABLE `pushes` (
	`id` text PRIMARY KEY NOT NULL,
	`mode` text NOT NULL,
	`tenant` text NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `keys` ADD `kind` text DEFAULT 'key' NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `parent` text;--> statement-breakpoint
ALTER TABLE `keys` ADD `previous` text;--> statement-breakpoint
ALTER TABLE `keys` ADD `previous_until` integer;--> statement-breakpoint
ALTER TABLE `keys` ADD `per_minute` integer;--> statement-breakpoint
ALTER TABLE `keys` ADD `per_day` integer;--> statement-breakpoint
CREATE INDEX `keys_by_parent` ON `keys` (`parent`);