CREATE TABLE `api_keys` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`key_hash` text NOT NULL,
	`permissions` text NOT NULL,
	`last_used_at` integer,
	`expires_at` integer,
	`revoked_at` integer,
	`created_by_user_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash_uq` ON `api_keys` (`key_hash`);--> statement-breakpoint
CREATE TABLE `audit_logs` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`user_id` text,
	`action` text NOT NULL,
	`resource_type` text,
	`resource_id` text,
	`changes` text,
	`ip_address` text,
	`user_agent` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `channel_events` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`connection_id` text NOT NULL,
	`field` text NOT NULL,
	`event` text NOT NULL,
	`payload` text NOT NULL,
	`fingerprint` text NOT NULL,
	`occurred_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`connection_id`) REFERENCES `whatsapp_connections`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `channel_events_fingerprint_uq` ON `channel_events` (`tenant_id`,`connection_id`,`fingerprint`);--> statement-breakpoint
CREATE TABLE `contact_identities` (
	`tenant_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`contact_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `kind`, `value`),
	FOREIGN KEY (`tenant_id`,`contact_id`) REFERENCES `contacts`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_identities_contact_idx` ON `contact_identities` (`tenant_id`,`contact_id`);--> statement-breakpoint
CREATE TABLE `contact_merges` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`winner_id` text NOT NULL,
	`loser_id` text NOT NULL,
	`reason` text NOT NULL,
	`moved` text NOT NULL,
	`undone_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`winner_id`) REFERENCES `contacts`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_merges_winner_idx` ON `contact_merges` (`tenant_id`,`winner_id`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`phone_number` text,
	`name` text,
	`profile_name` text,
	`email` text,
	`avatar_url` text,
	`custom_fields` text NOT NULL,
	`tags` text NOT NULL,
	`marketing_opted_out_at` integer,
	`last_contacted_at` integer,
	`merged_into_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contacts_phone_idx` ON `contacts` (`tenant_id`,`phone_number`);--> statement-breakpoint
CREATE INDEX `contacts_merged_idx` ON `contacts` (`tenant_id`,`merged_into_id`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`contact_id` text NOT NULL,
	`whatsapp_connection_id` text NOT NULL,
	`group_id` text,
	`assigned_agent_id` text,
	`status` text DEFAULT 'open' NOT NULL,
	`tags` text NOT NULL,
	`unread_count` integer DEFAULT 0 NOT NULL,
	`last_message_id` text,
	`last_message_at` integer NOT NULL,
	`last_inbound_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`contact_id`) REFERENCES `contacts`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`whatsapp_connection_id`) REFERENCES `whatsapp_connections`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`assigned_agent_id`) REFERENCES `users`(`tenant_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `conversations_latest_idx` ON `conversations` (`tenant_id`,`last_message_at`,`id`);--> statement-breakpoint
CREATE INDEX `conversations_status_idx` ON `conversations` (`tenant_id`,`status`,`last_message_at`,`id`);--> statement-breakpoint
CREATE INDEX `conversations_agent_idx` ON `conversations` (`tenant_id`,`assigned_agent_id`,`status`,`last_message_at`,`id`);--> statement-breakpoint
CREATE INDEX `conversations_contact_idx` ON `conversations` (`tenant_id`,`contact_id`,`last_message_at`);--> statement-breakpoint
CREATE INDEX `conversations_chat_idx` ON `conversations` (`tenant_id`,`whatsapp_connection_id`,`contact_id`);--> statement-breakpoint
CREATE INDEX `conversations_connection_idx` ON `conversations` (`tenant_id`,`whatsapp_connection_id`,`last_message_at`,`id`);--> statement-breakpoint
CREATE TABLE `early_statuses` (
	`tenant_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`whatsapp_message_id` text NOT NULL,
	`status` text NOT NULL,
	`at` integer NOT NULL,
	`error` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `connection_id`, `whatsapp_message_id`, `status`),
	FOREIGN KEY (`tenant_id`,`connection_id`) REFERENCES `whatsapp_connections`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `flow_executions` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`flow_id` text NOT NULL,
	`root_version_id` text NOT NULL,
	`version_id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`status` text DEFAULT 'running' NOT NULL,
	`active_key` text,
	`node_id` text NOT NULL,
	`stack` text NOT NULL,
	`variables` text NOT NULL,
	`initial_variables` text NOT NULL,
	`waiting` text,
	`started_by` text NOT NULL,
	`message_id` text,
	`wake_at` integer,
	`revision` integer DEFAULT 0 NOT NULL,
	`steps` integer DEFAULT 0 NOT NULL,
	`minute_started_at` integer,
	`steps_in_minute` integer DEFAULT 0 NOT NULL,
	`unanswered` integer DEFAULT 0 NOT NULL,
	`end_label` text,
	`error` text,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`flow_id`) REFERENCES `flows`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`conversation_id`) REFERENCES `conversations`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `flow_executions_active_uq` ON `flow_executions` (`tenant_id`,`active_key`);--> statement-breakpoint
CREATE INDEX `flow_executions_flow_idx` ON `flow_executions` (`tenant_id`,`flow_id`,`id`);--> statement-breakpoint
CREATE INDEX `flow_executions_conversation_idx` ON `flow_executions` (`tenant_id`,`conversation_id`,`started_at`);--> statement-breakpoint
CREATE TABLE `flow_inbox` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`conversation_id`) REFERENCES `conversations`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `flow_inbox_conversation_idx` ON `flow_inbox` (`tenant_id`,`conversation_id`,`id`);--> statement-breakpoint
CREATE TABLE `flow_pauses` (
	`tenant_id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`until` integer NOT NULL,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `conversation_id`),
	FOREIGN KEY (`tenant_id`,`conversation_id`) REFERENCES `conversations`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `flow_secrets` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`sealed` text NOT NULL,
	`hint` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `flow_secrets_name_uq` ON `flow_secrets` (`tenant_id`,`name`);--> statement-breakpoint
CREATE TABLE `flow_steps` (
	`tenant_id` text NOT NULL,
	`execution_id` text NOT NULL,
	`seq` integer NOT NULL,
	`flow_id` text NOT NULL,
	`version_id` text NOT NULL,
	`node_id` text NOT NULL,
	`node_type` text NOT NULL,
	`cause` text NOT NULL,
	`input` text,
	`output` text,
	`result` text NOT NULL,
	`changes` text,
	`error` text,
	`at` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `execution_id`, `seq`),
	FOREIGN KEY (`tenant_id`,`execution_id`) REFERENCES `flow_executions`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `flow_steps_flow_idx` ON `flow_steps` (`tenant_id`,`flow_id`,`at`);--> statement-breakpoint
CREATE TABLE `flow_tests` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`flow_id` text NOT NULL,
	`name` text NOT NULL,
	`script` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`flow_id`) REFERENCES `flows`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `flow_tests_flow_idx` ON `flow_tests` (`tenant_id`,`flow_id`);--> statement-breakpoint
CREATE TABLE `flow_versions` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`flow_id` text NOT NULL,
	`number` integer NOT NULL,
	`data` text NOT NULL,
	`hash` text NOT NULL,
	`note` text,
	`rolled_back_to` integer,
	`published_by_user_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`flow_id`) REFERENCES `flows`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `flow_versions_number_uq` ON `flow_versions` (`tenant_id`,`flow_id`,`number`);--> statement-breakpoint
