-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "node_keys" (
    "kind" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "public_key" BYTEA,
    "wrapped" BYTEA NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "node_keys_pkey" PRIMARY KEY ("kind","sequence")
);

-- CreateTable
CREATE TABLE "operators" (
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "locked_until" BIGINT NOT NULL DEFAULT 0,
    "created_at" BIGINT NOT NULL,
    "disabled_at" BIGINT,
    "mail" TEXT,

    CONSTRAINT "operators_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "operator_sessions" (
    "id" TEXT NOT NULL,
    "operator_name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" BIGINT NOT NULL,
    "last_used_at" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "revoked_at" BIGINT,
    "by_cookie" INTEGER NOT NULL DEFAULT 0,
    "stepped_up_until" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "operator_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passkeys" (
    "id" TEXT NOT NULL,
    "operator_name" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "last_used_at" BIGINT,

    CONSTRAINT "passkeys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passkey_challenges" (
    "id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "operator_name" TEXT,
    "challenge" TEXT NOT NULL,
    "expires_at" BIGINT NOT NULL,

    CONSTRAINT "passkey_challenges_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" SERIAL NOT NULL,
    "at" BIGINT NOT NULL,
    "who" TEXT NOT NULL,
    "via" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "destination" TEXT NOT NULL,
    "dedupe_key" TEXT,
    "payload" BYTEA NOT NULL,
    "created_at" BIGINT NOT NULL,
    "due_at" BIGINT NOT NULL,
    "expires_at" BIGINT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "leased_by" TEXT,
    "leased_until" BIGINT NOT NULL DEFAULT 0,
    "last_error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "nonces" (
    "purpose" TEXT NOT NULL,
    "value" BYTEA NOT NULL,
    "expires_at" BIGINT NOT NULL,

    CONSTRAINT "nonces_pkey" PRIMARY KEY ("purpose","value")
);

-- CreateTable
CREATE TABLE "statements" (
    "seq" SERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "conflict_key" TEXT,
    "signer_key" TEXT NOT NULL,
    "signer_index" INTEGER,
    "claim_id" TEXT,
    "manifest_id" TEXT,
    "backup_id" TEXT,
    "text" TEXT NOT NULL,
    "attachments" TEXT,
    "shared" INTEGER NOT NULL,
    "origin" TEXT NOT NULL,
    "received_at" BIGINT NOT NULL,
    "log_index" INTEGER,

    CONSTRAINT "statements_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "equivocations" (
    "conflict_key" TEXT NOT NULL,
    "first_id" TEXT NOT NULL,
    "second_id" TEXT NOT NULL,
    "signer_key" TEXT NOT NULL,
    "seen_at" BIGINT NOT NULL,

    CONSTRAINT "equivocations_pkey" PRIMARY KEY ("first_id","second_id")
);

-- CreateTable
CREATE TABLE "log_state" (
    "id" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,
    "frontier" TEXT NOT NULL,

    CONSTRAINT "log_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkpoints" (
    "size" INTEGER NOT NULL,
    "root_hash" BYTEA NOT NULL,
    "note" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "checkpoints_pkey" PRIMARY KEY ("size")
);

-- CreateTable
CREATE TABLE "federation_configs" (
    "config_id" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "proposed_at" BIGINT NOT NULL,
    "signed_at" BIGINT,
    "sealed_at" BIGINT,

    CONSTRAINT "federation_configs_pkey" PRIMARY KEY ("config_id")
);

-- CreateTable
CREATE TABLE "announcements" (
    "signer_key" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "issued_at" BIGINT NOT NULL,

    CONSTRAINT "announcements_pkey" PRIMARY KEY ("signer_key")
);

-- CreateTable
CREATE TABLE "peers" (
    "guardian_index" INTEGER NOT NULL,
    "pulled" INTEGER NOT NULL DEFAULT 0,
    "pushed" INTEGER NOT NULL DEFAULT 0,
    "last_seen_at" BIGINT,
    "clock_difference_ms" INTEGER,
    "latency_ms" INTEGER,
    "software_version" TEXT,
    "portal_digest" TEXT,
    "portal_checked_at" BIGINT,

    CONSTRAINT "peers_pkey" PRIMARY KEY ("guardian_index")
);

-- CreateTable
CREATE TABLE "winding_down" (
    "guardian_index" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "known_at" BIGINT NOT NULL,

    CONSTRAINT "winding_down_pkey" PRIMARY KEY ("guardian_index")
);

-- CreateTable
CREATE TABLE "invites" (
    "invite_id" TEXT NOT NULL,
    "token_key" TEXT NOT NULL,
    "issuer_index" INTEGER NOT NULL,
    "uses" INTEGER NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,
    "quota_bytes" BIGINT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "revoked_at" BIGINT,

    CONSTRAINT "invites_pkey" PRIMARY KEY ("invite_id")
);

-- CreateTable
CREATE TABLE "owners" (
    "owner_key" TEXT NOT NULL,
    "invite_id" TEXT,
    "quota_bytes" BIGINT NOT NULL,
    "used_bytes" BIGINT NOT NULL DEFAULT 0,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "owners_pkey" PRIMARY KEY ("owner_key")
);

-- CreateTable
CREATE TABLE "backups" (
    "manifest_id" TEXT NOT NULL,
    "backup_id" TEXT NOT NULL,
    "backup_version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "owner_key" TEXT NOT NULL,
    "lookup_tag" BYTEA NOT NULL,
    "lookup_sealed" BYTEA NOT NULL,
    "manifest" TEXT NOT NULL,
    "epoch_part" TEXT NOT NULL,
    "epoch_part_id" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "policy_id" TEXT NOT NULL,
    "policy_number" INTEGER NOT NULL,
    "receipt" TEXT,
    "held" INTEGER NOT NULL,
    "stored_bytes" INTEGER NOT NULL,
    "staged_at" BIGINT NOT NULL,
    "committed_at" BIGINT,
    "delete_at" BIGINT,

    CONSTRAINT "backups_pkey" PRIMARY KEY ("manifest_id")
);

-- CreateTable
CREATE TABLE "backup_parts" (
    "manifest_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "backup_parts_pkey" PRIMARY KEY ("manifest_id","path")
);

-- CreateTable
CREATE TABLE "payloads" (
    "manifest_id" TEXT NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "payloads_pkey" PRIMARY KEY ("manifest_id")
);

-- CreateTable
CREATE TABLE "absent_parcels" (
    "manifest_id" TEXT NOT NULL,
    "guardian_index" INTEGER NOT NULL,
    "parcel" TEXT NOT NULL,
    "delivered_at" BIGINT,

    CONSTRAINT "absent_parcels_pkey" PRIMARY KEY ("manifest_id","guardian_index")
);

-- CreateTable
CREATE TABLE "claims" (
    "claim_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "session_key" TEXT NOT NULL,
    "sealing_key" TEXT NOT NULL,
    "identity_digest" TEXT NOT NULL,
    "identity_sealed" BYTEA,
    "identity_status" TEXT NOT NULL,
    "lookup_tag" BYTEA,
    "practice" INTEGER NOT NULL DEFAULT 0,
    "opened_at" BIGINT NOT NULL,
    "approved_at" BIGINT,
    "expires_at" BIGINT NOT NULL,
    "closed_at" BIGINT,

    CONSTRAINT "claims_pkey" PRIMARY KEY ("claim_id")
);

-- CreateTable
CREATE TABLE "evidence" (
    "claim_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "content" BYTEA,

    CONSTRAINT "evidence_pkey" PRIMARY KEY ("claim_id","digest")
);

-- CreateTable
CREATE TABLE "attempts" (
    "manifest_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "last" INTEGER NOT NULL,
    "guess_limit" INTEGER NOT NULL,
    "alpha_digest" TEXT,
    "claim_id" TEXT,
    "ticket_id" TEXT,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("manifest_id","path")
);

-- CreateTable
CREATE TABLE "attempt_successes" (
    "manifest_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,

    CONSTRAINT "attempt_successes_pkey" PRIMARY KEY ("manifest_id","path","attempt")
);

-- CreateTable
CREATE TABLE "releases" (
    "claim_id" TEXT NOT NULL,
    "manifest_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "release_id" TEXT NOT NULL,
    "released_at" BIGINT NOT NULL,

    CONSTRAINT "releases_pkey" PRIMARY KEY ("claim_id","manifest_id","path")
);

-- CreateTable
CREATE TABLE "admission_codes" (
    "code_digest" BYTEA NOT NULL,
    "created_at" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "used_at" BIGINT,

    CONSTRAINT "admission_codes_pkey" PRIMARY KEY ("code_digest")
);

-- CreateTable
CREATE TABLE "owner_key_overrides" (
    "backup_id" TEXT NOT NULL,
    "owner_key" TEXT NOT NULL,
    "effective_at" BIGINT NOT NULL,

    CONSTRAINT "owner_key_overrides_pkey" PRIMARY KEY ("backup_id","owner_key")
);

-- CreateIndex
CREATE UNIQUE INDEX "operator_sessions_token_hash_key" ON "operator_sessions"("token_hash");

-- CreateIndex
CREATE INDEX "operator_sessions_operator_name_idx" ON "operator_sessions"("operator_name");

-- CreateIndex
CREATE INDEX "passkeys_operator_name_idx" ON "passkeys"("operator_name");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_dedupe_key_key" ON "outbox"("dedupe_key");

-- CreateIndex
CREATE INDEX "outbox_due_at_idx" ON "outbox"("due_at");

-- CreateIndex
CREATE INDEX "outbox_destination_idx" ON "outbox"("destination");

-- CreateIndex
CREATE INDEX "nonces_expires_at_idx" ON "nonces"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "statements_id_key" ON "statements"("id");

-- CreateIndex
CREATE UNIQUE INDEX "statements_log_index_key" ON "statements"("log_index");

-- CreateIndex
CREATE INDEX "statements_conflict_key_idx" ON "statements"("conflict_key");

-- CreateIndex
CREATE INDEX "statements_claim_id_type_idx" ON "statements"("claim_id", "type");

-- CreateIndex
CREATE INDEX "statements_manifest_id_type_idx" ON "statements"("manifest_id", "type");

-- CreateIndex
CREATE INDEX "statements_backup_id_type_idx" ON "statements"("backup_id", "type");

-- CreateIndex
CREATE UNIQUE INDEX "invites_token_key_key" ON "invites"("token_key");

-- CreateIndex
CREATE INDEX "owners_invite_id_idx" ON "owners"("invite_id");

-- CreateIndex
CREATE INDEX "backups_lookup_tag_status_idx" ON "backups"("lookup_tag", "status");

-- CreateIndex
CREATE INDEX "backups_owner_key_idx" ON "backups"("owner_key");

-- CreateIndex
CREATE INDEX "backups_status_staged_at_idx" ON "backups"("status", "staged_at");

-- CreateIndex
CREATE INDEX "backups_status_delete_at_idx" ON "backups"("status", "delete_at");

-- CreateIndex
CREATE UNIQUE INDEX "backups_backup_id_backup_version_key" ON "backups"("backup_id", "backup_version");

-- CreateIndex
CREATE INDEX "claims_lookup_tag_idx" ON "claims"("lookup_tag");

-- CreateIndex
CREATE INDEX "claims_status_expires_at_idx" ON "claims"("status", "expires_at");

-- AddForeignKey
ALTER TABLE "operator_sessions" ADD CONSTRAINT "operator_sessions_operator_name_fkey" FOREIGN KEY ("operator_name") REFERENCES "operators"("name") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_operator_name_fkey" FOREIGN KEY ("operator_name") REFERENCES "operators"("name") ON DELETE RESTRICT ON UPDATE CASCADE;
