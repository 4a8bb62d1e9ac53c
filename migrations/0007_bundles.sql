CREATE TABLE `bundles` (
	`hash` text PRIMARY KEY NOT NULL,
	`partner` text NOT NULL,
	`picture` text NOT NULL,
	`expires` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `bundles_by_expiry` ON `bundles` (`expires`);--> statement-breakpoint
ALTER TABLE `apis` ADD `payment_secret` text;