CREATE TABLE `flows` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`status` text DEFAULT 'draft' NOT NULL,
	`priority` integer DEFAULT 100 NOT NULL,
	`draft` text NOT NULL,
	`draft_hash` text NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`published_version_id` text,
	`created_by_user_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `flows_status_idx` ON `flows` (`tenant_id`,`status`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`tenant_id` text NOT NULL,
	`key` text NOT NULL,
	`route` text NOT NULL,
	`body_hash` text NOT NULL,
	`status` integer,
	`answer` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `route`, `key`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_created_idx` ON `idempotency_keys` (`created_at`);--> statement-breakpoint
CREATE TABLE `installation` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text,
	`kind` text NOT NULL,
	`lane` text DEFAULT '' NOT NULL,
	`payload` text NOT NULL,
	`priority` integer DEFAULT 100 NOT NULL,
	`state` text DEFAULT 'ready' NOT NULL,
	`run_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`max_attempts` integer DEFAULT 8 NOT NULL,
	`unique_key` text,
	`serial_key` text,
	`leased_by` text,
	`leased_until` integer,
	`last_error` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `jobs_ready_idx` ON `jobs` (`kind`,`state`,`priority`,`run_at`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_lane_idx` ON `jobs` (`kind`,`lane`,`state`,`priority`,`run_at`,`id`);--> statement-breakpoint
