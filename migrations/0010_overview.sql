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
CREATE INDEX `sweeps_by_age` ON `sweeps` (`at`);