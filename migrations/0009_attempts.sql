CREATE TABLE `attempts` (
	`name` text PRIMARY KEY NOT NULL,
	`began` integer NOT NULL,
	`count` integer NOT NULL,
	`expires` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attempts_by_expiry` ON `attempts` (`expires`);