CREATE TABLE `mails` (
	`id` integer PRIMARY KEY NOT NULL,
	`to` text NOT NULL,
	`subject` text NOT NULL,
	`text` text NOT NULL,
	`about` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mails_by_address` ON `mails` (`to`,`id`);--> statement-breakpoint
CREATE TABLE `plans` (
	`api` text NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`terms` text NOT NULL,
	`is_default` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`retired_at` integer,
	PRIMARY KEY(`api`, `slug`)
);
--> statement-breakpoint
CREATE TABLE `steps` (
	`id` integer PRIMARY KEY NOT NULL,
	`partner` text NOT NULL,
	`api` text NOT NULL,
	`submission` text,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`phase` text NOT NULL,
	`notes` text
);
--> statement-breakpoint
CREATE INDEX `steps_by_subscription` ON `steps` (`partner`,`api`,`id`);--> statement-breakpoint
CREATE TABLE `submissions` (
	`id` text PRIMARY KEY NOT NULL,
	`partner` text NOT NULL,
	`api` text NOT NULL,
	`plan` text NOT NULL,
	`status` text NOT NULL,
	`form` text NOT NULL,
	`evidence` text NOT NULL,
	`submitted_by` text NOT NULL,
	`submitted_at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`notes` text
);
--> statement-breakpoint
CREATE INDEX `submissions_by_api` ON `submissions` (`api`,`status`,`submitted_at`);--> statement-breakpoint
CREATE INDEX `submissions_by_partner` ON `submissions` (`partner`,`api`,`submitted_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `submission_open_once` ON `submissions` (`partner`,`api`) WHERE status = 'in_review';--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `plan` text;--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `notice` text;--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `paid_at` integer;--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `updated_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `subscriptions_by_api` ON `subscriptions` (`api`,`phase`,`partner`);