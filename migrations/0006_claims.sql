CREATE TABLE `claims` (
	`hash` text PRIMARY KEY NOT NULL,
	`partner` text NOT NULL,
	`sandbox` text NOT NULL,
	`expires` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `claims_by_expiry` ON `claims` (`expires`);