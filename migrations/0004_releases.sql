CREATE TABLE `aliases` (
	`api` text NOT NULL,
	`name` text NOT NULL,
	`release` text NOT NULL,
	PRIMARY KEY(`api`, `name`)
);
--> statement-breakpoint
ALTER TABLE `releases` ADD `deprecated_at` integer;