CREATE INDEX `jobs_serial_idx` ON `jobs` (`kind`,`serial_key`,`state`,`priority`,`id`) WHERE serial_key is not null;--> statement-breakpoint
CREATE INDEX `jobs_lease_idx` ON `jobs` (`state`,`leased_until`);--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_unique_uq` ON `jobs` (`kind`,`unique_key`) WHERE state <> 'dead';--> statement-breakpoint
CREATE TABLE `login_attempts` (
	`key` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`window_started_at` integer NOT NULL,
	`blocked_until` integer
);
--> statement-breakpoint
CREATE TABLE `mail_outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`for_tenant_id` text,
	`recipient` text NOT NULL,
	`template` text NOT NULL,
	`subject` text NOT NULL,
	`body` text NOT NULL,
	`sent_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mail_outbox_created_idx` ON `mail_outbox` (`created_at`);--> statement-breakpoint
CREATE TABLE `media_files` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`state` text DEFAULT 'ready' NOT NULL,
	`mime_type` text NOT NULL,
	`file_name` text,
	`file_size` integer DEFAULT 0 NOT NULL,
	`sha256` text,
	`storage_key` text,
	`remote` text,
	`connection_id` text,
	`error` text,
	`created_by_user_id` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `media_files_sha_idx` ON `media_files` (`tenant_id`,`sha256`);--> statement-breakpoint
CREATE TABLE `media_uploads` (
	`tenant_id` text NOT NULL,
	`media_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`remote_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `media_id`, `connection_id`),
	FOREIGN KEY (`tenant_id`,`media_id`) REFERENCES `media_files`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`connection_id`) REFERENCES `whatsapp_connections`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `message_reactions` (
	`tenant_id` text NOT NULL,
	`message_id` text NOT NULL,
	`actor` text NOT NULL,
	`emoji` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `message_id`, `actor`),
	FOREIGN KEY (`tenant_id`,`message_id`) REFERENCES `messages`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `message_statuses` (
	`tenant_id` text NOT NULL,
	`message_id` text NOT NULL,
	`status` text NOT NULL,
	`at` integer NOT NULL,
	`details` text,
	PRIMARY KEY(`tenant_id`, `message_id`, `status`),
	FOREIGN KEY (`tenant_id`,`message_id`) REFERENCES `messages`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `messages` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`conversation_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`whatsapp_message_id` text,
	`direction` text NOT NULL,
	`type` text NOT NULL,
	`content` text,
	`media_id` text,
	`metadata` text NOT NULL,
	`status` text,
	`error` text,
	`in_flight_at` integer,
	`outcome_unknown_at` integer,
	`reply_to_id` text,
	`reply_to_whatsapp_id` text,
	`sent_by_user_id` text,
	`is_placeholder` integer DEFAULT false NOT NULL,
	`source` text DEFAULT 'live' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`edited_at` integer,
	`revoked_at` integer,
	`sent_at` integer NOT NULL,
	`delivered_at` integer,
	`read_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`conversation_id`) REFERENCES `conversations`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`connection_id`) REFERENCES `whatsapp_connections`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_whatsapp_uq` ON `messages` (`tenant_id`,`connection_id`,`whatsapp_message_id`);--> statement-breakpoint
CREATE INDEX `messages_thread_idx` ON `messages` (`tenant_id`,`conversation_id`,`sent_at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_media_idx` ON `messages` (`tenant_id`,`media_id`) WHERE media_id is not null;--> statement-breakpoint
CREATE TABLE `password_resets` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`user_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`user_id`) REFERENCES `users`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `password_resets_hash_uq` ON `password_resets` (`token_hash`);--> statement-breakpoint
CREATE TABLE `refresh_tokens` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`user_id` text NOT NULL,
	`family_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`revoked_at` integer,
	`user_agent` text,
	`ip_address` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`tenant_id`,`user_id`) REFERENCES `users`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `refresh_tokens_hash_uq` ON `refresh_tokens` (`token_hash`);--> statement-breakpoint
CREATE INDEX `refresh_tokens_user_idx` ON `refresh_tokens` (`tenant_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `refresh_tokens_family_idx` ON `refresh_tokens` (`tenant_id`,`family_id`);--> statement-breakpoint
CREATE TABLE `sandbox_contacts` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`connection_id` text NOT NULL,
	`phone` text NOT NULL,
	`name` text NOT NULL,
	`online` integer DEFAULT true NOT NULL,
	`auto_read` integer DEFAULT false NOT NULL,
	`last_wrote_at` integer,
	`typing_until` integer,
	`last_message_id` text,
	`revision` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`connection_id`) REFERENCES `whatsapp_connections`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sandbox_contacts_phone_uq` ON `sandbox_contacts` (`tenant_id`,`connection_id`,`phone`);--> statement-breakpoint
CREATE INDEX `sandbox_contacts_revision_idx` ON `sandbox_contacts` (`tenant_id`,`connection_id`,`revision`);--> statement-breakpoint
CREATE TABLE `sandbox_faults` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`connection_id` text NOT NULL,
	`kind` text NOT NULL,
	`phone` text,
	`remaining` integer,
	`code` integer,
	`delay_ms` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`connection_id`) REFERENCES `whatsapp_connections`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sandbox_faults_connection_idx` ON `sandbox_faults` (`tenant_id`,`connection_id`,`id`);--> statement-breakpoint
