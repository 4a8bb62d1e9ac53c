ALTER TABLE `keys` ADD `real_expires` integer;--> statement-breakpoint
CREATE INDEX `keys_by_real_expiry` ON `keys` (`real_expires`);--> statement-breakpoint
CREATE INDEX `pushes_by_age` ON `pushes` (`at`);--> statement-breakpoint
UPDATE `keys` SET `real_expires` = `created_at` + 86400000 WHERE `kind` = 'token';