CREATE TABLE `sandbox_media` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`connection_id` text NOT NULL,
	`storage_key` text NOT NULL,
	`mime_type` text NOT NULL,
	`file_name` text,
	`file_size` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`connection_id`) REFERENCES `whatsapp_connections`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `sandbox_messages` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`connection_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`wa_id` text NOT NULL,
	`author` text NOT NULL,
	`content` text NOT NULL,
	`reply_to_wa_id` text,
	`callback_id` text,
	`status` text NOT NULL,
	`error_code` integer,
	`business_reaction` text,
	`contact_reaction` text,
	`delay_ms` integer DEFAULT 0 NOT NULL,
	`duplicates` integer DEFAULT 0 NOT NULL,
	`revision` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`,`contact_id`) REFERENCES `sandbox_contacts`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sandbox_messages_wa_uq` ON `sandbox_messages` (`tenant_id`,`connection_id`,`wa_id`);--> statement-breakpoint
CREATE INDEX `sandbox_messages_contact_idx` ON `sandbox_messages` (`tenant_id`,`contact_id`,`id`);--> statement-breakpoint
CREATE INDEX `sandbox_messages_revision_idx` ON `sandbox_messages` (`tenant_id`,`connection_id`,`revision`);--> statement-breakpoint
CREATE TABLE `sandbox_networks` (
	`tenant_id` text NOT NULL,
	`connection_id` text NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`tenant_id`, `connection_id`),
	FOREIGN KEY (`tenant_id`,`connection_id`) REFERENCES `whatsapp_connections`(`tenant_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `schedule_runs` (
	`name` text NOT NULL,
	`slot` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`name`, `slot`)
);
--> statement-breakpoint
CREATE TABLE `subscription_plans` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`price_cents` integer DEFAULT 0 NOT NULL,
	`currency` text DEFAULT 'USD' NOT NULL,
	`billing_cycle` text DEFAULT 'monthly' NOT NULL,
	`features` text NOT NULL,
	`limits` text NOT NULL,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tenants` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`subdomain` text,
	`plan_id` text,
	`parent_id` text,
	`status` text DEFAULT 'active' NOT NULL,
	`timezone` text DEFAULT 'UTC' NOT NULL,
	`language` text DEFAULT 'en' NOT NULL,
	`currency` text DEFAULT 'USD' NOT NULL,
	`branding` text NOT NULL,
	`settings` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`plan_id`) REFERENCES `subscription_plans`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tenants_subdomain_uq` ON `tenants` (`subdomain`);--> statement-breakpoint
CREATE INDEX `tenants_parent_idx` ON `tenants` (`parent_id`);--> statement-breakpoint
CREATE TABLE `usage_counters` (
	`tenant_id` text NOT NULL,
	`metric` text NOT NULL,
	`period` text NOT NULL,
	`used` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`tenant_id`, `metric`, `period`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `users` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`email` text NOT NULL,
	`password_hash` text NOT NULL,
	`role` text NOT NULL,
	`first_name` text DEFAULT '' NOT NULL,
	`last_name` text DEFAULT '' NOT NULL,
	`avatar_url` text,
	`status` text DEFAULT 'active' NOT NULL,
	`settings` text NOT NULL,
	`last_login_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_uq` ON `users` (`email`);--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`lane` text NOT NULL,
	`body` blob NOT NULL,
	`state` text DEFAULT 'pending' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`error` text,
	`received_at` integer NOT NULL,
	`processed_at` integer
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_lane_idx` ON `webhook_deliveries` (`lane`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_state_idx` ON `webhook_deliveries` (`state`,`id`);--> statement-breakpoint
CREATE TABLE `whatsapp_connections` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`connection_type` text NOT NULL,
	`phone_number` text,
	`status` text DEFAULT 'connecting' NOT NULL,
	`status_reason` text,
	`settings` text NOT NULL,
	`secrets` text,
	`phone_number_id` text,
	`account_id` text,
	`facts` text NOT NULL,
	`last_connected_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `whatsapp_connections_id_uq` ON `whatsapp_connections` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `whatsapp_connections_number_uq` ON `whatsapp_connections` (`phone_number_id`);--> statement-breakpoint
CREATE INDEX `whatsapp_connections_account_idx` ON `whatsapp_connections` (`account_id`);